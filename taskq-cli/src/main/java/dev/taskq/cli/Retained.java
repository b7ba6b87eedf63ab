package dev.taskq.cli;

import dev.taskq.client.Task;
import dev.taskq.client.TaskFilter;
import dev.taskq.client.TaskPage;
import dev.taskq.client.TaskqClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Finds up to which id tasks may be deleted by the rules: all that are kept for certain have a greater one. Immutable.
 *
 * @param client calls the coordinator
 * @param pace spaces the calls
 */
record Retained(TaskqClient client, Pace pace) {
    private static final int PAGE = 500;
    private static final int MOST_PAGES = 2_000;

    /**
     * The least id of a task that was stored at a time or later. Lists begin with the newest task, so the time after that is
     * searched in pieces, each twice as long as the one before.
     *
     * @param since the time
     * @param now the end of the search
     * @return the id; empty if there is no such task, or if there are too many at once
     */
    Optional<Long> leastIdSince(Instant since, Instant now) throws InterruptedException {
        Instant begin = since;
        for (Duration length = Duration.ofSeconds(1); begin.isBefore(now); length = length.multipliedBy(2)) {
            Instant end = begin.plus(length);
            TaskFilter piece = TaskFilter.ALL.createdAfter(begin).createdBefore(end);
            Optional<String> cursor = Optional.empty();
            long least = Long.MAX_VALUE;
            int pages = 0;
            do {
                if (pages++ == MOST_PAGES) {
                    return Optional.empty();
                }
                pace.await();
                TaskPage page = client.page(piece, cursor, PAGE);
                least = page.tasks().stream().mapToLong(Task::id).reduce(least, Math::min);
                cursor = page.next();
            } while (cursor.isPresent());
            if (least < Long.MAX_VALUE) {
                return Optional.of(least);
            }
            begin = end;
        }
        return Optional.empty();
    }
}
