package dev.taskq.load.handler;

import dev.taskq.Outcome;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import java.util.concurrent.TimeUnit;

/** Waits as long as the task's params say. Thread-safe. */
public final class LoadHandler implements TaskHandler<LoadHandler.Params> {
    /** The type's name: {@code load}. */
    public static final TaskType<Params> TYPE = TaskType.of("load", Params.class);

    /** Makes a handler. */
    public LoadHandler() {}

    /**
     * The params.
     *
     * @param millis the time that the task takes, in milliseconds; 0 to return at once
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
