package dev.taskq.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a stream waits for, check by check. */
class StreamProgressTest {
    private static final Duration STALL = Duration.ofSeconds(10);
    private static final Duration ALL = Duration.ofSeconds(30);
    private static final long SECOND = 1_000_000_000;

    private final StreamProgress progress = new StreamProgress(0);

    @Test
    void answerIsStalledOnceNothingOfItWasTakenForTheWholeTime() {
        for (long now = 0; now < 10; now++) {
            progress.check(now * SECOND, true, 0);
            assertThat(progress.isStalled(now * SECOND, STALL)).isFalse();
        }
        progress.check(10 * SECOND, true, 0);
        assertThat(progress.isStalled(10 * SECOND, STALL)).isTrue();
    }

    @Test
    void callerThatReadsSlowlyAndSteadilyIsNotStalledButHasTheTimeOfAnAnswer() {
        for (long now = 0; now < 30; now++) {
            progress.reads();
            progress.check(now * SECOND, true, 0);
            assertThat(progress.isStalled(now * SECOND, STALL)).isFalse();
            assertThat(progress.isPending(now * SECOND, ALL)).isFalse();
        }
        progress.check(30 * SECOND, true, 0);
        assertThat(progress.isPending(30 * SECOND, ALL)).isTrue();
    }

    @Test
    void bytesThatTheConnectionTakesAreProgress() {
        progress.check(0, true, 1_000_000);
        progress.check(9 * SECOND, true, 900_000);
        assertThat(progress.isStalled(10 * SECOND, STALL)).isFalse();
        progress.check(19 * SECOND, true, 900_000);
        assertThat(progress.isStalled(19 * SECOND, STALL)).isTrue();
    }

    @Test
    void nothingThatWaitsIsNeverTooSlow() {
        progress.check(0, true, 0);
        progress.check(9 * SECOND, false, 0);
        progress.check(1_000 * SECOND, false, 0);
        assertThat(progress.isStalled(1_000 * SECOND, STALL)).isFalse();
        assertThat(progress.isPending(1_000 * SECOND, ALL)).isFalse();
        progress.check(1_001 * SECOND, true, 0);
        assertThat(progress.isStalled(1_010 * SECOND, STALL)).isFalse();
    }

    @Test
    void restOfARequestHasItsTimeFromTheStopOn() {
        assertThat(progress.isStopping(99 * SECOND, STALL)).isFalse();
        progress.stops(100 * SECOND);
        progress.stops(109 * SECOND);
        assertThat(progress.isStopping(109 * SECOND, STALL)).isFalse();
        assertThat(progress.isStopping(110 * SECOND, STALL)).isTrue();
        assertThat(progress.isOlder(29 * SECOND, ALL)).isFalse();
        assertThat(progress.isOlder(30 * SECOND, ALL)).isTrue();
    }
}
