package dev.taskq;

import java.util.Arrays;
import java.util.Optional;

/** What a caller changed. Submits are not among these: a task has its caller. Immutable. */
public enum AuditAction {
    /** A task was cancelled, or asked to stop. */
    CANCEL_TASK("task.cancel"),
    /** A task was queued again. */
    RETRY_TASK("task.retry"),
    /** A task was deleted. */
    DELETE_TASK("task.delete"),
    /** An operation on many tasks was started; not a dry run, which changes nothing. */
    START_OPERATION("operation.start"),
    /** An operation was asked to end. */
    CANCEL_OPERATION("operation.cancel"),
    /** An operation that a caller started has ended; the detail says with how many tasks. */
    END_OPERATION("operation.end"),
    /** A type was paused. */
    PAUSE_TYPE("type.pause"),
    /** A type was resumed. */
    RESUME_TYPE("type.resume"),
    /** A schedule was stored or changed. */
    PUT_SCHEDULE("schedule.put"),
    /** A schedule was deleted. */
    DELETE_SCHEDULE("schedule.delete"),
    /** A schedule was paused. */
    PAUSE_SCHEDULE("schedule.pause"),
    /** A schedule was resumed. */
    RESUME_SCHEDULE("schedule.resume"),
    /** A schedule was run by hand. */
    RUN_SCHEDULE("schedule.run"),
    /** An agent was asked to drain. */
    DRAIN_AGENT("agent.drain");

    private final String wireName;

    AuditAction(String wireName) {
        this.wireName = wireName;
    }

    /**
     * The name used in the API and in the database.
     *
     * @return what was changed, and how
     */
    public String wireName() {
        return wireName;
    }

    /**
     * The action with a name used in the API and in the database.
     *
     * @param name a name, as {@link #wireName()} returns it
     * @return the action; empty if none has that name
     */
    public static Optional<AuditAction> ofWireName(String name) {
        return Arrays.stream(values())
                .filter(action -> action.wireName.equals(name))
                .findFirst();
    }
}
