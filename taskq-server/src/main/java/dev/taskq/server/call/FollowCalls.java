package dev.taskq.server.call;

import dev.taskq.CallDeadline;
import dev.taskq.EventStream;
import dev.taskq.TaskEvent;
import dev.taskq.TaskStream;
import dev.taskq.server.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The calls that follow a task until it is final. Each throws {@link ProblemException} or {@link dev.taskq.TaskqException} if it
 * fails; {@link Problems} maps the latter. Thread-safe.
 */
public final class FollowCalls {
    private final InspectionCalls inspections;
    private final TaskCalls tasks;
    private final OpenStreams streams;
    private final BooleanSupplier stopping;

    FollowCalls(InspectionCalls inspections, TaskCalls tasks, OpenStreams streams, BooleanSupplier stopping) {
        this.inspections = inspections;
        this.tasks = tasks;
        this.streams = streams;
        this.stopping = stopping;
    }

    /** Tells whether a caller that follows a task is still there. A stop is told as if it left. */
    public Presence presence(CallContext context) {
        return streams.untilStop(context.presence());
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
        try (EventStream events = inspections.follow(context, id, after)) {
            presence(context).during(events::close, () -> {
                while (!events.isOver()) {
                    for (TaskEvent event : next(events)) {
                        whenSeen.accept(event);
                        finished[0] = event.kind() == TaskEvent.Kind.FINISHED;
                    }
                }
                return events;
            });
        }
        if (!finished[0]) {
            requireFinal(context, id);
        }
    }

    /**
     * Follows a task until it is final.
     *
     * @param whenSeen gets the task as it stands, and again each time that its status, its attempt or its progress was seen
     *     changed; and whether it is whole
     * @throws ProblemException if it cannot be followed so far: the server stops, or too many callers follow tasks
     */
    public void watch(CallContext context, long id, BiConsumer<ShownTask, Boolean> whenSeen) {
        boolean[] finished = {false};
        try (TaskStream states = inspections.watch(context, id)) {
            presence(context).during(states::close, () -> {
                while (!states.isOver()) {
                    next(states).ifPresent(seen -> {
                        context.requireOwn(Scope.READ, seen.task());
                        whenSeen.accept(tasks.shown(context, seen.task()), seen.isWhole());
                        finished[0] = seen.task().status().isFinal();
                    });
                }
                return states;
            });
        }
        if (!finished[0]) {
            requireFinal(context, id);
        }
    }

    // Only the end of the server's grace time interrupts the thread of a call; the answer would no longer be read.

    private static List<TaskEvent> next(EventStream events) {
        try {
            return events.next(CallDeadline.unbounded());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            events.close();
            return List.of();
        }
    }

    private static Optional<TaskStream.Seen> next(TaskStream states) {
        try {
            return states.next(CallDeadline.unbounded());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            states.close();
            return Optional.empty();
        }
    }

    /** After a stream that did not show the end: the caller knew it already, the task was deleted, or the stream was cut. */
    private void requireFinal(CallContext context, long id) {
        if (stopping.getAsBoolean()
                || !tasks.get(context, id, Duration.ZERO).task().status().isFinal()) {
            throw new ProblemException(Problem.busy("the stream ended before the task was final"));
        }
    }
}
