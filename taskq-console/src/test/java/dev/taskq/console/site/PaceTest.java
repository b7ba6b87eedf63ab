package dev.taskq.console.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** A steady hundred a second is told as such, at whichever moment a page is read. */
class PaceTest {
    private static final Instant BEGIN = Instant.parse("2030-01-02T06:00:00Z");

    private static OptionalDouble told(Duration step, Duration age) {
        long number = 100 * Math.min(age.toSeconds(), step.toSeconds());
        return new Pace(step, BEGIN.plus(age)).perSecond(BEGIN, number);
    }

    @Test
    void wholeStepsAreDividedByTheirLength() {
        for (Duration step : new Duration[] {Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofHours(6)}) {
            assertThat(told(step, step.plus(Pace.LATE))).hasValue(100);
            assertThat(told(step, Duration.ofDays(3))).hasValue(100);
        }
    }

    @Test
    void shortStepHasNoRateBeforeItsCountsAreThere() {
        assertThat(told(Duration.ofMinutes(1), Duration.ofSeconds(15))).isEmpty();
        assertThat(told(Duration.ofMinutes(1), Duration.ofSeconds(74))).isEmpty();
        assertThat(told(Duration.ofMinutes(10), Duration.ofMinutes(10))).isEmpty();
    }

    @Test
    void longStepThatGoesOnIsDividedByTheTimeThatItHasLasted() {
        assertThat(told(Duration.ofHours(6), Duration.ofMinutes(10))).isEmpty();
        assertThat(told(Duration.ofHours(6), Duration.ofMinutes(31))).hasValue(100);
        assertThat(told(Duration.ofHours(6), Duration.ofHours(5))).hasValue(100);
    }

    @Test
    void stepInTheFutureHasNoRate() {
        assertThat(told(Duration.ofMinutes(1), Duration.ofMinutes(-1))).isEmpty();
    }
}
