package dev.taskq;

import java.util.Locale;

/** Where a task stands in its life. Immutable; {@code docs/task-lifecycle.md} draws the moves between them. */
public enum TaskStatus {
    /** Waits for its time: a delay given at submit, or the back-off after a failure. */
    SCHEDULED,
    /** May be claimed by any agent that serves its type. */
    QUEUED,
    /** Claimed: one execution, named by session and claim token, holds it. */
    RUNNING,
    /** Final: its handler returned. */
    SUCCEEDED,
    /** Final, but for a retry by hand: given up, or too many failures or losses. The dead-letter state. */
    FAILED,
    /** Final, but for a retry by hand: somebody asked for it, and it had not succeeded before. */
    CANCELLED;

    /**
     * Tells whether no automatic step leaves this status.
     *
     * @return true for succeeded, failed and cancelled
     */
    public boolean isFinal() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }

    /**
     * The name used in the API and in the database.
     *
     * @return the lower-case name
     */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The status of a name used in the API and in the database.
     *
     * @param name a lower-case name, as {@link #wireName()} gives it
     * @return the status
     * @throws IllegalArgumentException if no status has that name
     */
    public static TaskStatus ofWireName(String name) {
        for (TaskStatus status : values()) {
            if (status.wireName().equals(name)) {
                return status;
            }
        }
        throw new IllegalArgumentException("no such status");
    }
}
