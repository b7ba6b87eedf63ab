package dev.taskq.coordinator;

import dev.taskq.engine.Duty;
import dev.taskq.spi.Promotion;
import dev.taskq.spi.TaskStore;
import java.time.Duration;

/** Makes scheduled tasks queued when they are due: commit first, then hint. */
final class Promoter implements Duty {
    private static final int BATCH = 500;
    private static final Duration LONGEST_SLEEP = Duration.ofMillis(250);
    private static final Duration SHORTEST_SLEEP = Duration.ofMillis(1);

    private final TaskStore store;
    private final Sender sender;
    private final Lead lead;

    Promoter(TaskStore store, Sender sender, Lead lead) {
        this.store = store;
        this.sender = sender;
        this.lead = lead;
    }

    @Override
    public Duration round() {
        if (!lead.leads()) {
            return Lead.NOT_LEADING;
        }
        Promotion promotion = store.promoteDue(BATCH);
        sender.offer(promotion.hints());
        if (promotion.hints().size() == BATCH) {
            return Duration.ZERO;
        }
        Duration next = promotion.untilNext().orElse(LONGEST_SLEEP);
        if (next.compareTo(SHORTEST_SLEEP) < 0) {
            // Due, and not promoted: somebody holds the row. Not asked for without a pause.
            return SHORTEST_SLEEP.multipliedBy(20);
        }
        return next.compareTo(LONGEST_SLEEP) > 0 ? LONGEST_SLEEP : next;
    }
}
