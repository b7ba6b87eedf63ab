package dev.taskq;

import java.util.Optional;

/**
 * The submitter of a task, and the ids that identify its logs and traces. Stored on the task. Immutable.
 *
 * @param caller the caller's name, the scope of its idempotency keys; empty for an embedding application
 * @param correlationId up to 128 printable characters, logged with every line about the task; empty to have one created
 *     at submission
 * @param traceparent a W3C {@code traceparent}, if the submission came with one
 * @param fire the schedule that the task comes from; empty if a client submitted it
 */
public record Origin(String caller, String correlationId, Optional<String> traceparent, Optional<Fire> fire) {
    /** No caller, and a correlation id that is yet to be created. */
    public static final Origin UNKNOWN = new Origin("", "", Optional.empty());

    /** The longest correlation id, in characters. */
    public static final int LONGEST_CORRELATION_ID = 128;

    /** Checks the correlation id. */
    public Origin {
        if (!isCorrelationId(correlationId) && !correlationId.isEmpty()) {
            throw new TaskRejectedException(
                    "/correlation_id", "must be at most " + LONGEST_CORRELATION_ID + " printable ASCII characters");
        }
    }

    /**
     * The origin of a task that a client submits.
     *
     * @param caller the caller's name; empty for an embedding application
     * @param correlationId the correlation id; empty to have one created at submission
     * @param traceparent a W3C {@code traceparent}, if the submission came with one
     */
    public Origin(String caller, String correlationId, Optional<String> traceparent) {
        this(caller, correlationId, traceparent, Optional.empty());
    }

    /**
     * Tells whether a text can be a correlation id.
     *
     * @param text any text
     * @return true if it is 1 to 128 printable ASCII characters without space
     */
    public static boolean isCorrelationId(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_CORRELATION_ID
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /**
     * This origin with a correlation id.
     *
     * @param id up to 128 printable characters
     * @return the new origin
     */
    public Origin withCorrelationId(String id) {
        return new Origin(caller, id, traceparent, fire);
    }

    /**
     * This origin with the schedule that the task comes from. Only a schedule gives it to a task: a submit refuses it.
     *
     * @param from the schedule
     * @return the new origin
     */
    public Origin withFire(Fire from) {
        return new Origin(caller, correlationId, traceparent, Optional.of(from));
    }
}
