package dev.taskq.memory.data;

import dev.taskq.Fire;
import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.TimeWindow;
import dev.taskq.memory.data.State.Stamp;
import dev.taskq.memory.data.State.TaskKey;
import dev.taskq.spi.ErrorLines;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

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
            if (isBeforeWindow(row, filter)) {
                break;
            }
            if (tasks.size() == limit || scanned == scan) {
                return page(tasks, last, true);
            }
            scanned++;
            last = Optional.of(row);
            if (fits(row, filter)) {
                tasks.add(row.toListed());
            }
        }
        return page(tasks, last, false);
    }

    /** Whether all rows from here on are older than the window of creation. */
    static boolean isBeforeWindow(TaskRow row, TaskFilter filter) {
        return filter.created()
                .after()
                .filter(start -> row.given().createdAt().isBefore(start))
                .isPresent();
    }

    /** The rows from a position on that the windows, a caller's key, or a schedule leave; newest first. */
    static Iterable<SortedTree.Entry<Stamp, Long>> newestFirst(
            Transaction transaction, TaskFilter filter, Optional<TaskPage.Cursor> from) {
        Optional<Stamp> before = filter.storedBefore().map(time -> new Stamp(time, 0));
        Optional<Stamp> behind = from.map(cursor -> new Stamp(cursor.createdAt(), cursor.id()));
        SortedTree<Stamp, Long> rows = rows(transaction, filter);
        Iterable<SortedTree.Entry<Stamp, Long>> left = before.filter(
                        bound -> behind.isEmpty() || bound.compareTo(behind.get()) < 0)
                .or(() -> behind)
                .map(rows::before)
                .orElse(rows.descending());
        return filter.schedule().isEmpty()
                ? left
                : () -> StreamSupport.stream(left.spliterator(), false)
                        .filter(entry ->
                                isOfSchedule(transaction.task(entry.value()).orElseThrow(), filter))
                        .iterator();
    }

    private static boolean isOfSchedule(TaskRow row, TaskFilter filter) {
        return isWanted(filter.schedule(), row.origin().fire().map(Fire::schedule));
    }

    private static SortedTree<Stamp, Long> rows(Transaction transaction, TaskFilter filter) {
        if (filter.caller().isEmpty() || filter.idempotencyKey().isEmpty()) {
            return transaction.created();
        }
        TaskKey key = new TaskKey(filter.caller().get(), filter.idempotencyKey().get());
        SortedTree<Stamp, Long> none = SortedTree.empty();
        return transaction
                .underKey(key)
                .map(row -> none.put(new Stamp(row.given().createdAt(), row.id()), row.id()))
                .orElse(none);
    }

    /** Whether a row meets every condition of a filter. */
    static boolean fits(TaskRow row, TaskFilter filter) {
        return (filter.statuses().isEmpty() || filter.statuses().contains(row.status()))
                && isWanted(filter.type(), Optional.of(row.type()))
                && isWanted(filter.caller(), Optional.of(row.origin().caller()))
                && isWanted(filter.correlationId(), Optional.of(row.origin().correlationId()))
                && isWanted(filter.idempotencyKey(), row.given().task().idempotencyKey())
                && isWanted(filter.agent(), row.agent())
                && isOfSchedule(row, filter)
                && filter.created().contains(row.given().createdAt())
                && (filter.finished().equals(TimeWindow.ALWAYS)
                        || row.finishedAt().filter(filter.finished()::contains).isPresent())
                && (filter.errorContains().isEmpty()
                        || row.error()
                                .map(ErrorLines::first)
                                .filter(line ->
                                        line.contains(filter.errorContains().get()))
                                .isPresent());
    }

    private static boolean isWanted(Optional<String> wanted, Optional<String> value) {
        return wanted.isEmpty() || wanted.equals(value);
    }

    private static TaskPage page(List<Task> tasks, Optional<TaskRow> last, boolean more) {
        return new TaskPage(
                tasks,
                last.filter(row -> more)
                        .map(row -> new TaskPage.Cursor(row.given().createdAt(), row.id())),
                last.map(row -> row.given().createdAt()));
    }
}
