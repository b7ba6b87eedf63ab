package dev.taskq.simulation.world;

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

/**
 * The calls of clients, over a process's connection to the {@link StoreHost}.
 *
 * @param host the server
 * @param member the process
 * @param submissions the same chapter of the store in memory, opened for this process
 * @param listener is told what took effect
 */
record HostedSubmissions(StoreHost host, Member member, Submissions submissions, WorldListener listener)
        implements Submissions {
    @Override
    public List<Inserted> insert(List<Insert> inserts) {
        List<Inserted> inserted = host.call(member, Operation.INSERT, List.of(), () -> {
            List<Inserted> results = submissions.insert(inserts);
            listener.inserted(inserts, results);
            return results;
        });
        host.learned(
                member, inserted.stream().flatMap(row -> row.hint().stream()).toList());
        return inserted;
    }

    @Override
    public List<Task> find(Collection<Long> ids) {
        return host.call(member, Operation.FIND, List.of(), () -> submissions.find(ids));
    }

    @Override
    public Map<Long, TaskStatus> statuses(Collection<Long> ids) {
        return host.call(member, Operation.STATUSES, List.of(), () -> submissions.statuses(ids));
    }

    @Override
    public TaskPage list(TaskFilter filter, Optional<TaskPage.Cursor> from, int limit, int scan) {
        return host.call(member, Operation.LIST, List.of(), () -> submissions.list(filter, from, limit, scan));
    }

    @Override
    public List<CancelResult> cancel(List<Long> ids) {
        return host.call(member, Operation.CANCEL, ids, () -> {
            List<CancelResult> results = submissions.cancel(ids);
            listener.cancelled(results);
            return results;
        });
    }

    @Override
    public List<RetryResult> retry(List<RetryRequest> requests) {
        List<Long> ids = requests.stream().map(RetryRequest::id).toList();
        return host.call(member, Operation.RETRY, ids, () -> {
            List<RetryResult> results = submissions.retry(requests);
            listener.retried(results);
            return results;
        });
    }

    @Override
    public List<DeleteResult> delete(List<Long> ids) {
        return host.call(member, Operation.DELETE, ids, () -> submissions.delete(ids));
    }
}
