package dev.taskq.spring;

import dev.taskq.NewTask;
import dev.taskq.Submitted;
import dev.taskq.TaskSubmitter;
import dev.taskq.coordinator.Coordinator;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;

/**
 * Submits over a coordinator, outside of the application's transactions. Thread-safe.
 *
 * @param coordinator takes the tasks
 * @param observations where each submit is observed
 */
public record CoordinatorSubmitter(Coordinator coordinator, ObservationRegistry observations) implements TaskSubmitter {
    @Override
    public Submitted submit(NewTask task) {
        return TaskObservations.submit(observations, task, coordinator::submit);
    }

    @Override
    public List<Submitted> submitAll(List<NewTask> tasks) {
        return TaskObservations.submitAll(observations, tasks, coordinator::submitAll);
    }
}
