package dev.taskq.client;

/**
 * Where a task stands in its life. Immutable. A coordinator of a later version may name a status that is not listed
 * here; it is kept as it is.
 *
 * @param name the name in the API, such as {@code queued}
 */
public record TaskStatus(String name) {
    /** Waits until it is due. */
    public static final TaskStatus SCHEDULED = new TaskStatus("scheduled");

    /** Waits for an agent. */
    public static final TaskStatus QUEUED = new TaskStatus("queued");

    /** An agent runs it. */
    public static final TaskStatus RUNNING = new TaskStatus("running");

    /** Its handler returned. */
    public static final TaskStatus SUCCEEDED = new TaskStatus("succeeded");

    /** It was given up, or failed or was lost too often. */
    public static final TaskStatus FAILED = new TaskStatus("failed");

    /** A caller cancelled it. */
    public static final TaskStatus CANCELLED = new TaskStatus("cancelled");

    @Override
    public String toString() {
        return name;
    }
}
