package dev.taskq.memory.data;

import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.memory.data.State.Stamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists tasks, newest first, in bounded pages. */
final class Pages {
    private Pages() {}

    static TaskPage list(
            Transaction transaction, TaskFilter filter, Optional<TaskPage.Cursor> from, int limit, int scan) {
        List<Task> tasks = new ArrayList<>();
        Optional<TaskRow> last = Optional.empty();
        int scanned = 0;
        for (var entry : newestFirst(transaction, filter, from)) {
            TaskRow row = transaction.task(entry.value()).orElseThrow();
            if (filter.createdAfter().isPresent()
                    && row.given().createdAt().isBefore(filter.createdAfter().get())) {
                break;
            }
            if (tasks.size() == limit || scanned == scan) {
                return page(tasks, last, true);
            }
            scanned++;
            last = Optional.of(row);
            if (filter.status().orElse(row.status()) == row.status()
                    && filter.type().orElse(row.type()).equals(row.type())) {
                tasks.add(row.toListed());
            }
        }
        return page(tasks, last, false);
    }

    private static Iterable<SortedTree.Entry<Stamp, Long>> newestFirst(
            Transaction transaction, TaskFilter filter, Optional<TaskPage.Cursor> from) {
        Optional<Stamp> before = filter.createdBefore().map(time -> new Stamp(time, 0));
        Optional<Stamp> behind = from.map(cursor -> new Stamp(cursor.createdAt(), cursor.id()));
        return before.filter(bound -> behind.isEmpty() || bound.compareTo(behind.get()) < 0)
                .or(() -> behind)
                .map(transaction.created()::before)
                .orElse(transaction.created().descending());
    }

    private static TaskPage page(List<Task> tasks, Optional<TaskRow> last, boolean more) {
        return new TaskPage(
                tasks,
                last.filter(row -> more)
                        .map(row -> new TaskPage.Cursor(row.given().createdAt(), row.id())),
                last.map(row -> row.given().createdAt()));
    }
}
