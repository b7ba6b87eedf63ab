package dev.taskq.coordinator;

import dev.taskq.CallDeadline;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import dev.taskq.TaskStream;
import dev.taskq.TaskStream.Seen;
import dev.taskq.platform.Platform;
import dev.taskq.spi.TaskMark;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One caller that follows a task itself. */
final class TaskFollower extends Follower<Seen, TaskFollower.State> implements TaskStream {
    /**
     * A follower that was told nothing yet.
     *
     * @param onClose called once
     */
    TaskFollower(Platform platform, Consumer<Follower<?, ?>> onClose) {
        super(platform, onClose);
    }

    /** What changes along the life of a task; the task itself may be large. */
    record State(TaskStatus status, int attempt, Optional<Task.Progress> progress) {
        boolean isOf(TaskMark mark) {
            return status == mark.status() && attempt == mark.attempt();
        }
    }

    private static State stateOf(Task task) {
        return new State(task.status(), task.counts().attempt(), task.progress());
    }

    /** A task that was read whole. */
    static Seen whole(Task task) {
        return new Seen(task, true);
    }

    /**
     * A task of which only the progress has changed since a mark.
     *
     * @return empty if more has changed
     */
    static Optional<Seen> progressed(Task task, TaskMark mark) {
        Task brief = new Task(
                task.id(),
                task.type(),
                task.status(),
                "{}",
                Optional.empty(),
                task.error(),
                task.counts(),
                task.limits(),
                task.cancelRequested(),
                task.times(),
                task.agent(),
                task.progress(),
                task.origin(),
                List.of());
        return Optional.of(new Seen(brief, false)).filter(seen -> stateOf(task).isOf(mark));
    }

    /** Whether the caller has all but the progress of a task that stands so. */
    boolean knows(TaskMark mark) {
        return tookLast().filter(state -> state.isOf(mark)).isPresent();
    }

    @Override
    Optional<Seen> newIn(Seen told, Optional<State> last) {
        return last.equals(Optional.of(lastOf(told))) ? Optional.empty() : Optional.of(told);
    }

    @Override
    State lastOf(Seen took) {
        return stateOf(took.task());
    }

    @Override
    public Optional<Seen> next(CallDeadline deadline) throws InterruptedException {
        return take(deadline);
    }
}
