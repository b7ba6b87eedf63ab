package dev.taskq.load;

import java.time.Duration;
import java.util.Optional;

/** Learns what becomes of the tasks, from pages of the coordinator's list: a thousand tasks a call, from the newest back. */
final class Follower {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** What it spends of the time at most: one part in so many. */
    private static final int SHARE = 10;

    private final Coordinator coordinator;
    private final Tally tally;
    private long nextAt = System.nanoTime();

    Follower(Coordinator coordinator, Tally tally) {
        this.coordinator = coordinator;
        this.tally = tally;
    }

    /** Goes from the newest task back to the first that is open, if it is time to. */
    void lookIfDue() {
        long begun = System.nanoTime();
        if (begun - nextAt < 0) {
            return;
        }
        look();
        long now = System.nanoTime();
        nextAt = now + Math.max(PAUSE.toNanos(), (now - begun) * SHARE);
    }

    private void look() {
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
