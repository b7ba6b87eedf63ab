package dev.taskq.postgres;

import dev.taskq.CallDeadline;
import dev.taskq.CancelResult;
import dev.taskq.DeleteResult;
import dev.taskq.RetryResult;
import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.RetryRequest;
import dev.taskq.spi.Submissions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The calls of clients. Finds, lists, and changes by hand have a bounded share of the pool each. */
final class PostgresSubmissions implements Submissions {
    private final TaskInserter inserter;
    private final TaskReader reader;
    private final TaskLister lister;
    private final TaskChanger changer;
    private final Share finds;
    private final Share lists;
    private final Share changes;

    PostgresSubmissions(Database database, int poolSize) {
        inserter = new TaskInserter(database);
        reader = new TaskReader(database);
        lister = new TaskLister(database);
        changer = new TaskChanger(database);
        finds = Share.ofPool(poolSize);
        lists = Share.ofPool(poolSize);
        changes = Share.ofPool(poolSize);
    }

    @Override
    public List<Inserted> insert(List<Insert> inserts) {
        return inserter.insert(inserts);
    }

    @Override
    public List<Task> find(Collection<Long> ids) {
        return find(ids, CallDeadline.unbounded());
    }

    @Override
    public List<Task> find(Collection<Long> ids, CallDeadline caller) {
        return finds.call(caller, wait -> reader.find(ids, wait));
    }

    @Override
    public Map<Long, TaskStatus> statuses(Collection<Long> ids) {
        return reader.statuses(ids);
    }

    @Override
    public TaskPage list(TaskFilter filter, Optional<TaskPage.Cursor> from, int limit, int scan) {
        return list(filter, from, limit, scan, CallDeadline.unbounded());
    }

    @Override
    public TaskPage list(TaskFilter filter, Optional<TaskPage.Cursor> from, int limit, int scan, CallDeadline caller) {
        return lists.call(caller, wait -> lister.list(filter, from, limit, scan, wait));
    }

    @Override
    public List<CancelResult> cancel(List<Long> ids) {
        return cancel(ids, CallDeadline.unbounded());
    }

    @Override
    public List<CancelResult> cancel(List<Long> ids, CallDeadline caller) {
        return changes.call(caller, wait -> changer.cancel(ids, wait));
    }

    @Override
    public List<RetryResult> retry(List<RetryRequest> requests) {
        return retry(requests, CallDeadline.unbounded());
    }

    @Override
    public List<RetryResult> retry(List<RetryRequest> requests, CallDeadline caller) {
        return changes.call(caller, wait -> changer.retry(requests, wait));
    }

    @Override
    public List<DeleteResult> delete(List<Long> ids) {
        return delete(ids, CallDeadline.unbounded());
    }

    @Override
    public List<DeleteResult> delete(List<Long> ids, CallDeadline caller) {
        return changes.call(caller, wait -> changer.delete(ids, wait));
    }
}
