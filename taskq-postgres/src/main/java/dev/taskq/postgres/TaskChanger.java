package dev.taskq.postgres;

import dev.taskq.CancelResult;
import dev.taskq.DeleteResult;
import dev.taskq.RetryResult;
import dev.taskq.StoreBusyException;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Hint;
import dev.taskq.spi.RetryRequest;
import dev.taskq.spi.TaskEffect;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Cancels, retries and deletes tasks. A cancel or retry is one transaction that locks the rows, changes them and reads them. A
 * deletion is one statement, which waits for no lock.
 *
 * The first read of tasks in a process loads hundreds of classes, so it is done before the first transaction. Inside it
 * the rows would stay locked for longer than other calls wait for them.
 */
final class TaskChanger {
    private static final Query HOLD = Query.load("submissions/hold");
    private static final Query CANCEL = Query.load("submissions/cancel");
    private static final Query RETRY = Query.load("submissions/retry");
    private static final Query RUN_NOW = Query.load("submissions/run_now");
    private static final Query DELETE = Query.load("submissions/delete");

    private final Database database;

    /** Whether tasks have been read once. */
    private volatile boolean warm;

    TaskChanger(Database database) {
        this.database = database;
    }

    List<CancelResult> cancel(List<Long> ids, CallerWait wait) {
        if (ids.isEmpty()) {
            return List.of();
        }
        warmUp(ids, wait);
        return database.transact(wait, ids, connection -> {
            hold(connection, ids);
            Map<Long, Reached> reached = new HashMap<>();
            CANCEL.on(connection)
                    .longs("ids", ids)
                    .rows(row -> reached.put(
                            row.number("id"),
                            new Reached(TaskStatus.ofWireName(row.text("status")), row.flag("asked"))));
            Map<Long, Task> tasks = tasks(connection, ids);
            List<CancelResult> answer = new ArrayList<>();
            for (long id : ids) {
                answer.add(cancelled(id, tasks.get(id), reached.get(id)));
            }
            return answer;
        });
    }

    /** A row that a cancel has reached: its status now, and whether it was asked to stop before. */
    private record Reached(TaskStatus status, boolean asked) {}

    private static CancelResult cancelled(long id, @Nullable Task task, @Nullable Reached reached) {
        if (task == null) {
            return new CancelResult.NotFound(id);
        }
        if (reached == null) {
            return new CancelResult.AlreadyFinal(task);
        }
        return reached.status() == TaskStatus.RUNNING
                ? new CancelResult.Requested(task, !reached.asked())
                : new CancelResult.Cancelled(task);
    }

    List<RetryResult> retry(List<RetryRequest> requests, CallerWait wait) {
        if (requests.isEmpty()) {
            return List.of();
        }
        List<RetryRequest> sorted = requests.stream()
                .sorted(Comparator.comparingLong(RetryRequest::id))
                .toList();
        List<RetryRequest> ofFinal =
                sorted.stream().filter(request -> !request.scheduledOnly()).toList();
        List<Long> ids = ids(sorted);
        warmUp(ids, wait);
        return database.transact(wait, ids, connection -> {
            hold(connection, ids);
            Set<Long> queued = ofFinal.isEmpty() ? new HashSet<>() : queued(RETRY, connection, ofFinal);
            if (queued.size() < ids.size()) {
                queued.addAll(queued(RUN_NOW, connection, sorted));
            }
            Map<Long, Task> tasks = tasks(connection, ids);
            List<RetryResult> answer = new ArrayList<>();
            for (RetryRequest request : requests) {
                answer.add(retried(request.id(), tasks.get(request.id()), queued));
            }
            return answer;
        });
    }

    private static List<Long> ids(List<RetryRequest> requests) {
        return requests.stream().map(RetryRequest::id).toList();
    }

    private static Set<Long> queued(Query query, Connection connection, List<RetryRequest> requests)
            throws SQLException {
        List<@Nullable Integer> attempts = new ArrayList<>();
        for (RetryRequest request : requests) {
            attempts.add(
                    request.attempt().isPresent()
                            ? Integer.valueOf(request.attempt().getAsInt())
                            : null);
        }
        return new HashSet<>(query.on(connection)
                .longs("ids", ids(requests))
                .ints("attempts", attempts)
                .rows(row -> row.number("id")));
    }

    private static RetryResult retried(long id, @Nullable Task task, Set<Long> queued) {
        if (task == null) {
            return new RetryResult.NotFound(id);
        }
        return queued.contains(id) ? new RetryResult.Requeued(task) : new RetryResult.Refused(task);
    }

    List<DeleteResult> delete(List<Long> ids, CallerWait wait) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return database.transact(wait, ids, connection -> {
            Map<Long, DeleteResult> found = new HashMap<>();
            for (Deletion deletion : delete(connection, ids)) {
                found.put(deletion.id(), deletion.result());
            }
            return ids.stream()
                    .map(id -> found.getOrDefault(id, new DeleteResult.NotFound(id)))
                    .toList();
        });
    }

    /**
     * What the statement says of one task.
     *
     * @param status its status before
     */
    record Deletion(long id, String type, TaskStatus status, boolean deleted) {
        DeleteResult result() {
            if (deleted) {
                return new DeleteResult.Deleted(id);
            }
            if (status.isFinal()) {
                throw new StoreBusyException(null);
            }
            return new DeleteResult.NotFinal(id, status);
        }
    }

    /** Deletes those that are final and that no other transaction holds. */
    static List<Deletion> delete(Connection connection, List<Long> ids) throws SQLException {
        return DELETE.on(connection)
                .longs("ids", ids.stream().sorted().toList())
                .rows(row -> new Deletion(
                        row.number("id"),
                        row.text("type"),
                        TaskStatus.ofWireName(row.text("status")),
                        row.flag("deleted")));
    }

    /** Cancels rows that the transaction holds. */
    static List<TaskEffect> cancelHeld(Connection connection, List<Long> ids) throws SQLException {
        return CANCEL.on(connection)
                .longs("ids", ids)
                .rows(row -> TaskStatus.ofWireName(row.text("status")) == TaskStatus.RUNNING
                        ? new TaskEffect.CancelRequested(row.number("id"), row.text("type"))
                        : new TaskEffect.Cancelled(row.number("id"), row.text("type")));
    }

    /** Queues rows again that the transaction holds. */
    static List<TaskEffect> retryHeld(Connection connection, List<Long> ids) throws SQLException {
        return queueHeld(RETRY, connection, ids);
    }

    /** Queues rows before they are due that the transaction holds. */
    static List<TaskEffect> runHeldNow(Connection connection, List<Long> ids) throws SQLException {
        return queueHeld(RUN_NOW, connection, ids);
    }

    private static List<TaskEffect> queueHeld(Query query, Connection connection, List<Long> ids) throws SQLException {
        return query.on(connection)
                .longs("ids", ids)
                .ints("attempts", Collections.nCopies(ids.size(), null))
                .rows(row ->
                        new TaskEffect.Queued(new Hint(row.text("type"), row.number("id"), row.instant("hinted_at"))));
    }

    private void warmUp(List<Long> ids, CallerWait wait) {
        if (!warm) {
            database.read(wait, connection -> tasks(connection, ids));
            warm = true;
        }
    }

    private static void hold(Connection connection, List<Long> ids) throws SQLException {
        HOLD.on(connection).longs("ids", ids.stream().sorted().toList()).rows(row -> row.number("id"));
    }

    private static Map<Long, Task> tasks(Connection connection, List<Long> ids) {
        return TaskReader.find(connection, ids).stream()
                .collect(Collectors.toMap(Task::id, Function.identity(), TaskReader.ofOneId(Task::status)));
    }
}
