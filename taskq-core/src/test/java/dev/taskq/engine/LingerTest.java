package dev.taskq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.ManualPlatform;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LingerTest {
    private static final Duration BATCH = Duration.ofMillis(3);

    private final ManualPlatform platform = new ManualPlatform();
    private final Linger linger = new Linger(platform, Linger.Bounds.BRIEF);

    private void came(int calls, int perSecond) {
        for (int i = 0; i < calls; i++) {
            platform.pass(Duration.ofSeconds(1).dividedBy(perSecond));
            linger.came(1);
        }
    }

    @Test
    void nothingIsWaitedForAtFirst() {
        linger.wrote(BATCH);
        assertThat(linger.length()).isZero();
        came(15, 1_000);
        assertThat(linger.length()).isZero();
        came(1, 1_000);
        assertThat(linger.length()).isPositive();
    }

    @Test
    void nothingIsWaitedForBeforeABatchWasWritten() {
        came(100, 1_000);
        assertThat(linger.length()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100, 400})
    void callsThatComeSlowlyNeverWait(int perSecond) {
        linger.wrote(BATCH);
        for (int i = 0; i < 200; i++) {
            came(1, perSecond);
            assertThat(linger.length()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {510, 1_000, 2_400})
    void callsThatKeepComingWaitForMilliseconds(int perSecond) {
        linger.wrote(BATCH);
        came(100, perSecond);
        assertThat(linger.length()).isBetween(Duration.ofNanos(2_800_000), Linger.Bounds.BRIEF.most());
    }

    @Test
    void waitIsLongEnoughForEightMoreCalls() {
        linger.wrote(BATCH);
        came(100, 10_000);
        assertThat(linger.length()).isBetween(Duration.ofNanos(700_000), Duration.ofNanos(800_000));
    }

    @Test
    void waitIsNoLongerThanEightBatchesTake() {
        linger.wrote(Duration.ofNanos(250_000));
        came(100, 1_000);
        assertThat(linger.length()).isEqualTo(Duration.ofMillis(2));
    }

    @Test
    void nothingIsWaitedForWhereTooFewCallsWouldComeInTime() {
        linger.wrote(Duration.ofNanos(100_000));
        came(100, 1_500);
        assertThat(linger.length()).isZero();
        came(100, 2_000);
        assertThat(linger.length()).isEqualTo(Duration.ofNanos(800_000));
    }

    @Test
    void timeOfABatchIsAnAverage() {
        linger.wrote(Duration.ofNanos(200_000));
        linger.wrote(Duration.ofNanos(400_000));
        came(100, 1_500);
        assertThat(linger.length()).isEqualTo(Duration.ofMillis(2));
    }

    @Test
    void callAfterASilenceDoesNotWait() {
        linger.wrote(BATCH);
        came(100, 1_000);
        platform.pass(Duration.ofMillis(60));
        linger.came(1);
        assertThat(linger.length()).isZero();
    }

    @Test
    void burstAfterASilenceDoesNotWait() {
        linger.wrote(BATCH);
        came(100, 1_000);
        platform.pass(Duration.ofMillis(60));
        for (int i = 0; i < 1_000; i++) {
            linger.came(1);
            assertThat(linger.length()).isZero();
        }
        linger.came(1_000);
        assertThat(linger.length()).isZero();
    }

    @Test
    void callsThatComeTogetherCountEach() {
        linger.wrote(BATCH);
        for (int i = 0; i < 10; i++) {
            platform.pass(Duration.ofMillis(4));
            linger.came(4);
        }
        assertThat(linger.length()).isPositive();
    }

    @Test
    void callsAreExpectedAtTheRateOfTheLastOnes() {
        came(100, 1_000);
        assertThat(linger.areExpected(2, Duration.ofMillis(2))).isTrue();
        assertThat(linger.areExpected(2.2, Duration.ofMillis(2))).isFalse();
    }

    @Test
    void takeWaitsOnlyIfItBringsTwoHints() {
        assertThat(with(Linger.Bounds.TAKES, BATCH, 350).length()).isZero();
        assertThat(with(Linger.Bounds.TAKES, BATCH, 440).length()).isEqualTo(Duration.ofMillis(5));
    }

    @Test
    void whatHoldsNoSlotWaitsLonger() {
        Linger patient = with(Linger.Bounds.PATIENT, Duration.ofMillis(2), 500);
        assertThat(patient.length()).isEqualTo(Duration.ofMillis(20));
    }

    @Test
    void whatHoldsNoSlotDoesNotWaitEitherWhereItComesSlowly() {
        Linger patient = with(Linger.Bounds.PATIENT, Duration.ofMillis(2), 90);
        assertThat(patient.length()).isZero();
    }

    @Test
    void whatHoldsNoSlotWaitsForThirtyTwoMoreCalls() {
        Linger patient = with(Linger.Bounds.PATIENT, Duration.ofMillis(2), 4_000);
        assertThat(patient.length()).isBetween(Duration.ofMillis(7), Duration.ofMillis(8));
    }

    @Test
    void whatHoldsNoSlotWaitsNoLongerThanSixteenBatchesTake() {
        Linger patient = with(Linger.Bounds.PATIENT, Duration.ofMillis(1), 500);
        assertThat(patient.length()).isEqualTo(Duration.ofMillis(16));
    }

    private Linger with(Linger.Bounds bounds, Duration batch, int perSecond) {
        Linger linger = new Linger(platform, bounds);
        linger.wrote(batch);
        for (int i = 0; i < 100; i++) {
            platform.pass(Duration.ofSeconds(1).dividedBy(perSecond));
            linger.came(1);
        }
        return linger;
    }

    @Test
    void nothingIsExpectedAtFirst() {
        assertThat(linger.areExpected(1, Duration.ofDays(1))).isFalse();
    }
}
