package dev.taskq.spring.boot;

import dev.taskq.NewTask;
import dev.taskq.Submitted;
import dev.taskq.TaskSubmitter;
import dev.taskq.coordinator.Coordinator;
import java.util.List;

/**
 * Submits over a coordinator, outside of the application's transactions. Thread-safe.
 *
 * @param coordinator takes the tasks
 */
record CoordinatorSubmitter(Coordinator coordinator) implements TaskSubmitter {
    @Override
    public Submitted submit(NewTask task) {
        return coordinator.submit(task);
    }

    @Override
    public List<Submitted> submitAll(List<NewTask> tasks) {
        return coordinator.submitAll(tasks);
    }
}
