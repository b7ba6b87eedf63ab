package dev.taskq.postgres;

import static dev.taskq.postgres.generated.Tables.SESSIONS;
import static dev.taskq.postgres.generated.Tables.TASKS;
import static dev.taskq.postgres.generated.Tables.TASK_PROGRESS;

import dev.taskq.Fire;
import dev.taskq.Origin;
import dev.taskq.Task;
import dev.taskq.TaskLimits;
import dev.taskq.TaskStatus;
import dev.taskq.spi.TaskDetail;
import dev.taskq.spi.TaskMark;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Reads tasks. */
final class TaskReader {
    private final Database database;

    TaskReader(Database database) {
        this.database = database;
    }

    List<Task> find(Collection<Long> ids, CallerWait wait) {
        return ids.isEmpty() ? List.of() : database.read(wait, connection -> find(connection, ids));
    }

    Map<Long, TaskStatus> statuses(Collection<Long> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return database.read(connection -> Jooq.on(connection)
                .select(TASKS.ID, TASKS.STATUS)
                .from(TASKS)
                .where(TASKS.ID.eq(Jooq.anyOf(ids)))
                .collect(Collectors.toMap(
                        row -> row.get(TASKS.ID),
                        row -> TaskStatus.ofWireName(row.get(TASKS.STATUS)),
                        ofOneId(Function.identity()))));
    }

    /** Reads whole tasks by id, on a connection that may be in a transaction. */
    static List<Task> find(Connection connection, Collection<Long> ids) {
        return Jooq.on(connection)
                .select(TaskColumns.WHOLE)
                .select(TaskColumns.PROGRESS)
                .select(TaskColumns.AGENT, TaskColumns.ATTEMPTS)
                .from(TASKS)
                .leftJoin(SESSIONS)
                .on(TaskColumns.IS_RUNNING.and(SESSIONS.ID.eq(TASKS.SESSION_ID)))
                .leftJoin(TASK_PROGRESS)
                .on(TaskColumns.OF_HOLDER)
                .where(TASKS.ID.eq(Jooq.anyOf(ids)))
                .orderBy(TASKS.ID)
                .fetch(row -> task(
                        row,
                        row.get(TASKS.PAYLOAD).data(),
                        text(row.get(TASKS.RESULT)),
                        progress(row),
                        row.get(TaskColumns.ATTEMPTS)));
    }

    /** A task in a list, without the fields that may be long. */
    static Task brief(Record row) {
        return task(row, "{}", Optional.empty(), Optional.empty(), List.of());
    }

    /** Tasks with what only their rows know, by id. The fields that may be long are not read. */
    List<TaskDetail> details(Collection<Long> ids, CallerWait wait) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return database.read(
                wait,
                connection -> Jooq.on(connection)
                        .select(TaskColumns.WITHOUT_LONG)
                        .select(TaskColumns.PROGRESS)
                        .select(TaskColumns.AGENT, TaskColumns.ATTEMPTS, TaskColumns.HOLDER_ENDED, TaskColumns.NOW)
                        .from(TASKS)
                        .leftJoin(SESSIONS)
                        .on(TaskColumns.IS_RUNNING.and(SESSIONS.ID.eq(TASKS.SESSION_ID)))
                        .leftJoin(TASK_PROGRESS)
                        .on(TaskColumns.OF_HOLDER)
                        .where(TASKS.ID.eq(Jooq.anyOf(ids)))
                        .orderBy(TASKS.ID)
                        .fetch(TaskReader::detail));
    }

    private static TaskDetail detail(Record row) {
        Task task = task(row, "{}", Optional.empty(), progress(row), row.get(TaskColumns.ATTEMPTS));
        return new TaskDetail(
                task,
                row.get(TaskColumns.NOW),
                Optional.ofNullable(row.get(TASKS.HINTED_AT)),
                row.get(TASKS.PAYLOAD_BYTES),
                Optional.ofNullable(row.get(TASKS.SCHEDULED_FOR)),
                Optional.ofNullable(row.get(TASKS.CANCEL_REQUESTED_AT)),
                task.status() == TaskStatus.RUNNING
                        ? Optional.of(
                                new TaskDetail.Holding(row.get(TASKS.SESSION_ID), !row.get(TaskColumns.HOLDER_ENDED)))
                        : Optional.empty());
    }

    Map<Long, TaskMark> marks(Collection<Long> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return database.read(connection -> Jooq.on(connection)
                .select(TASKS.ID, TASKS.STATUS, TASKS.ATTEMPT, TASKS.UPDATED_AT, TASK_PROGRESS.REPORTED_AT)
                .from(TASKS)
                .leftJoin(TASK_PROGRESS)
                .on(TaskColumns.OF_HOLDER)
                .where(TASKS.ID.eq(Jooq.anyOf(ids)))
                .collect(Collectors.toMap(
                        row -> row.get(TASKS.ID),
                        row -> new TaskMark(
                                TaskStatus.ofWireName(row.get(TASKS.STATUS)),
                                row.get(TASKS.ATTEMPT),
                                row.get(TASKS.UPDATED_AT),
                                Optional.ofNullable(row.get(TASK_PROGRESS.REPORTED_AT))),
                        ofOneId(TaskMark::status))));
    }

    /**
     * Chooses from two tasks with one id the one that has not succeeded, so that a read of others does not fail by it. They exist only
     * where the sequence of the ids was set back.
     */
    static <T> BinaryOperator<T> ofOneId(Function<T, TaskStatus> status) {
        return (one, other) -> status.apply(one) == TaskStatus.SUCCEEDED ? other : one;
    }

    private static Optional<Task.Progress> progress(Record row) {
        return Optional.ofNullable(row.get(TASK_PROGRESS.FRACTION))
                .map(fraction -> new Task.Progress(
                        fraction,
                        Optional.ofNullable(row.get(TASK_PROGRESS.NOTE)),
                        row.get(TASK_PROGRESS.REPORTED_AT)));
    }

    private static Task task(
            Record row,
            String params,
            Optional<String> result,
            Optional<Task.Progress> progress,
            List<Task.Attempt> attempts) {
        boolean claimed = row.get(TASKS.ATTEMPT) > 0;
        return new Task(
                row.get(TASKS.ID),
                row.get(TASKS.TYPE),
                TaskStatus.ofWireName(row.get(TASKS.STATUS)),
                params,
                result,
                Optional.ofNullable(row.get(TASKS.ERROR)),
                new Task.Counts(
                        row.get(TASKS.ATTEMPT),
                        row.get(TASKS.FAILURES),
                        row.get(TASKS.LOSSES),
                        row.get(TASKS.RELEASES)),
                claimed
                        ? limits(row.get(TASKS.MAX_ATTEMPTS), row.get(TASKS.TIMEOUT_MS))
                        : limits(row.get(TASKS.GIVEN_MAX_ATTEMPTS), row.get(TASKS.GIVEN_TIMEOUT_MS)),
                row.get(TASKS.CANCEL_REQUESTED_AT) != null,
                times(row, claimed),
                Optional.ofNullable(row.get(TaskColumns.AGENT)),
                progress,
                new Origin(
                        row.get(TASKS.CALLER),
                        row.get(TASKS.CORRELATION_ID),
                        Optional.ofNullable(row.get(TASKS.TRACEPARENT)),
                        Optional.ofNullable(row.get(TASKS.SCHEDULE))
                                .map(name -> new Fire(name, Optional.ofNullable(row.get(TASKS.FIRE_AT))))),
                attempts);
    }

    private static Task.Times times(Record row, boolean claimed) {
        Optional<Instant> startedAt = claimed ? Optional.of(row.get(TASKS.STARTED_AT)) : Optional.empty();
        return new Task.Times(
                row.get(TASKS.CREATED_AT),
                row.get(TASKS.UPDATED_AT),
                Optional.ofNullable(row.get(TASKS.RUN_AT)),
                Optional.ofNullable(row.get(TASKS.QUEUED_AT)),
                startedAt,
                Optional.ofNullable(row.get(TASKS.FINISHED_AT)));
    }

    private static TaskLimits limits(@Nullable Integer maxAttempts, @Nullable Long timeoutMillis) {
        return new TaskLimits(
                maxAttempts == null ? OptionalInt.empty() : OptionalInt.of(maxAttempts),
                Optional.ofNullable(timeoutMillis).map(Duration::ofMillis));
    }

    private static Optional<String> text(@Nullable JSONB json) {
        return json == null ? Optional.empty() : Optional.of(json.data());
    }
}
