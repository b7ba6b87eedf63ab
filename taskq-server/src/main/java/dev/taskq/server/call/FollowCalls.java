package dev.taskq.server.call;

import dev.taskq.CallDeadline;
import dev.taskq.EventStream;
import dev.taskq.Task;
import dev.taskq.TaskEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The calls that follow a task until it is final. Each throws {@link ProblemException} or {@link dev.taskq.TaskqException} if it
 * fails; {@link Problems} maps the latter. Thread-safe.
 */
public final class FollowCalls {
    private final InspectionCalls inspections;
    private final TaskCalls tasks;

    FollowCalls(InspectionCalls inspections, TaskCalls tasks) {
        this.inspections = inspections;
        this.tasks = tasks;
    }

    /**
     * Follows the events of a task until it is final.
     *
     * @param after only events with a higher id; 0 for all
     * @param whenSeen gets each event
     * @throws ProblemException if it cannot be followed so far: the server stops, or too many callers follow tasks
     */
    public void events(CallContext context, long id, long after, Consumer<TaskEvent> whenSeen) {
        boolean[] finished = {false};
        follow(
                context,
                id,
                after,
                events -> events.forEach(event -> {
                    whenSeen.accept(event);
                    finished[0] = event.kind() == TaskEvent.Kind.FINISHED;
                }));
        if (!finished[0] && !find(context, id).status().isFinal()) {
            throw endedEarly();
        }
    }

    /**
     * Follows a task until it is final.
     *
     * @param whenSeen gets the task as it stands, and again each time that its status or its attempt is seen changed
     * @throws ProblemException if it cannot be followed so far: the server stops, or too many callers follow tasks
     */
    public void watch(CallContext context, long id, Consumer<Task> whenSeen) {
        Watch watch = new Watch(whenSeen);
        follow(context, id, 0, events -> watch.see(find(context, id)));
        if (!watch.isOver()) {
            watch.see(find(context, id));
        }
        if (!watch.isOver()) {
            throw endedEarly();
        }
    }

    /** Tells its caller what is new. Used by one thread. */
    private static final class Watch {
        private final Consumer<Task> whenSeen;
        private Optional<Task> last = Optional.empty();

        Watch(Consumer<Task> whenSeen) {
            this.whenSeen = whenSeen;
        }

        void see(Task now) {
            boolean isNew = last.filter(before -> before.status() == now.status()
                            && before.counts().attempt() == now.counts().attempt())
                    .isEmpty();
            if (isNew && !isOver()) {
                last = Optional.of(now);
                whenSeen.accept(now);
            }
        }

        boolean isOver() {
            return last.filter(task -> task.status().isFinal()).isPresent();
        }
    }

    /** Takes events until there are no more: the task is final or deleted, the caller has left, or the server stops. */
    private void follow(CallContext context, long id, long after, Consumer<List<TaskEvent>> whenSeen) {
        try (EventStream events = inspections.follow(context, id, after)) {
            context.presence().during(events::close, () -> {
                while (!events.isOver()) {
                    List<TaskEvent> next = next(events);
                    if (!next.isEmpty()) {
                        whenSeen.accept(next);
                    }
                }
                return events;
            });
        }
    }

    private static List<TaskEvent> next(EventStream events) {
        try {
            return events.next(CallDeadline.unbounded());
        } catch (InterruptedException e) {
            // Only the end of the server's grace time interrupts this thread; the answer would no longer be read.
            Thread.currentThread().interrupt();
            events.close();
            return List.of();
        }
    }

    private Task find(CallContext context, long id) {
        return tasks.get(context, id, Duration.ZERO);
    }

    private static ProblemException endedEarly() {
        return new ProblemException(Problem.busy("the stream ended before the task was final"));
    }
}
