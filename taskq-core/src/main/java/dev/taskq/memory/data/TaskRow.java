package dev.taskq.memory.data;

import dev.taskq.AttemptOutcome;
import dev.taskq.Due;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.Task;
import dev.taskq.Task.Attempt;
import dev.taskq.Task.Counts;
import dev.taskq.Task.Progress;
import dev.taskq.Task.Times;
import dev.taskq.TaskLimits;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Position;
import dev.taskq.spi.RunningTask;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A stored task. Immutable.
 *
 * @param given the fields that never change
 * @param holder the execution that runs it, or that ran it and reported its own outcome
 * @param inForce the limits in force since the last claim; before the first claim those of the submitter
 * @param hintedAt when it was last hinted; empty while scheduled
 * @param lostWith the sessions of the lost attempts that count
 */
record TaskRow(
        Given given,
        TaskStatus status,
        Instant updatedAt,
        Optional<Instant> runAt,
        Optional<Instant> queuedAt,
        Optional<Instant> hintedAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        Counts counts,
        TaskLimits inForce,
        Optional<Holder> holder,
        Optional<String> agent,
        Optional<Instant> cancelRequestedAt,
        Optional<String> result,
        Optional<String> error,
        List<Attempt> attempts,
        Map<Long, Integer> lostWith) {

    static TaskRow insert(long id, Insert insert, Instant now) {
        NewTask task = insert.task();
        Optional<Instant> runAt = switch (task.due()) {
            case Due.Now() -> Optional.empty();
            case Due.After(var delay) -> Optional.of(now.plus(delay));
            case Due.At(var time) -> Optional.of(time);
        };
        Optional<Instant> later =
                runAt.map(time -> time.truncatedTo(ChronoUnit.MICROS)).filter(now::isBefore);
        return stored(id, insert, now, later);
    }

    /** A task that an application submitted in a transaction of its own, which has now committed. */
    static TaskRow insertTransactional(long id, Insert insert, Instant now) {
        Instant due = insert(id, insert, now).dueAt();
        return stored(id, insert, now, Optional.of(due));
    }

    private static TaskRow stored(long id, Insert insert, Instant now, Optional<Instant> runAt) {
        Optional<Instant> queued = runAt.isPresent() ? Optional.empty() : Optional.of(now);
        TaskStatus first = runAt.isPresent() ? TaskStatus.SCHEDULED : TaskStatus.QUEUED;
        NewTask task = insert.task();
        return new TaskRow(
                new Given(
                        id,
                        task,
                        task.params().getBytes(StandardCharsets.UTF_8).length,
                        insert.bodyHash(),
                        now,
                        runAt.orElse(now),
                        first),
                first,
                now,
                runAt,
                queued,
                queued,
                Optional.empty(),
                Optional.empty(),
                Counts.NONE,
                task.limits(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Map.of());
    }

    boolean cancelRequested() {
        return cancelRequestedAt.isPresent();
    }

    long id() {
        return given.id();
    }

    String type() {
        return given.task().type();
    }

    Origin origin() {
        return given.task().origin();
    }

    boolean isHeldBy(Holder by) {
        return status == TaskStatus.RUNNING && wasHeldBy(by);
    }

    boolean wasHeldBy(Holder by) {
        return holder.filter(by::equals).isPresent();
    }

    int maxAttempts() {
        return inForce.maxAttempts().orElse(TaskLimits.DEFAULT_MAX_ATTEMPTS);
    }

    Duration timeout() {
        return inForce.timeout().orElse(TaskLimits.DEFAULT_TIMEOUT);
    }

    /** The number of its losses, whether they count or not. */
    long losses() {
        return attempts.stream()
                .filter(attempt -> attempt.outcome() == AttemptOutcome.LOST)
                .count();
    }

    /** Its position in the dispatch order, while it is queued or running. */
    Optional<Position> openAt() {
        return status.isFinal() ? Optional.empty() : hintedAt.map(stamp -> new Position(stamp, id()));
    }

    Hint hint() {
        return new Hint(type(), id(), hintedAt.orElseThrow());
    }

    Instant dueAt() {
        return given.dueAt();
    }

    RunningTask running() {
        return new RunningTask(
                id(),
                type(),
                holder.orElseThrow(),
                counts,
                maxAttempts(),
                timeout(),
                given.task().origin().correlationId(),
                given.task().origin().traceparent(),
                dueOrQueuedBefore());
    }

    /** A retry by hand queues a task before its requested time. */
    private Instant dueOrQueuedBefore() {
        return queuedAt.filter(given.dueAt()::isAfter).orElse(given.dueAt());
    }

    Task toTask(Optional<Progress> progress) {
        return task(given.task().params(), result, progress, attempts);
    }

    Task toListed() {
        return task("{}", Optional.empty(), Optional.empty(), List.of());
    }

    /** The task without the fields that may be long, but with its attempts. */
    Task toShown(Optional<Progress> progress) {
        return task("{}", Optional.empty(), progress, attempts);
    }

    private Task task(String params, Optional<String> shown, Optional<Progress> progress, List<Attempt> past) {
        return new Task(
                id(),
                type(),
                status,
                params,
                shown,
                error,
                counts,
                inForce,
                cancelRequested(),
                new Times(given.createdAt(), updatedAt, runAt, queuedAt, startedAt, finishedAt),
                agent,
                progress,
                given.task().origin(),
                past);
    }

    Edit edit(Instant now) {
        return new Edit(this, now);
    }

    /** A changed copy of a row in progress. Used by one thread. */
    static final class Edit {
        private final TaskRow row;
        private final Instant now;
        private Given given;
        private TaskStatus status;
        private Optional<Instant> runAt;
        private Optional<Instant> queuedAt;
        private Optional<Instant> hintedAt;
        private Optional<Instant> startedAt;
        private Optional<Instant> finishedAt;
        private Counts counts;
        private TaskLimits inForce;
        private Optional<Holder> holder;
        private Optional<String> agent;
        private Optional<Instant> cancelRequestedAt;
        private Optional<String> result;
        private Optional<String> error;
        private List<Attempt> attempts;
        private Map<Long, Integer> lostWith;

        Edit(TaskRow row, Instant now) {
            this.row = row;
            this.now = now;
            given = row.given;
            status = row.status;
            runAt = row.runAt;
            queuedAt = row.queuedAt;
            hintedAt = row.hintedAt;
            startedAt = row.startedAt;
            finishedAt = row.finishedAt;
            counts = row.counts;
            inForce = row.inForce;
            holder = row.holder;
            agent = row.agent;
            cancelRequestedAt = row.cancelRequestedAt;
            result = row.result;
            error = row.error;
            attempts = row.attempts;
            lostWith = row.lostWith;
        }

        /** Makes it queued, because it is due or is to run before that. */
        Edit promote() {
            if (queuedAt.isEmpty() && given.dueAt().equals(given.createdAt())) {
                // Submitted in a transaction, to be due at once: only now it is known that it has committed.
                given = given.withDueAt(now);
            }
            return queue();
        }

        /** Makes it queued, with a new hint. */
        Edit queue() {
            status = TaskStatus.QUEUED;
            runAt = Optional.empty();
            queuedAt = Optional.of(now);
            hintedAt = Optional.of(now);
            finishedAt = Optional.empty();
            return this;
        }

        Edit schedule(Instant due) {
            status = TaskStatus.SCHEDULED;
            runAt = Optional.of(due);
            hintedAt = Optional.empty();
            return this;
        }

        Edit run(Holder by, String name, int maxAttempts, Duration timeout) {
            TaskLimits asked = row.given.task().limits();
            status = TaskStatus.RUNNING;
            holder = Optional.of(by);
            agent = Optional.of(name);
            inForce = new TaskLimits(
                    OptionalInt.of(asked.maxAttempts().orElse(maxAttempts)),
                    Optional.of(asked.timeout().orElse(timeout)));
            counts = new Counts(counts.attempt() + 1, counts.failures(), counts.losses(), counts.releases());
            return start();
        }

        Edit start() {
            startedAt = Optional.of(now);
            return this;
        }

        Edit finish(TaskStatus as) {
            status = as;
            runAt = Optional.empty();
            finishedAt = Optional.of(now);
            return this;
        }

        Edit hinted(Instant stamp) {
            hintedAt = Optional.of(stamp);
            return this;
        }

        Edit counts(int failures, int losses, int releases) {
            counts = new Counts(counts.attempt(), failures, losses, releases);
            return this;
        }

        Edit release() {
            holder = Optional.empty();
            return this;
        }

        Edit cancelRequested(boolean requested) {
            cancelRequestedAt = requested ? Optional.of(now) : Optional.empty();
            return this;
        }

        Edit outcome(Optional<String> newResult, Optional<String> newError) {
            result = newResult;
            error = newError;
            return this;
        }

        Edit attempt(Attempt attempt) {
            attempts = new ArrayList<>(attempts);
            attempts.add(attempt);
            attempts = List.copyOf(attempts);
            return this;
        }

        /** Adds a loss that counts against the task. */
        Edit lost(long session) {
            lostWith = new HashMap<>(lostWith);
            lostWith.put(session, counts.attempt());
            lostWith = Map.copyOf(lostWith);
            return counts(counts.failures(), counts.losses() + 1, counts.releases());
        }

        /** Makes the loss with a session no longer count. */
        Edit forgive(long session, String reason) {
            Integer attempt = lostWith.get(session);
            attempts = attempts.stream()
                    .map(each -> Integer.valueOf(each.attempt()).equals(attempt)
                            ? new Attempt(
                                    each.attempt(),
                                    each.agent(),
                                    each.startedAt(),
                                    each.endedAt(),
                                    each.outcome(),
                                    Optional.of(reason))
                            : each)
                    .toList();
            lostWith = new HashMap<>(lostWith);
            lostWith.remove(session);
            lostWith = Map.copyOf(lostWith);
            return counts(counts.failures(), counts.losses() - 1, counts.releases());
        }

        /** Makes all losses so far no longer count. */
        Edit forgetLosses() {
            lostWith = Map.of();
            return this;
        }

        TaskRow build() {
            return new TaskRow(
                    given,
                    status,
                    now,
                    runAt,
                    queuedAt,
                    hintedAt,
                    startedAt,
                    finishedAt,
                    counts,
                    inForce,
                    holder,
                    agent,
                    cancelRequestedAt,
                    result,
                    error,
                    attempts,
                    lostWith);
        }
    }
}
