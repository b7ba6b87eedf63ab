package dev.taskq.leader;

import dev.taskq.engine.StoreClock;
import dev.taskq.platform.Platform;
import dev.taskq.spi.DueRange;
import java.time.Duration;
import java.util.Optional;

/**
 * The scans for what is due: one of the newest due times, and after it one of the tour of the older ones, if there is a tour and its
 * share of the time allows it. Not thread-safe.
 */
final class DueScans {
    /** The tour takes one part in so many of the time. */
    private static final int SHARE = 10;
    /** A scan that waited for a locked table was long, and is no reason to let what is due wait as well. */
    private static final Duration LONGEST_REST = Duration.ofSeconds(1);

    private final DueRanges ranges;
    private final DutyCycle tour;
    private final Duration betweenTours;
    private boolean isTourNext;
    private boolean isOfTour;

    /**
     * Begins with the newest times.
     *
     * @param betweenTours the least rest after a whole tour
     */
    DueScans(Platform platform, StoreClock storeClock, Duration betweenTours) {
        this.ranges = new DueRanges(storeClock::estimate);
        this.tour = new DutyCycle(platform, SHARE, LONGEST_REST);
        this.betweenTours = betweenTours;
    }

    /** The range to be scanned now. */
    DueRange next() {
        Optional<DueRange> older = isTourNext && tour.left().isZero() ? ranges.older() : Optional.empty();
        isOfTour = older.isPresent();
        isTourNext = !isOfTour;
        tour.begin();
        return older.orElse(ranges.newest());
    }

    /** Whether that range is one of the tour. */
    boolean isOfTour() {
        return isOfTour;
    }

    /** The range was scanned, and nothing that is due is left in it. */
    void done(Duration took) {
        if (isOfTour) {
            ranges.olderDone(took);
            tour.rest(ranges.isTourOver() ? betweenTours : Duration.ZERO);
        } else {
            ranges.newestDone(took);
        }
    }

    /** The scan ran into a time-out. */
    void tooSlow() {
        ranges.tooSlow();
    }

    /** How long to sleep, if the newest times need no scan for a while. */
    Duration sleep(Duration untilNewest) {
        return ranges.older().isPresent() && tour.left().compareTo(untilNewest) < 0 ? tour.left() : untilNewest;
    }
}
