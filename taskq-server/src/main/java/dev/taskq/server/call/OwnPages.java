package dev.taskq.server.call;

import dev.taskq.Task;
import dev.taskq.TaskPage;
import dev.taskq.TaskPage.Cursor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Hides in a page of one caller's tasks what it would tell of the tasks of others. A page that ends at the bound on rows
 * ends at any row, most often at one of another caller. Its position and the time down to which it was read would then be
 * those of that row.
 *
 * Instead, the position is a task of the page, or a round time a little before it in the list. The rows between that time
 * and the true position are read again by the next page. The time is as round as the span that the page has read allows,
 * so that each page comes further than the one before.
 */
final class OwnPages {
    private static final List<Duration> ROUND = List.of(
            Duration.ofDays(1),
            Duration.ofHours(1),
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            Duration.ofMillis(1),
            Duration.ofNanos(1_000));

    private OwnPages() {}

    /**
     * The page as its caller may see it. On the last page all was read, which needs no time.
     *
     * @param page the page, whose tasks are the caller's own
     * @param begin the time at which the page begins; nothing was read that is newer
     */
    static TaskPage hide(TaskPage page, Instant begin) {
        Optional<Cursor> next = page.next().map(position -> hide(position, page.tasks(), begin));
        return new TaskPage(page.tasks(), next, next.map(Cursor::createdAt));
    }

    private static Cursor hide(Cursor position, List<Task> tasks, Instant begin) {
        Optional<Instant> time = round(position.createdAt(), begin);
        Optional<Cursor> own = tasks.isEmpty()
                ? Optional.empty()
                : Optional.of(new Cursor(
                        tasks.getLast().times().createdAt(), tasks.getLast().id()));
        if (own.filter(task -> time.map(task.createdAt()::isBefore).orElse(task.equals(position)))
                .isPresent()) {
            return own.get();
        }
        // No task has the id 0, so the next page begins before that time. Without a round time, the page has read tasks
        // of one
        // microsecond only, which its begin tells already.
        return time.map(round -> new Cursor(round, 0)).orElse(position);
    }

    /** The roundest time after one time and before another. */
    private static Optional<Instant> round(Instant after, Instant before) {
        for (Duration unit : ROUND) {
            Instant round = Instant.EPOCH.plus(
                    unit.multipliedBy(Duration.between(Instant.EPOCH, after).dividedBy(unit) + 1));
            if (round.isBefore(before)) {
                return Optional.of(round);
            }
        }
        return Optional.empty();
    }
}
