package dev.taskq.server.call;

import dev.taskq.CallDeadline;
import dev.taskq.EventStream;
import dev.taskq.Task;
import dev.taskq.TaskEvent;
import dev.taskq.server.Scope;
import dev.taskq.spi.ErrorLines;
import java.util.List;
import java.util.Optional;

/**
 * Which callers see the stack traces of handlers. They name classes and what a cause said, perhaps a host or an SQL statement: they are for
 * operators, so a caller that may only see what is its own gets the text of the error. No list has them.
 */
final class Traces {
    private Traces() {}

    static Task seenBy(CallContext context, Task task) {
        return context.caller().may(Scope.READ) ? task : without(task);
    }

    static List<TaskEvent> seenBy(CallContext context, List<TaskEvent> events) {
        return context.caller().may(Scope.READ)
                ? events
                : events.stream().map(Traces::without).toList();
    }

    static EventStream seenBy(CallContext context, EventStream events) {
        return context.caller().may(Scope.READ) ? events : new Without(events);
    }

    static Task without(Task task) {
        return new Task(
                task.id(),
                task.type(),
                task.status(),
                task.params(),
                task.result(),
                without(task.error()),
                task.counts(),
                task.limits(),
                task.cancelRequested(),
                task.times(),
                task.agent(),
                task.progress(),
                task.origin(),
                task.attempts().stream().map(Traces::without).toList());
    }

    private static Task.Attempt without(Task.Attempt attempt) {
        return new Task.Attempt(
                attempt.attempt(),
                attempt.agent(),
                attempt.startedAt(),
                attempt.endedAt(),
                attempt.outcome(),
                without(attempt.error()));
    }

    private static TaskEvent without(TaskEvent event) {
        return new TaskEvent(
                event.id(),
                event.kind(),
                event.at(),
                event.attempt(),
                event.agent(),
                event.outcome(),
                event.status(),
                event.dueAt(),
                event.progress(),
                without(event.error()));
    }

    private static Optional<String> without(Optional<String> error) {
        return error.map(ErrorLines::withoutTrace);
    }

    private record Without(EventStream events) implements EventStream {
        @Override
        public List<TaskEvent> next(CallDeadline deadline) throws InterruptedException {
            return events.next(deadline).stream().map(Traces::without).toList();
        }

        @Override
        public boolean isOver() {
            return events.isOver();
        }

        @Override
        public void close() {
            events.close();
        }
    }
}
