package dev.taskq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.ManualPlatform;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LingerTest {
    private static final Duration BATCH = Duration.ofMillis(5);

    private final ManualPlatform platform = new ManualPlatform();
    private final Linger linger = new Linger(platform, 2.0 / 3, Linger.Bounds.BRIEF);

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
    @ValueSource(ints = {1, 10, 100, 300})
    void callsThatComeSlowlyNeverWait(int perSecond) {
        linger.wrote(BATCH);
        for (int i = 0; i < 200; i++) {
            came(1, perSecond);
            assertThat(linger.length()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 500, 1_000, 2_000, 3_500})
    void callsThatKeepComingWaitForTwoMilliseconds(int perSecond) {
        linger.wrote(BATCH);
        came(100, perSecond);
        assertThat(linger.length()).isGreaterThan(Duration.ofNanos(1_800_000)).isLessThanOrEqualTo(Linger.MOST);
    }

    @Test
    void waitIsLongEnoughForEightMoreCalls() {
        linger.wrote(BATCH);
        came(100, 10_000);
        assertThat(linger.length()).isBetween(Duration.ofNanos(700_000), Duration.ofNanos(800_000));
    }

    @Test
    void waitIsNoLongerThanTwoBatchesTake() {
        linger.wrote(Duration.ofNanos(500_000));
        came(100, 1_000);
        assertThat(linger.length()).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void nothingIsWaitedForWhereTooFewCallsWouldComeInTime() {
        linger.wrote(Duration.ofNanos(200_000));
        came(100, 1_000);
        assertThat(linger.length()).isZero();
        came(100, 3_000);
        assertThat(linger.length()).isEqualTo(Duration.ofNanos(400_000));
    }

    @Test
    void timeOfABatchIsAnAverage() {
        linger.wrote(Duration.ofNanos(400_000));
        linger.wrote(Duration.ofNanos(800_000));
        came(100, 2_000);
        assertThat(linger.length()).isEqualTo(Duration.ofMillis(1));
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
    void waitPaysWhereAsManyCallsAreExpectedAsItsOwnerWants() {
        Linger demanding = new Linger(platform, 2, Linger.Bounds.BRIEF);
        demanding.wrote(BATCH);
        for (int i = 0; i < 100; i++) {
            platform.pass(Duration.ofMillis(1));
            demanding.came(1);
        }
        assertThat(demanding.length()).isEqualTo(Linger.MOST);
        assertThat(demanding.areExpected(2, Duration.ofMillis(2))).isTrue();
        assertThat(demanding.areExpected(2.2, Duration.ofMillis(2))).isFalse();
        for (int i = 0; i < 100; i++) {
            platform.pass(Duration.ofMillis(2));
            demanding.came(1);
        }
        assertThat(demanding.length()).isZero();
    }

    @Test
    void whatDelaysNoCallerWaitsLonger() {
        Linger patient = new Linger(platform, 2.0 / 3, Linger.Bounds.PATIENT);
        patient.wrote(BATCH);
        for (int i = 0; i < 100; i++) {
            platform.pass(Duration.ofMillis(2));
            patient.came(1);
        }
        assertThat(patient.length()).isEqualTo(Duration.ofMillis(5));

        for (int i = 0; i < 100; i++) {
            platform.pass(Duration.ofMillis(10));
            patient.came(1);
        }
        assertThat(patient.length()).as("at 100/s").isZero();
    }

    @Test
    void whatDelaysNoCallerWaitsNoLongerThanFourBatchesTake() {
        Linger patient = new Linger(platform, 2.0 / 3, Linger.Bounds.PATIENT);
        patient.wrote(Duration.ofMillis(1));
        for (int i = 0; i < 100; i++) {
            platform.pass(Duration.ofMillis(2));
            patient.came(1);
        }
        assertThat(patient.length()).isEqualTo(Duration.ofMillis(4));
    }

    @Test
    void nothingIsExpectedAtFirst() {
        assertThat(linger.areExpected(1, Duration.ofDays(1))).isFalse();
    }
}
