package dev.taskq.memory;

import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.TaskStatus;
import dev.taskq.memory.State.Stamp;
import dev.taskq.spi.Purge;
import dev.taskq.spi.Purged;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Walks along the rows, in bounded steps: lists and purging. */
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

    static Purged purge(Transaction transaction, Purge step) {
        int deleted = 0;
        int scanned = 0;
        long last = step.after();
        for (var entry : transaction.tasks().after(step.after())) {
            if (scanned == step.rows()) {
                return new Purged(deleted, OptionalLong.of(last));
            }
            scanned++;
            last = entry.key();
            TaskRow row = entry.value();
            if (!transaction.isLocked(row.id()) && isPast(row, step, transaction.now())) {
                transaction.remove(row);
                deleted++;
            }
        }
        return new Purged(deleted, OptionalLong.empty());
    }

    private static boolean isPast(TaskRow row, Purge step, Instant now) {
        Duration kept = row.status() == TaskStatus.FAILED ? step.failedRetention() : step.retention();
        return row.finishedAt().filter(end -> end.plus(kept).isBefore(now)).isPresent();
    }
}
