package dev.taskq.training.handler;

import dev.taskq.Outcome;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import java.time.Duration;
import java.util.Map;

/** Ends as the task's params say. Thread-safe. */
public final class TrainingHandler implements TaskHandler<TrainingHandler.Params> {
    /** The type's name: {@code training}. */
    public static final TaskType<Params> TYPE = TaskType.of("training", Params.class);

    private static final Duration SOON = Duration.ofMillis(50);

    /** Makes a handler. */
    public TrainingHandler() {}

    /** How a task ends. */
    public enum End {
        /** It succeeds without a result. */
        DONE,
        /** It reports progress, writes a checkpoint, and succeeds with a result. */
        RESULT,
        /** Its first attempt throws. */
        THROWN,
        /** Its first attempt asks for another one. */
        AGAIN,
        /** It fails for good. */
        GIVEN_UP
    }

    /**
     * The params.
     *
     * @param end how the task ends
     * @param text any text, so that there is something to read and to store
     */
    public record Params(End end, String text) {}

    @Override
    public TaskType<Params> type() {
        return TYPE;
    }

    @Override
    public Outcome handle(TaskContext context, Params params) {
        boolean isFirst = context.attempt() == 1;
        return switch (params.end()) {
            case DONE -> Outcome.done();
            case RESULT -> {
                context.progress(0.5, "half of it");
                context.checkpoint(Map.of("text", params.text()));
                yield Outcome.done(Map.of("length", params.text().length()));
            }
            case THROWN -> {
                if (isFirst) {
                    throw new IllegalStateException("the first attempt fails");
                }
                yield Outcome.done();
            }
            case AGAIN -> isFirst ? Outcome.retryAfter(SOON, "the first attempt asks for another") : Outcome.done();
            case GIVEN_UP -> Outcome.giveUp("as its params say");
        };
    }
}
