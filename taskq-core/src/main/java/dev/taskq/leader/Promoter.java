package dev.taskq.leader;

import dev.taskq.spi.Dispatch;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Promotion;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Queues scheduled tasks that are due: it commits first and sends hints then. Tasks that an application submitted in a transaction
 * of its own are scheduled too, so it finds them once that has committed, and makes their types known.
 */
final class Promoter implements LeaderDuty {
    private static final int BATCH = 500;
    private static final Duration LONGEST_SLEEP = Duration.ofMillis(250);
    private static final Duration SHORTEST_SLEEP = Duration.ofMillis(1);

    private final Dispatch dispatch;
    private final Consumer<List<Hint>> hints;
    private final Consumer<Set<String>> types;

    /**
     * A promoter.
     *
     * @param hints takes hints that are to be sent
     * @param types takes the types of tasks that were queued
     */
    Promoter(Dispatch dispatch, Consumer<List<Hint>> hints, Consumer<Set<String>> types) {
        this.dispatch = dispatch;
        this.hints = hints;
        this.types = types;
    }

    @Override
    public Duration round() {
        Promotion promotion = dispatch.promoteDue(BATCH);
        hints.accept(promotion.hints());
        types.accept(promotion.hints().stream().map(Hint::type).collect(Collectors.toSet()));
        if (promotion.hints().size() == BATCH) {
            return Duration.ZERO;
        }
        Duration next = promotion.untilNext().orElse(LONGEST_SLEEP);
        if (next.compareTo(SHORTEST_SLEEP) < 0) {
            // Due, and not promoted: another transaction holds the row. Not asked for without a pause.
            return SHORTEST_SLEEP.multipliedBy(20);
        }
        return next.compareTo(LONGEST_SLEEP) > 0 ? LONGEST_SLEEP : next;
    }
}
