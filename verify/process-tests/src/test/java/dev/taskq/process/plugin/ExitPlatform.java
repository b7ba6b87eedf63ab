package dev.taskq.process.plugin;

import dev.taskq.Outcome;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import java.util.Map;

/** Ends the process, on a platform thread. */
@SuppressWarnings("rawtypes") // The params do not matter.
public final class ExitPlatform implements TaskHandler<Map> {
    @Override
    public TaskType<Map> type() {
        return TaskType.of("exit.platform", Map.class);
    }

    @Override
    public Outcome handle(TaskContext context, Map params) {
        System.exit(3);
        return Outcome.done();
    }

    @Override
    public Threads threads() {
        return Threads.PLATFORM;
    }
}
