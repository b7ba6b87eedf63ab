package dev.taskq.leader;

import dev.taskq.StoreUnavailableException;
import dev.taskq.engine.StoreClock;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Stopwatch;
import dev.taskq.spi.Dispatch;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Promotion;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Queues scheduled tasks that are due: it commits first and sends hints then. Tasks that an application submitted in a transaction
 * of its own are scheduled too, so it finds them once that has committed, and makes their types known. One scan is one round, so
 * that the lease is known to be held before each.
 */
final class Promoter implements LeaderDuty {
    private static final int BATCH = 500;
    /** While tasks become due whose time is not known before: those of transactions. */
    private static final Duration SLEEP_AFTER_SOME = Duration.ofMillis(100);

    private static final Duration SHORTEST_SLEEP = Duration.ofMillis(1);

    private final Platform platform;
    private final Dispatch dispatch;
    private final Consumer<List<Hint>> hints;
    private final Consumer<Set<String>> types;
    private final Duration longestSleep;
    private final NextSearch nextSearch;
    private final DueScans scans;
    private boolean hasBegun;

    /**
     * A promoter.
     *
     * @param hints takes hints that are to be sent
     * @param types takes the types of tasks that were queued
     * @param longestSleep between two searches
     * @param nextSearch learns when tasks become due that are scheduled in this process
     */
    Promoter(
            Platform platform,
            Dispatch dispatch,
            StoreClock storeClock,
            Consumer<List<Hint>> hints,
            Consumer<Set<String>> types,
            Duration longestSleep,
            NextSearch nextSearch) {
        this.platform = platform;
        this.dispatch = dispatch;
        this.hints = hints;
        this.types = types;
        this.longestSleep = longestSleep;
        this.nextSearch = nextSearch;
        this.scans = new DueScans(platform, storeClock, longestSleep);
    }

    @Override
    public Duration round() {
        if (!hasBegun) {
            // Not before: the promoter of an earlier term may have been in a round until now, and has planned the next
            // one then.
            hasBegun = true;
            nextSearch.begin();
        }
        Duration sleep = nextSearch.sleep();
        if (!sleep.isZero()) {
            return sleep;
        }
        nextSearch.begin();
        DueRange range = scans.next();
        Stopwatch took = platform.stopwatch();
        Promotion promotion = promote(range);
        if (promotion.hints().size() == BATCH) {
            return Duration.ZERO;
        }
        scans.done(took.elapsed());
        if (scans.isOfTour()) {
            return Duration.ZERO;
        }
        Duration planned = scans.sleep(untilNext(promotion));
        nextSearch.plan(
                planned,
                promotion
                        .untilNext()
                        .filter(next -> next.compareTo(planned) <= 0)
                        .isPresent());
        return nextSearch.sleep();
    }

    private Promotion promote(DueRange range) {
        Promotion promotion;
        try {
            promotion = dispatch.promoteDue(range, BATCH);
        } catch (StoreUnavailableException e) {
            scans.tooSlow();
            throw e;
        }
        hints.accept(promotion.hints());
        types.accept(promotion.hints().stream().map(Hint::type).collect(Collectors.toSet()));
        return promotion;
    }

    private Duration untilNext(Promotion promotion) {
        Duration longest = promotion.hints().isEmpty() ? longestSleep : SLEEP_AFTER_SOME;
        Duration next = promotion.untilNext().orElse(longest);
        if (next.compareTo(SHORTEST_SLEEP) < 0) {
            // Due, and not promoted: another transaction holds the row. Not asked for without a pause.
            return SHORTEST_SLEEP.multipliedBy(20);
        }
        return next.compareTo(longest) > 0 ? longest : next;
    }
}
