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

    static TaskPage list(Draft draft, TaskFilter filter, Optional<TaskPage.Cursor> from, int limit, int look) {
        List<Task> tasks = new ArrayList<>();
        Optional<TaskRow> last = Optional.empty();
        int looked = 0;
        for (var entry : newestFirst(draft, filter, from)) {
            TaskRow row = draft.task(entry.value()).orElseThrow();
            if (filter.createdAfter().isPresent()
                    && row.given().createdAt().isBefore(filter.createdAfter().get())) {
                break;
            }
            if (tasks.size() == limit || looked == look) {
                return page(tasks, last, true);
            }
            looked++;
            last = Optional.of(row);
            if (filter.status().orElse(row.status()) == row.status()
                    && filter.type().orElse(row.type()).equals(row.type())) {
                tasks.add(row.toListed());
            }
        }
        return page(tasks, last, false);
    }

    private static Iterable<SortedTree.Entry<Stamp, Long>> newestFirst(
            Draft draft, TaskFilter filter, Optional<TaskPage.Cursor> from) {
        Optional<Stamp> before = filter.createdBefore().map(time -> new Stamp(time, 0));
        Optional<Stamp> behind = from.map(cursor -> new Stamp(cursor.createdAt(), cursor.id()));
        return before.filter(bound -> behind.isEmpty() || bound.compareTo(behind.get()) < 0)
                .or(() -> behind)
                .map(draft.created()::before)
                .orElse(draft.created().descending());
    }

    private static TaskPage page(List<Task> tasks, Optional<TaskRow> last, boolean more) {
        return new TaskPage(
                tasks,
                last.filter(row -> more)
                        .map(row -> new TaskPage.Cursor(row.given().createdAt(), row.id())),
                last.map(row -> row.given().createdAt()));
    }

    static Purged purge(Draft draft, Purge step) {
        int deleted = 0;
        int looked = 0;
        long last = step.after();
        for (var entry : draft.tasks().after(step.after())) {
            if (looked == step.rows()) {
                return new Purged(deleted, OptionalLong.of(last));
            }
            looked++;
            last = entry.key();
            TaskRow row = entry.value();
            if (!draft.isLocked(row.id()) && isPast(row, step, draft.now())) {
                draft.remove(row);
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
