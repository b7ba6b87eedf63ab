package dev.taskq.process.plugin;

import dev.taskq.Outcome;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Fails in the way that its params name. */
public final class Misbehave implements TaskHandler<Misbehave.Params> {
    /** The ways to fail. */
    public enum Way {
        /** An exception. */
        THROW,
        /** An error. */
        THROW_ERROR,
        /** An exception that must not be caught. */
        END_THREAD,
        /** No result. */
        RETURN_NULL,
        /** A result that is larger than allowed. */
        RETURN_TOO_MUCH,
        /** A result that is not JSON. */
        RETURN_UNMAPPABLE,
        /** Waits forever. */
        BLOCK,
        /** Waits forever, and ignores interruptions. */
        HANG
    }

    /**
     * The way to fail.
     *
     * @param way the way
     */
    public record Params(Way way) {}

    @Override
    public TaskType<Params> type() {
        return TaskType.of("misbehave", Params.class);
    }

    @Override
    @SuppressWarnings({"NullAway", "removal"}) // That is what is tried here.
    public Outcome handle(TaskContext context, Params params) throws InterruptedException {
        return switch (params.way()) {
            case THROW -> throw new IllegalStateException("wrong");
            case THROW_ERROR -> throw new StackOverflowError("deep");
            case END_THREAD -> throw new ThreadDeath();
            case RETURN_NULL -> null;
            case RETURN_TOO_MUCH -> Outcome.done("x".repeat(70_000));
            case RETURN_UNMAPPABLE -> {
                Map<String, Object> loop = new HashMap<>();
                loop.put("itself", loop);
                yield Outcome.done(loop);
            }
            case BLOCK -> {
                new CountDownLatch(1).await();
                yield Outcome.done();
            }
            case HANG -> Hang.forEver();
        };
    }
}
