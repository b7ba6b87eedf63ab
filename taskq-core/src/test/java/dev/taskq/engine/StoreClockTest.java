package dev.taskq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.ManualPlatform;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When ages by the store's clock are believed. */
class StoreClockTest {
    private final ManualPlatform platform = new ManualPlatform();
    private final StoreClock clock = new StoreClock(platform, platform::wallClock);

    private boolean isSuspended() {
        clock.read();
        return clock.isSuspended();
    }

    @Test
    void clockThatGoesOnIsBelieved() {
        assertThat(isSuspended()).isFalse();
        platform.pass(Duration.ofHours(1));
        assertThat(isSuspended()).isFalse();
    }

    @Test
    void jumpSuspendsForAsLongAsItIs() {
        isSuspended();
        platform.stepClock(Duration.ofMinutes(10));
        assertThat(isSuspended()).isTrue();
        platform.pass(Duration.ofMinutes(9));
        assertThat(isSuspended()).isTrue();
        platform.pass(Duration.ofMinutes(2));
        assertThat(isSuspended()).isFalse();
    }

    @Test
    void estimateGoesOnBetweenReadings() {
        Instant read = clock.read();
        platform.pass(Duration.ofSeconds(3));
        assertThat(clock.estimate()).isEqualTo(read.plusSeconds(3));
    }

    @Test
    void correctionOfASecondIsNoJump() {
        isSuspended();
        platform.stepClock(Duration.ofSeconds(-1));
        assertThat(isSuspended()).isFalse();
    }
}
