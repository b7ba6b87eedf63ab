package dev.taskq.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.ManualPlatform;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** For how long a period of heartbeats counts after a shorter one was asked for. */
class ExpectedPeriodTest {
    private static final Duration FAST = Duration.ofMillis(500);

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

    private static Map<Duration, Duration> longer(int period, int left) {
        return Map.of(Duration.ofMillis(period), Duration.ofMillis(left));
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

    @Test
    void longerPeriodIsMadeKnownWithWhatIsLeftOfItsTime() {
        ask(2_000);
        assertThat(expected.longer(Duration.ofSeconds(2))).isEmpty();

        passAskedFor(3_000, 500);

        assertThat(expected.longer(FAST)).isEqualTo(longer(2_000, 5_000));
    }

    @Test
    void periodThatAnotherLeaderExpectsCountsForWhatWasLeft() {
        ask(500);
        expected.learn(longer(5_000, 7_000));
        assertExpected(5_000);

        passAskedFor(6_900, 500);
        assertExpected(5_000);
        passAskedFor(100, 500);
        assertExpected(500);
    }

    /** Two coordinators lead by turns, and each begins with what the other has made known. */
    @Test
    void periodThatIsHandedOnIsNotProlonged() {
        ExpectedPeriod other = new ExpectedPeriod(time);
        ask(500);
        other.ask(Duration.ofMillis(500));
        expected.learn(longer(5_000, 20_000));
        for (int turn = 0; turn < 20; turn++) {
            assertExpected(5_000);
            time.pass(Duration.ofMillis(500));
            other.learn(expected.longer(FAST));
            time.pass(Duration.ofMillis(500));
            expected.learn(other.longer(FAST));
        }
        assertExpected(500);
        assertThat(other.get()).isEqualTo(Duration.ofMillis(500));
    }

    /** Sessions learn of the shorter period only while a leader makes it known. */
    @Test
    void timeDoesNotPassWhileNoLeaderMakesAnythingKnown() {
        ask(500);
        for (int hour = 0; hour < 3; hour++) {
            expected.learn(longer(5_000, 7_000));
            time.pass(Duration.ofHours(1));
        }
        expected.learn(longer(5_000, 7_000));
        assertExpected(5_000);
    }

    @Test
    void whatTheLastLeaderExpectsReplacesWhatOneBeforeDid() {
        ask(500);
        expected.learn(longer(5_000, 20_000));
        expected.learn(longer(2_000, 3_000));
        assertExpected(2_000);

        expected.learn(Map.of());
        assertExpected(500);
    }

    /** Also if the last leader knows less. */
    @Test
    void whatItHasHeardItselfStays() {
        ask(2_000);
        ask(500);
        expected.learn(Map.of());
        assertExpected(2_000);

        expected.learn(longer(2_000, 9_000));
        passAskedFor(8_900, 500);
        assertExpected(2_000);
    }

    @Test
    void shorterPeriodThanWhatIsAskedForIsNotMadeKnown() {
        ask(5_000);
        expected.learn(longer(2_000, 8_000));
        assertThat(expected.longer(Duration.ofSeconds(5))).isEmpty();
        assertExpected(5_000);
    }

    @Test
    void fewPeriodsAreMadeKnownHoweverManyThereAre() {
        Map<Duration, Duration> many = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            many.put(Duration.ofMillis(5_000 - i), Duration.ofMillis(10_000 + i));
            ask(6_000 - i);
        }
        ask(500);
        expected.learn(many);

        assertThat(expected.longer(FAST)).hasSize(16).containsKey(Duration.ofSeconds(6));
        passAskedFor(24_100, 500);
        assertThat(expected.longer(FAST)).isEmpty();
        assertExpected(500);
    }

    /** A leader asks for a short period, and then learns by a late answer what the one before asked for. */
    @Test
    void longerPeriodThatIsHeardOfAfterTheShorterOneIsMadeKnownBesideIt() {
        ask(500);
        ask(5_000);

        assertThat(expected.longer(FAST)).isEqualTo(longer(5_000, 20_000));
        assertThat(expected.longer(Duration.ofSeconds(5))).isEmpty();
        assertThat(expected.longer(Duration.ofSeconds(8))).isEmpty();
    }
}
