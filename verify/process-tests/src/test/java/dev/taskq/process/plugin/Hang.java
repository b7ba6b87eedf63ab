package dev.taskq.process.plugin;

import dev.taskq.Outcome;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Never returns, and ignores interruptions. */
@SuppressWarnings("rawtypes") // The params do not matter.
public final class Hang implements TaskHandler<Map> {
    @Override
    public TaskType<Map> type() {
        return TaskType.of("hang", Map.class);
    }

    @Override
    public Outcome handle(TaskContext context, Map params) {
        return forEver();
    }

    static Outcome forEver() {
        new Semaphore(0).acquireUninterruptibly();
        return Outcome.done();
    }
}
