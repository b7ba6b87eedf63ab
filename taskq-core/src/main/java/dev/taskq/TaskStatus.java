package dev.taskq;

import java.util.Locale;

/** The status of a task. Immutable; {@code docs/task-lifecycle.md} shows the transitions. */
public enum TaskStatus {
    /** Waits until it is due: after a delay given at submission, or the back-off after a failure. */
    SCHEDULED,
    /** May be claimed by any agent that serves its type. */
    QUEUED,
    /** Claimed: one execution, identified by session and claim token, holds it. */
    RUNNING,
    /** Final: its handler returned. */
    SUCCEEDED,
    /** Final unless retried manually: given up, or too many failures or losses. The dead-letter state. */
    FAILED,
    /** Final unless retried manually: a cancel was requested before it had succeeded. */
    CANCELLED;

    /**
     * Whether no automatic transition leaves this status.
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
     * The status with a name used in the API and in the database.
     *
     * @param name a lower-case name, as {@link #wireName()} returns it
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
