package dev.taskq;

import org.jspecify.annotations.Nullable;

/**
 * The store was reached, and refuses until something is put right by hand. Surely nothing was changed. The message names what
 * was found and what to do next; repeating does not help before.
 */
public final class StoreMisconfiguredException extends StoreUnavailableException {
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    private final Problem problem;

    /** What is wrong. */
    public enum Problem {
        /** The schema is not there, or older than this version needs. */
        NOT_MIGRATED,
        /** The schema lacks something that its migrations made. */
        SCHEMA_DAMAGED,
        /** The role may not do what the call needs. */
        NO_RIGHTS,
        /** There is no such database. */
        NO_SUCH_DATABASE,
        /** The user does not exist, its password is wrong, or it may not connect from here. */
        LOGIN_REFUSED,
        /** The store is not of the kind, or not set up in the way, that the adapter needs. */
        UNSUITABLE
    }

    /**
     * Misconfigured.
     *
     * @param problem what is wrong
     * @param message what was found, and what to do next
     * @param cause what the adapter saw, or null
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
