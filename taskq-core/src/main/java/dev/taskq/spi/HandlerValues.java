package dev.taskq.spi;

import dev.taskq.Outcome;
import dev.taskq.TaskContext;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskType;
import dev.taskq.json.InvalidJsonException;
import dev.taskq.json.JsonCheck;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Results and checkpoints of handlers as JSON text: which are none, and which can be stored. Agents and the contexts of tests use
 * it, so a test refuses what an agent refuses.
 */
public final class HandlerValues {
    private static final String NONE = "null";
    private static final String RESULT = "/result";
    private static final String UNFIT = "the checkpoint cannot be stored: ";

    private HandlerValues() {}

    /**
     * A checkpoint that can be stored. Immutable.
     *
     * @param json JSON, as text
     * @param bytes the size in the store
     */
    public record CheckpointText(String json, long bytes) {}

    /**
     * The text of a result with which a handler completes its task.
     *
     * @param type the type of the handler
     * @param result the result; null for none
     * @return JSON, as text; empty for none
     * @throws TaskRejectedException if it cannot be stored
     */
    public static Optional<String> completedWith(TaskType<?> type, @Nullable Object result) {
        if (result == null) {
            return Optional.empty();
        }
        Optional<String> text = stored(Optional.of(mapped(type, result)));
        text.flatMap(HandlerValues::problem).ifPresent(problem -> {
            throw new TaskRejectedException(RESULT, problem);
        });
        return text;
    }

    /**
     * The result that is stored for a text.
     *
     * @param text JSON, as text; empty without a result
     * @return empty if the text stands for none
     */
    public static Optional<String> stored(Optional<String> text) {
        return text.filter(json -> !json.equals(NONE));
    }

    /**
     * Why a result can never be stored.
     *
     * @param result JSON, as text
     * @return empty if it can
     */
    public static Optional<String> problem(String result) {
        long bytes = utf8(result);
        if (bytes <= Outcome.MOST_RESULT_BYTES) {
            try {
                // Numbers grow in the database.
                bytes = JsonCheck.value(result, "result");
            } catch (InvalidJsonException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        }
        return bytes > Outcome.MOST_RESULT_BYTES
                ? Optional.of("larger than " + Outcome.MOST_RESULT_BYTES + " bytes")
                : Optional.empty();
    }

    /**
     * The text of a checkpoint.
     *
     * @param type the type of the handler
     * @param value the checkpoint
     * @return the text and its size
     * @throws IllegalArgumentException if it can never be stored
     */
    public static CheckpointText checkpoint(TaskType<?> type, Object value) {
        String json = checkpointJson(type, Objects.requireNonNull(value, "value"));
        return new CheckpointText(json, checkpointBytes(json));
    }

    private static String mapped(TaskType<?> type, Object result) {
        try {
            return type.writeResult(result);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new TaskRejectedException(RESULT, "cannot be mapped to JSON: " + e);
        }
    }

    private static String checkpointJson(TaskType<?> type, Object value) {
        try {
            return type.writeResult(value);
        } catch (TaskRejectedException e) {
            throw new IllegalArgumentException(UNFIT + e.violations().get(0).detail(), e);
        } catch (Exception e) {
            throw new IllegalArgumentException(UNFIT + e.getMessage(), e);
        }
    }

    /** The size in the store, where numbers grow. */
    private static long checkpointBytes(String json) {
        long bytes = utf8(json);
        try {
            if (bytes <= TaskContext.MOST_CHECKPOINT_BYTES) {
                bytes = JsonCheck.value(json, "checkpoint");
            }
        } catch (InvalidJsonException e) {
            throw new IllegalArgumentException(UNFIT + e.getMessage(), e);
        }
        if (bytes > TaskContext.MOST_CHECKPOINT_BYTES) {
            throw new IllegalArgumentException(
                    UNFIT + "it is larger than " + TaskContext.MOST_CHECKPOINT_BYTES + " bytes");
        }
        return bytes;
    }

    private static long utf8(String json) {
        return json.getBytes(StandardCharsets.UTF_8).length;
    }
}
