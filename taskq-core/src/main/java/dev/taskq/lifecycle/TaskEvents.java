package dev.taskq.lifecycle;

import dev.taskq.AttemptOutcome;
import dev.taskq.Task;
import dev.taskq.Task.Attempt;
import dev.taskq.TaskEvent;
import dev.taskq.TaskEvent.Kind;
import dev.taskq.TaskStatus;
import dev.taskq.spi.TaskDetail;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The events of a task's life, derived from its row and its attempts.
 *
 * Ids increase along the life, also past events that the row has forgotten. The number of the last attempt begun decides first. Within
 * an attempt the step decides. While it runs, it may report its progress any number of times, and a cancel may be requested between
 * two of these reports: there the time since its start decides. After its end, a task may be queued and cancelled by hand any number of
 * times, and the row knows only the last of each: there the time since that end decides. So only such changes depend on a clock.
 */
public final class TaskEvents {
    /** The ids of each attempt: enough for a wait of 28 years after its end. */
    private static final long ATTEMPT = 10_000_000_000_000L;

    /** The unit in which that wait is measured: shorter than the time between two calls of a client. */
    private static final Duration TICK = Duration.ofNanos(100_000);

    private static final int STARTED = 1;
    /** The first id of what happens while an attempt runs, two for each tick. */
    private static final int RUN = 2;
    /** Leaves ids for an attempt of more than a year, which no time-out allows. */
    private static final long ENDED = 1_000_000_000_000L;

    private static final long FINISHED = ENDED + 1;
    private static final long CREATED = ENDED + 2;
    private static final long SCHEDULED = ENDED + 3;
    /** The first id of the wait after an attempt. */
    private static final long WAIT = ENDED + 10;

    private final TaskDetail detail;
    private final Task task;
    private final List<TaskEvent> events = new ArrayList<>();

    private TaskEvents(TaskDetail detail) {
        this.detail = detail;
        this.task = detail.task();
    }

    /** The events so far, in the order of their ids. */
    public static List<TaskEvent> of(TaskDetail detail) {
        return new TaskEvents(detail).derive();
    }

    private List<TaskEvent> derive() {
        add(id(0, CREATED), Kind.CREATED, task.times().createdAt(), 0);
        detail.scheduledFor().ifPresent(due -> addScheduled(0, task.times().createdAt(), due));
        task.attempts().forEach(this::ended);
        unendedAttempt();
        task.times().queuedAt().ifPresent(this::queued);
        int last = task.counts().attempt();
        detail.cancelRequestedAt().ifPresent(at -> add(idOfRun(last, at), Kind.CANCEL_REQUESTED, at, last));
        task.progress().ifPresent(progress -> progressed(last, progress));
        if (task.status() == TaskStatus.SCHEDULED && last > 0) {
            Instant at = lastEnd().map(Attempt::endedAt).orElse(task.times().updatedAt());
            task.times().runAt().ifPresent(due -> addScheduled(last, at, due));
        }
        task.times().finishedAt().ifPresent(this::finished);
        events.sort(Comparator.comparingLong(TaskEvent::id));
        return List.copyOf(events);
    }

    private void ended(Attempt attempt) {
        started(attempt.attempt(), attempt.startedAt(), Optional.of(attempt.agent()));
        events.add(new TaskEvent(
                id(attempt.attempt(), ENDED),
                Kind.ATTEMPT_ENDED,
                attempt.endedAt(),
                attempt.attempt(),
                Optional.of(attempt.agent()),
                Optional.of(attempt.outcome()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                attempt.error()));
    }

    /** The last attempt, if it runs or succeeded: only those that did not succeed are kept one by one. */
    private void unendedAttempt() {
        int attempt = task.counts().attempt();
        if (attempt == 0 || lastEnd().isPresent()) {
            return;
        }
        task.times().startedAt().ifPresent(at -> started(attempt, at, task.agent()));
        if (task.status() == TaskStatus.SUCCEEDED) {
            events.add(new TaskEvent(
                    id(attempt, ENDED),
                    Kind.ATTEMPT_ENDED,
                    task.times().finishedAt().orElse(task.times().updatedAt()),
                    attempt,
                    task.agent(),
                    Optional.of(AttemptOutcome.SUCCEEDED),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()));
        }
    }

    /** The end of the last attempt, unless it runs or succeeded. */
    private Optional<Attempt> lastEnd() {
        return end(task.counts().attempt());
    }

    private Optional<Attempt> end(int attempt) {
        return task.attempts().stream()
                .filter(each -> each.attempt() == attempt)
                .findFirst();
    }

    private void queued(Instant at) {
        int last = task.counts().attempt();
        boolean afterTheLast = last == 0
                || task.status() == TaskStatus.QUEUED
                || lastEnd().map(end -> !at.isBefore(end.endedAt())).orElse(false);
        int group = afterTheLast ? last : last - 1;
        add(idOfWait(group, at), isRetried(group) ? Kind.RETRIED : Kind.QUEUED, at, group);
    }

    /** The id of what happened while the task waited after an attempt. */
    private long idOfWait(int attempt, Instant at) {
        Instant begin = end(attempt).map(Attempt::endedAt).orElse(task.times().createdAt());
        long ticks = Math.max(0, Duration.between(begin, at).dividedBy(TICK));
        return id(attempt, Math.min(WAIT + ticks, ATTEMPT - 1));
    }

    /** The id of what happened while the last attempt ran. */
    private long idOfRun(int attempt, Instant at) {
        Instant begin = task.times().startedAt().orElse(at);
        long ticks = Math.max(0, Duration.between(begin, at).dividedBy(TICK));
        return id(attempt, Math.min(RUN + 2 * ticks, ENDED - 2));
    }

    private void progressed(int attempt, Task.Progress progress) {
        events.add(new TaskEvent(
                // A request to cancel within the same tick comes before it.
                idOfRun(attempt, progress.at()) + 1,
                Kind.PROGRESS,
                progress.at(),
                attempt,
                task.agent(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(progress),
                Optional.empty()));
    }

    private long highestId() {
        return events.stream().mapToLong(TaskEvent::id).max().orElse(0);
    }

    /** Whether the task was queued by hand after an attempt: what follows that end by itself is not this, or the counts say so. */
    private boolean isRetried(int attempt) {
        return end(attempt)
                .map(end -> switch (end.outcome()) {
                    case GAVE_UP, CANCELLED -> true;
                    case FAILED, TIMED_OUT -> task.counts().failures() == 0;
                    case SUCCEEDED, RELEASED, LOST -> false;
                })
                .orElse(false);
    }

    private void finished(Instant at) {
        int last = task.counts().attempt();
        boolean whileWaiting = task.status() == TaskStatus.CANCELLED
                && lastEnd().map(end -> end.endedAt().isBefore(at)).orElse(true);
        long id = whileWaiting ? idOfWait(last, at) : id(last, FINISHED);
        events.add(new TaskEvent(
                // It follows that the task was queued, even within the same tick.
                Math.max(id, highestId() + 1),
                Kind.FINISHED,
                at,
                last,
                Optional.empty(),
                Optional.empty(),
                Optional.of(task.status()),
                Optional.empty(),
                Optional.empty(),
                task.status() == TaskStatus.FAILED ? task.error() : Optional.empty()));
    }

    private void started(int attempt, Instant at, Optional<String> agent) {
        events.add(new TaskEvent(
                id(attempt, STARTED),
                Kind.STARTED,
                at,
                attempt,
                agent,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    }

    private void addScheduled(int attempt, Instant at, Instant dueAt) {
        events.add(new TaskEvent(
                id(attempt, SCHEDULED),
                Kind.SCHEDULED,
                at,
                attempt,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(dueAt),
                Optional.empty(),
                Optional.empty()));
    }

    private void add(long id, Kind kind, Instant at, int attempt) {
        events.add(new TaskEvent(
                id,
                kind,
                at,
                attempt,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    }

    private static long id(int attempt, long step) {
        return attempt * ATTEMPT + step;
    }
}
