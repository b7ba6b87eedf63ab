package dev.taskq.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.ManualPlatform;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** For how long a period of heartbeats counts after a shorter one was asked for. */
class ExpectedPeriodTest {
    private final ManualPlatform time = new ManualPlatform();
    private final ExpectedPeriod expected = new ExpectedPeriod(time);

    private void ask(int millis) {
        expected.ask(Duration.ofMillis(millis));
    }

    /** The leader asks again with each observation. */
    private void passAskedFor(int millis, int period) {
        for (int passed = 0; passed < millis; passed += 100) {
            ask(period);
            time.pass(Duration.ofMillis(100));
        }
    }

    private void assertExpected(int millis) {
        assertThat(expected.get()).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void nothingIsExpectedBeforeTheFirst() {
        assertThat(expected.get()).isZero();
    }

    @Test
    void longerPeriodCountsAtOnce() {
        ask(500);
        ask(2_000);
        assertExpected(2_000);
    }

    /** Also where no leader asked for a long time: sessions keep the last that they heard of. */
    @Test
    void shorterPeriodCountsFourPeriodsAfterTheLongerOneWasLastAskedFor() {
        ask(2_000);
        time.pass(Duration.ofHours(1));
        assertExpected(2_000);

        passAskedFor(7_900, 500);
        assertExpected(2_000);
        passAskedFor(100, 500);
        assertExpected(500);
    }

    /** The first agent of a large fleet leaves a second before the others. */
    @Test
    void eachPeriodCountsForFourOfItsOwn() {
        ask(5_000);
        passAskedFor(1_000, 4_998);
        assertExpected(5_000);
        passAskedFor(19_000, 500);
        assertExpected(4_998);
        passAskedFor(1_000, 500);
        assertExpected(500);
    }

    @Test
    void periodThatIsAskedForAgainMeanwhileCountsAnew() {
        ask(2_000);
        passAskedFor(7_000, 500);
        ask(2_000);
        passAskedFor(7_000, 500);
        assertExpected(2_000);
        passAskedFor(1_000, 500);
        assertExpected(500);
    }

    /** Longer ones than the bound has room for are joined: it may only wait longer, and not after the last of them has run out. */
    @Test
    void fleetThatShrinksInManySteps() {
        int shortest = 10_000;
        for (int step = 0; step < 100; step++) {
            shortest -= 2;
            passAskedFor(100, shortest);
            assertThat(expected.get()).isBetween(Duration.ofMillis(shortest), Duration.ofMillis(9_998));
        }
        // Until now it was asked for, and so it counts for four periods from now.
        passAskedFor(39_100, 500);
        assertThat(expected.get()).isBetween(Duration.ofMillis(shortest), Duration.ofMillis(9_998));
        passAskedFor(200, 500);
        assertExpected(500);
    }
}
