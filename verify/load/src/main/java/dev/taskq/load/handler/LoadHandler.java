package dev.taskq.load.handler;

import dev.taskq.Outcome;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import java.util.concurrent.TimeUnit;

/** A task that takes as long as its params say, and does nothing meanwhile. Thread-safe. */
public final class LoadHandler implements TaskHandler<LoadHandler.Params> {
    /** The type's name: {@code load}. */
    public static final TaskType<Params> TYPE = TaskType.of("load", Params.class);

    /** A handler. */
    public LoadHandler() {}

    /**
     * The params.
     *
     * @param millis how long it takes, in milliseconds; 0 for not at all
     */
    public record Params(long millis) {}

    @Override
    public TaskType<Params> type() {
        return TYPE;
    }

    @Override
    public Outcome handle(TaskContext context, Params params) throws InterruptedException {
        if (params.millis() > 0) {
            TimeUnit.MILLISECONDS.sleep(params.millis());
        }
        return Outcome.done();
    }
}
