package dev.taskq.spi;

/** What a step of an operation did with one task. Immutable. */
public sealed interface TaskEffect {
    /**
     * The task.
     *
     * @return its id
     */
    long id();

    /**
     * The task's type.
     *
     * @return its name
     */
    String type();

    /**
     * The task was cancelled.
     *
     * @param id its id
     * @param type its type
     */
    record Cancelled(long id, String type) implements TaskEffect {}

    /**
     * The task runs, and was asked to stop.
     *
     * @param id its id
     * @param type its type
     */
    record CancelRequested(long id, String type) implements TaskEffect {}

    /**
     * The task was queued again, or before it was due.
     *
     * @param hint the hint to send
     */
    record Queued(Hint hint) implements TaskEffect {
        @Override
        public long id() {
            return hint.id();
        }

        @Override
        public String type() {
            return hint.type();
        }
    }

    /**
     * The task was deleted.
     *
     * @param id its id
     * @param type its type
     */
    record Deleted(long id, String type) implements TaskEffect {}
}
