package dev.taskq.test;

import dev.taskq.NewTask;
import dev.taskq.Submitted;
import dev.taskq.TaskSubmitter;
import dev.taskq.coordinator.Tasks;
import java.util.List;

/**
 * Submits where the application would in a transaction of its own. It takes part in none. Thread-safe.
 *
 * @param tasks takes the tasks
 */
record TestSubmitter(Tasks tasks) implements TaskSubmitter {
    @Override
    public Submitted submit(NewTask task) {
        return tasks.submit(task);
    }

    @Override
    public List<Submitted> submitAll(List<NewTask> all) {
        return tasks.submitAll(all);
    }
}
