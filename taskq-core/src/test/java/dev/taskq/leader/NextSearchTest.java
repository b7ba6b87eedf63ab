package dev.taskq.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.ManualPlatform;
import dev.taskq.platform.Platform.Signal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When the promoter searches next. */
class NextSearchTest {
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final ManualPlatform platform = new ManualPlatform();
    private final Signal wakeUp = platform.newSignal();
    private final NextSearch next = new NextSearch(platform, wakeUp);

    /** Sleeps as the promoter's loop does. */
    private Duration untilSearch() {
        Duration slept = Duration.ZERO;
        for (Duration sleep = next.sleep(); !sleep.isZero(); sleep = next.sleep()) {
            platform.pass(sleep);
            slept = slept.plus(sleep);
        }
        return slept;
    }

    private void searched() {
        next.begin();
        next.plan(PERIOD, false);
    }

    @Test
    void firstSearchIsAtOnceAndTheNextOneAsPlanned() {
        assertThat(next.sleep()).isZero();

        searched();

        // In one sleep: nothing is to be met.
        assertThat(next.sleep()).isEqualTo(PERIOD);
        platform.pass(PERIOD);
        assertThat(next.sleep()).isZero();
    }

    @Test
    void taskThatBecomesDueBeforeIsSearchedForThen() {
        searched();
        long woken = wakeUp.count();

        next.scheduled(Duration.ofSeconds(2));

        assertThat(wakeUp.count()).isEqualTo(woken + 1);
        assertThat(untilSearch()).isEqualTo(Duration.ofSeconds(2));
    }

    /** A loop sleeps for up to a tenth longer than it is asked to. */
    @Test
    void knownTimeIsNotSleptOver() {
        searched();
        next.scheduled(Duration.ofSeconds(2));

        assertThat(next.sleep().multipliedBy(11).dividedBy(10)).isLessThan(Duration.ofSeconds(2));
        next.begin();
        next.plan(PERIOD, true);
        assertThat(next.sleep().multipliedBy(11).dividedBy(10)).isLessThan(PERIOD);
    }

    @Test
    void onlyWhatIsSoonerWakesThePromoter() {
        searched();
        next.scheduled(Duration.ofSeconds(2));
        long woken = wakeUp.count();

        next.scheduled(Duration.ofSeconds(2));
        next.scheduled(Duration.ofSeconds(3));
        next.scheduled(Duration.ofHours(1));

        assertThat(wakeUp.count()).isEqualTo(woken);
        assertThat(untilSearch()).isEqualTo(Duration.ofSeconds(2));
    }

    /** It may have been committed too late for that search. */
    @Test
    void whatIsToldWhileASearchIsUnderWayCountsAfterIt() {
        next.begin();
        next.scheduled(Duration.ofSeconds(1));
        next.plan(PERIOD, false);

        assertThat(untilSearch()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void searchFindsWhatWasToldBefore() {
        searched();
        next.scheduled(Duration.ofSeconds(1));
        searched();

        assertThat(untilSearch()).isEqualTo(PERIOD);
    }

    @Test
    void searchThatFailedIsRepeatedAtOnce() {
        next.begin();

        assertThat(next.sleep()).isZero();
    }

    /** One that does not lead is told too, and has nothing to search for. */
    @Test
    void nothingIsWokenBeforeTheFirstSearch() {
        long woken = wakeUp.count();

        next.scheduled(Duration.ofSeconds(1));

        assertThat(wakeUp.count()).isEqualTo(woken);
    }
}
