package dev.taskq;

import java.util.Optional;

/**
 * Who submitted a task, and the ids by which its traces are found. Stored on the task. Immutable.
 *
 * @param caller the caller's name, under which idempotency keys are unique; empty for an embedder's own
 * @param correlationId up to 128 printable characters, in every log line about the task; empty to have one made at
 *     submit
 * @param traceparent a W3C {@code traceparent}, where one came in
 */
public record Origin(String caller, String correlationId, Optional<String> traceparent) {
    /** No caller, a correlation id to be made. */
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
     * Tells whether a text can be a correlation id.
     *
     * @param text any text
     * @return whether it is 1 to 128 printable ASCII characters without space
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
        return new Origin(caller, id, traceparent);
    }
}
