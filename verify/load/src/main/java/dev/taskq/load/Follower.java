package dev.taskq.load;

import java.util.Optional;

/**
 * Reads the outcome of the tasks from pages of the coordinator's list: a thousand tasks a call, beginning with the
 * newest. It runs after the load, because reading earlier would be load too.
 */
final class Follower {
    private final Coordinator coordinator;
    private final Tally tally;

    Follower(Coordinator coordinator, Tally tally) {
        this.coordinator = coordinator;
        this.tally = tally;
    }

    /** Goes from the newest task back to the first that is open. */
    void scan() throws InterruptedException {
        long first = tally.firstOpen();
        Optional<String> next = Optional.empty();
        boolean more = first != Long.MAX_VALUE;
        while (more) {
            Coordinator.Page page = coordinator.page(next);
            page.tasks().forEach(tally::saw);
            next = page.next();
            more = next.isPresent() && page.tasks().stream().noneMatch(task -> task.id() <= first);
        }
    }
}
