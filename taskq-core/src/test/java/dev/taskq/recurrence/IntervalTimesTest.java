package dev.taskq.recurrence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.Recurrence;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Intervals are counted from an anchor and do not drift. */
class IntervalTimesTest {
    private static final Instant ANCHOR = Instant.parse("2026-11-29T10:00:00.000001Z");
    private static final FireTimes TIMES = FireTimes.of(Recurrence.every(Duration.ofSeconds(90)), ANCHOR);

    @Test
    void firstFireTimeIsOneIntervalAfterTheAnchor() {
        assertThat(TIMES.after(ANCHOR)).contains(ANCHOR.plusSeconds(90));
        assertThat(TIMES.atOrBefore(ANCHOR)).contains(ANCHOR);
    }

    @Test
    void delayOfAFireMovesNoLaterOne() {
        assertThat(TIMES.after(ANCHOR.plusSeconds(89))).contains(ANCHOR.plusSeconds(90));
        assertThat(TIMES.after(ANCHOR.plusSeconds(90))).contains(ANCHOR.plusSeconds(180));
        assertThat(TIMES.after(ANCHOR.plusSeconds(125).plusNanos(1))).contains(ANCHOR.plusSeconds(180));
        assertThat(TIMES.atOrBefore(ANCHOR.plusSeconds(180))).contains(ANCHOR.plusSeconds(180));
        assertThat(TIMES.atOrBefore(ANCHOR.plusSeconds(180).minusNanos(1))).contains(ANCHOR.plusSeconds(90));
        assertThat(TIMES.atOrBefore(ANCHOR.plusSeconds(180).minusNanos(1_000))).contains(ANCHOR.plusSeconds(90));
    }

    @Test
    void timesBeforeTheAnchorAreCountedFromItToo() {
        // The store's clock was set back.
        assertThat(TIMES.after(ANCHOR.minusSeconds(100))).contains(ANCHOR.minusSeconds(90));
        assertThat(TIMES.after(ANCHOR.minusNanos(1))).contains(ANCHOR);
        assertThat(TIMES.atOrBefore(ANCHOR.minusNanos(1))).contains(ANCHOR.minusSeconds(90));
    }
}
