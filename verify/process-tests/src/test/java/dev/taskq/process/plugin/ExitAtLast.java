package dev.taskq.process.plugin;

import dev.taskq.Outcome;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import java.util.concurrent.CountDownLatch;

/** Works until it is interrupted, and then ends the process. */
public final class ExitAtLast implements TaskHandler<ExitAtLast.Params> {
    /** No params. */
    public record Params() {}

    @Override
    public TaskType<Params> type() {
        return TaskType.of("exit.last", Params.class);
    }

    @Override
    public Outcome handle(TaskContext context, Params params) {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            System.exit(3);
        }
        return Outcome.done();
    }
}
