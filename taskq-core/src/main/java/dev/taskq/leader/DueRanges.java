package dev.taskq.leader;

import dev.taskq.spi.DueRange;
import dev.taskq.spi.Scan;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The ranges of due times in which the promoter scans for due tasks. A scan walks over the dead index entries of all tasks that were
 * promoted and cannot be vacuumed yet, because some transaction is open. As long as that is fast, one scan covers all times. After
 * that, each scan covers the newest times alone, and the older ones are toured beside it, back in time, in ranges whose width
 * follows how long a scan takes ({@link SliceWidth}). A task that is stored late, by a transaction that was open for long, is found
 * by the tour. Not thread-safe.
 */
final class DueRanges {
    /** The times that are scanned each time: longer than usual transactions. */
    private static final Duration NEWEST = Duration.ofSeconds(10);

    /** After a scan of all times that took longer, the newest are scanned alone. */
    private static final Duration SLOW = Duration.ofMillis(50);

    /** After a tour that was one scan, and took less, one scan covers all again. */
    private static final Duration FAST = Duration.ofMillis(25);

    private final Supplier<Instant> storeTime;
    private Instant newest;
    /** The tour has scanned all times from here up to where it began. */
    private Instant toured;

    private boolean firstOfTour = true;
    private SliceWidth width = new SliceWidth();

    /**
     * Begins with the newest times and a tour.
     *
     * @param storeTime the store's clock, roughly: only the speed depends on it
     */
    DueRanges(Supplier<Instant> storeTime) {
        this.storeTime = storeTime;
        this.newest = newestNow();
        this.toured = newest;
    }

    /** The newest times, or all. */
    DueRange newest() {
        return new DueRange(newest, Scan.NO_END);
    }

    /** The next range of the tour; empty if the newest times are all. */
    Optional<DueRange> older() {
        return coversAll() ? Optional.empty() : Optional.of(new DueRange(low(), toured));
    }

    /** The newest times were scanned, and what was due there is promoted. */
    void newestDone(Duration took) {
        if (!coversAll()) {
            newest = newestNow();
        } else if (took.compareTo(SLOW) > 0) {
            scanNewestAlone();
        }
    }

    /** The next range of the tour was scanned, and what was due there is promoted. */
    void olderDone(Duration took) {
        Instant low = low();
        boolean isEnd = low.equals(Instant.EPOCH);
        boolean isWholeTour = firstOfTour && isEnd;
        width.read(took, Duration.between(low, toured), Duration.between(toured, newest));
        toured = low;
        firstOfTour = false;
        if (isWholeTour && took.compareTo(FAST) < 0) {
            newest = Instant.EPOCH;
        }
        if (isEnd) {
            beginTour();
        }
    }

    /** A scan ran into a time-out: the next is narrower. */
    void tooSlow() {
        if (coversAll()) {
            scanNewestAlone();
        } else {
            width.timedOut(Duration.between(low(), toured));
        }
    }

    /** Whether the next range is the first one of a tour. */
    boolean isTourOver() {
        return firstOfTour;
    }

    private boolean coversAll() {
        return newest.equals(Instant.EPOCH);
    }

    /** All times take too long. The width came from when they were fast, and says nothing any more. */
    private void scanNewestAlone() {
        newest = newestNow();
        width = new SliceWidth();
        beginTour();
    }

    private void beginTour() {
        toured = newest;
        firstOfTour = true;
        width.beginAgain();
    }

    private Instant low() {
        return Duration.between(Instant.EPOCH, toured).compareTo(width.get()) > 0
                ? toured.minus(width.get())
                : Instant.EPOCH;
    }

    private Instant newestNow() {
        Instant from = storeTime.get().minus(NEWEST);
        return from.isAfter(Instant.EPOCH) ? from : Instant.EPOCH;
    }
}
