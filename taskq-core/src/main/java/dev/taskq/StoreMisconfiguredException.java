package dev.taskq;

import org.jspecify.annotations.Nullable;

/**
 * The store was reached, and refuses until an operator corrects something. Nothing was changed. The message says what
 * was found and what to do. Repeating the call does not help before that.
 */
public final class StoreMisconfiguredException extends StoreUnavailableException {
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    private final Problem problem;

    /** What is wrong. */
    public enum Problem {
        /** The schema does not exist, or is older than this version needs. */
        NOT_MIGRATED,
        /** A part of the migrated schema is missing, or the sequence of the ids is behind the tasks. */
        SCHEMA_DAMAGED,
        /** The role lacks a right that the call needs. */
        NO_RIGHTS,
        /** The database does not exist. */
        NO_SUCH_DATABASE,
        /** The user does not exist, its password is wrong, or it must not connect from this host. */
        LOGIN_REFUSED,
        /** The store is of another kind, or has another configuration, than the adapter needs. */
        UNSUITABLE
    }

    /**
     * Reports a misconfiguration.
     *
     * @param problem what is wrong
     * @param message what was found, and what to do
     * @param cause the adapter's exception, or null
     */
    public StoreMisconfiguredException(Problem problem, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.problem = problem;
    }

    /**
     * What is wrong.
     *
     * @return the problem
     */
    public Problem problem() {
        return problem;
    }

    @Override
    public boolean repeatingHelps() {
        return false;
    }
}
