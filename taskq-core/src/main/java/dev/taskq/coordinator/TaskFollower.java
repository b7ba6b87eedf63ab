package dev.taskq.coordinator;

import dev.taskq.CallDeadline;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import dev.taskq.TaskStream;
import dev.taskq.platform.Platform;
import java.util.Optional;
import java.util.function.Consumer;

/** One caller that follows a task itself. */
final class TaskFollower extends Follower<Task, TaskFollower.State> implements TaskStream {
    /**
     * A follower that was told nothing yet.
     *
     * @param onClose called once
     */
    TaskFollower(Platform platform, Consumer<Follower<?, ?>> onClose) {
        super(platform, onClose);
    }

    /** What changes along the life of a task; the task itself may be large. */
    record State(TaskStatus status, int attempt, Optional<Task.Progress> progress) {}

    @Override
    Optional<Task> newIn(Task told, Optional<State> last) {
        return last.equals(Optional.of(lastOf(told))) ? Optional.empty() : Optional.of(told);
    }

    @Override
    State lastOf(Task took) {
        return new State(took.status(), took.counts().attempt(), took.progress());
    }

    @Override
    public Optional<Task> next(CallDeadline deadline) throws InterruptedException {
        return take(deadline);
    }
}
