package dev.taskq.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.DueRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every due time is scanned again and again, however slow the scans are. */
class DueRangesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration FAST = Duration.ofMillis(1);
    private static final Duration SLOW = Duration.ofMillis(60);
    private static final Duration TIME_OUT = Duration.ofSeconds(5);
    private static final Instant FIRST_DEAD = START.minusSeconds(3_600);

    private Instant now = START;
    private final DueRanges ranges = new DueRanges(() -> now);

    /** The ranges of a tour, from where it stands to its end. */
    private List<DueRange> restOfTour(Duration each) {
        List<DueRange> tour = new ArrayList<>();
        do {
            tour.add(ranges.older().orElseThrow());
            ranges.olderDone(each);
        } while (!ranges.isTourOver() && tour.size() < 1_000);
        return tour;
    }

    private void scanAll() {
        while (ranges.older().isPresent()) {
            ranges.olderDone(FAST);
        }
    }

    @Test
    void oneScanCoversAllOnceThatIsFast() {
        assertThat(ranges.newest().from()).isEqualTo(START.minusSeconds(10));
        assertThat(restOfTour(FAST)).hasSizeLessThan(15);
        assertThat(restOfTour(FAST)).hasSize(1);
        assertThat(ranges.older()).isEmpty();
        assertThat(ranges.newest()).isEqualTo(DueRange.ALL);
        ranges.newestDone(FAST);
        assertThat(ranges.newest()).isEqualTo(DueRange.ALL);
    }

    /** On a busy server, or one that is far away, each scan takes long, however little it reads. */
    @ParameterizedTest
    @ValueSource(ints = {5, 24, 25, 60, 199, 200, 3_000})
    void eachTourEndsHoweverLongEachStatementTakes(int millis) {
        for (int tour = 0; tour < 3 && ranges.older().isPresent(); tour++) {
            ranges.newestDone(Duration.ofMillis(millis));
            assertThat(restOfTour(Duration.ofMillis(millis))).hasSizeLessThan(400);
        }
    }

    @Test
    void aSlowScanIsFollowedByNarrowerOnes() {
        scanAll();
        now = START.plusSeconds(100);

        ranges.newestDone(SLOW);

        assertThat(ranges.newest()).isEqualTo(new DueRange(now.minusSeconds(10), Instant.MAX));
        DueRange first = ranges.older().orElseThrow();
        assertThat(first).isEqualTo(new DueRange(now.minusSeconds(20), now.minusSeconds(10)));
        ranges.tooSlow();
        assertThat(ranges.older().orElseThrow().from()).isAfter(first.from());
        assertThat(ranges.older().orElseThrow().before()).isEqualTo(first.before());
    }

    @Test
    void aScanThatRanIntoATimeOutIsFollowedByNarrowerOnes() {
        scanAll();
        ranges.tooSlow();
        assertThat(ranges.newest().from()).isEqualTo(START.minusSeconds(10));
        assertThat(ranges.older()).isPresent();
    }

    /**
     * How long a scan takes over the dead entries of the last hour.
     *
     * @param all how long one over all times takes
     */
    private static Duration over(DueRange range, Duration all) {
        Instant from = range.from().isAfter(FIRST_DEAD) ? range.from() : FIRST_DEAD;
        Duration dead = from.isBefore(range.before()) ? Duration.between(from, range.before()) : Duration.ZERO;
        return FAST.plus(all.multipliedBy(dead.toMillis())
                .dividedBy(Duration.between(FIRST_DEAD, START).toMillis()));
    }

    /** Plays the next tour; gives how many of its scans ran into the time-out. */
    private int timeOutsOfTour(Duration all) {
        int timeOuts = 0;
        boolean isOver = false;
        while (!isOver) {
            Duration took = over(ranges.older().orElseThrow(), all);
            if (took.compareTo(TIME_OUT) > 0) {
                timeOuts++;
                ranges.tooSlow();
            } else {
                ranges.olderDone(took);
                isOver = ranges.isTourOver();
            }
        }
        return timeOuts;
    }

    /** A transaction is open since an hour, and until now one scan has covered all times. */
    @ParameterizedTest
    @ValueSource(ints = {6, 20, 35})
    void timeOutOfAllTimesIsTheOnlyOne(int seconds) {
        Duration all = Duration.ofSeconds(seconds);
        scanAll();
        ranges.tooSlow();

        for (int tour = 0; tour < 10; tour++) {
            assertThat(timeOutsOfTour(all)).as("time-outs of tour %s", tour).isZero();
        }
    }

    @Test
    void oneScanCoversAllAgainSoonAfterTheDeadEntriesAreGone() {
        scanAll();
        ranges.tooSlow();
        for (int tour = 0; tour < 5; tour++) {
            timeOutsOfTour(Duration.ofSeconds(35));
        }

        assertThat(restOfTour(FAST)).hasSizeLessThan(20);
        assertThat(restOfTour(FAST)).hasSize(1);
        assertThat(ranges.older()).isEmpty();
    }

    /** Ranges adjoin, from the newest times to the first, in each tour. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void aTourCoversAllOlderTimesWhateverIsSlow(int slowOneIn) {
        int scans = 0;
        for (int tour = 0; tour < 3 && ranges.older().isPresent(); tour++) {
            Instant covered = ranges.newest().from();
            do {
                DueRange range = ranges.older().orElseThrow();
                assertThat(range.before()).isEqualTo(covered);
                assertThat(range.from()).isBefore(range.before());
                covered = range.from();
                scans++;
                // Slow only where the dead entries are.
                boolean slow = scans % slowOneIn == 0 && covered.isAfter(START.minusSeconds(300));
                ranges.olderDone(slow ? SLOW : FAST);
            } while (!ranges.isTourOver());
            assertThat(covered).isEqualTo(Instant.EPOCH);
        }
        assertThat(scans).isPositive();
    }

    @Test
    void newestTimesMoveOnDuringATour() {
        ranges.olderDone(SLOW);
        now = START.plusSeconds(5);
        ranges.newestDone(SLOW);
        assertThat(ranges.newest().from()).isEqualTo(now.minusSeconds(10));
        assertThat(ranges.older().map(DueRange::before)).isEqualTo(Optional.of(START.minusSeconds(20)));
    }

    /** A store whose clock is not known, or stands at the epoch. */
    @Test
    void anUnknownTimeCoversAll() {
        DueRanges unknown = new DueRanges(() -> Instant.EPOCH);
        assertThat(unknown.newest()).isEqualTo(DueRange.ALL);
        assertThat(unknown.older()).isEmpty();
        unknown.newestDone(SLOW);
        assertThat(unknown.newest()).isEqualTo(DueRange.ALL);
    }
}
