package dev.taskq.memory.data;

import dev.taskq.CancelResult;
import dev.taskq.DeleteResult;
import dev.taskq.KeyConflictException;
import dev.taskq.NewTask;
import dev.taskq.RetryResult;
import dev.taskq.StoreBusyException;
import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.TaskStatus;
import dev.taskq.lifecycle.Move;
import dev.taskq.memory.data.State.TaskKey;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.RetryRequest;
import dev.taskq.spi.Submissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The calls of clients. */
final class MemorySubmissions implements Submissions {
    private final Transactions transactions;

    MemorySubmissions(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public List<Inserted> insert(List<Insert> inserts) {
        Transactions.checkPositive("the number of tasks", inserts.size());
        return transactions.change(transaction -> insert(transaction, inserts));
    }

    @Override
    public List<Task> find(Collection<Long> ids) {
        Transaction transaction = transactions.read();
        return new TreeSet<>(ids)
                .stream()
                        .flatMap(id -> transaction.task(id).stream())
                        .map(row -> row.toTask(transaction.progress(row)))
                        .toList();
    }

    @Override
    public Map<Long, TaskStatus> statuses(Collection<Long> ids) {
        Transaction transaction = transactions.read();
        Map<Long, TaskStatus> statuses = new LinkedHashMap<>();
        for (long id : ids) {
            transaction.task(id).ifPresent(row -> statuses.put(id, row.status()));
        }
        return statuses;
    }

    @Override
    public TaskPage list(TaskFilter filter, Optional<TaskPage.Cursor> from, int limit, int scan) {
        Transactions.checkPositive("limit", limit);
        Transactions.checkPositive("scan", scan);
        return Pages.list(transactions.read(), filter, from, limit, scan);
    }

    @Override
    public List<CancelResult> cancel(List<Long> ids) {
        return transactions.change(transaction -> cancel(transaction, ids));
    }

    @Override
    public List<RetryResult> retry(List<RetryRequest> requests) {
        return transactions.change(transaction -> retry(transaction, requests));
    }

    @Override
    public List<DeleteResult> delete(List<Long> ids) {
        return transactions.change(transaction -> delete(transaction, ids));
    }

    static List<Inserted> insert(Transaction transaction, List<Insert> inserts) {
        List<Optional<Inserted>> results = new ArrayList<>();
        for (Insert insert : inserts) {
            boolean keyed = insert.task().idempotencyKey().isPresent();
            results.add(keyed ? Optional.empty() : Optional.of(store(transaction, insert)));
        }
        List<Integer> conflicts = new ArrayList<>();
        for (int place = 0; place < inserts.size(); place++) {
            if (results.get(place).isEmpty()) {
                results.set(place, storeUnderKey(transaction, inserts.get(place)));
                if (results.get(place).isEmpty()) {
                    conflicts.add(place);
                }
            }
        }
        if (!conflicts.isEmpty()) {
            throw new KeyConflictException(conflicts);
        }
        return results.stream().flatMap(Optional::stream).toList();
    }

    private static Inserted store(Transaction transaction, Insert insert) {
        return store(transaction, TaskRow.insert(transaction.nextTask(), insert, transaction.now()));
    }

    static Inserted store(Transaction transaction, TaskRow row) {
        transaction.put(row);
        boolean queued = row.status() == TaskStatus.QUEUED;
        return new Inserted(row.id(), row.status(), false, queued ? Optional.of(row.hint()) : Optional.empty());
    }

    /** Empty if the key was used with another body. */
    private static Optional<Inserted> storeUnderKey(Transaction transaction, Insert insert) {
        NewTask task = insert.task();
        TaskKey key = new TaskKey(task.origin().caller(), task.idempotencyKey().orElseThrow());
        if (transaction.isLocked(key)) {
            throw new StoreBusyException(null);
        }
        Optional<TaskRow> before = transaction.underKey(key);
        if (before.isEmpty()) {
            return Optional.of(store(transaction, insert));
        }
        return before.filter(row -> row.given().bodyHash().equals(insert.bodyHash()))
                .map(row -> new Inserted(row.id(), row.given().first(), true, Optional.empty()));
    }

    private static List<CancelResult> cancel(Transaction transaction, List<Long> ids) {
        List<CancelResult> results = new ArrayList<>();
        for (long id : ids) {
            checkFree(transaction, id);
            results.add(
                    transaction.task(id).map(row -> cancel(transaction, row)).orElse(new CancelResult.NotFound(id)));
        }
        return results;
    }

    static CancelResult cancel(Transaction transaction, TaskRow row) {
        if (row.status() == TaskStatus.RUNNING) {
            TaskRow asked = row.cancelRequested()
                    ? row
                    : row.edit(transaction.now()).cancelRequested(true).build();
            transaction.put(asked);
            return new CancelResult.Requested(asked.toTask(transaction.progress(asked)), !row.cancelRequested());
        }
        if (!Move.CANCEL.isOpenTo(row.status())) {
            return new CancelResult.AlreadyFinal(row.toTask(transaction.progress(row)));
        }
        TaskRow cancelled =
                row.edit(transaction.now()).finish(TaskStatus.CANCELLED).build();
        transaction.put(cancelled);
        return new CancelResult.Cancelled(cancelled.toTask(transaction.progress(cancelled)));
    }

    private static List<RetryResult> retry(Transaction transaction, List<RetryRequest> requests) {
        List<RetryResult> results = new ArrayList<>();
        for (RetryRequest request : requests) {
            checkFree(transaction, request.id());
            results.add(transaction
                    .task(request.id())
                    .map(row -> retry(transaction, row, request))
                    .orElse(new RetryResult.NotFound(request.id())));
        }
        return results;
    }

    private static RetryResult retry(Transaction transaction, TaskRow row, RetryRequest request) {
        int attempt = row.counts().attempt();
        boolean isEarly = Move.RUN_NOW.isOpenTo(row.status());
        boolean isOpen = isEarly || (!request.scheduledOnly() && Move.RETRY.isOpenTo(row.status()));
        if (!isOpen || request.attempt().orElse(attempt) != attempt) {
            return new RetryResult.Refused(row.toTask(transaction.progress(row)));
        }
        TaskRow queued = isEarly ? runNow(transaction, row) : queueAgain(transaction, row);
        return new RetryResult.Requeued(queued.toTask(transaction.progress(queued)));
    }

    /** Queues a scheduled task before it is due. */
    static TaskRow runNow(Transaction transaction, TaskRow row) {
        TaskRow queued = row.edit(transaction.now()).promote().build();
        transaction.put(queued);
        return queued;
    }

    /** Queues a failed or cancelled task again. */
    static TaskRow queueAgain(Transaction transaction, TaskRow row) {
        TaskRow queued = row.edit(transaction.now())
                .queue()
                .counts(0, 0, 0)
                .forgetLosses()
                .cancelRequested(false)
                .release()
                .build();
        transaction.put(queued);
        return queued;
    }

    private static List<DeleteResult> delete(Transaction transaction, List<Long> ids) {
        List<DeleteResult> results = new ArrayList<>();
        for (long id : ids) {
            results.add(
                    transaction.task(id).map(row -> delete(transaction, row)).orElse(new DeleteResult.NotFound(id)));
        }
        return results;
    }

    private static DeleteResult delete(Transaction transaction, TaskRow row) {
        if (!row.status().isFinal()) {
            return new DeleteResult.NotFinal(row.id(), row.status());
        }
        checkFree(transaction, row.id());
        transaction.remove(row);
        return new DeleteResult.Deleted(row.id());
    }

    private static void checkFree(Transaction transaction, long id) {
        if (transaction.isLocked(id)) {
            throw new StoreBusyException(null);
        }
    }
}
