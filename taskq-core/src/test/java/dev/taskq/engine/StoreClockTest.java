package dev.taskq.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.ManualPlatform;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When ages by the store's clock are believed. */
class ClockWatchTest {
    private final ManualPlatform platform = new ManualPlatform();
    private final ClockWatch watch = new ClockWatch(platform);

    private boolean isSuspended() {
        watch.learn(platform.wallClock());
        return watch.isSuspended();
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
    void correctionOfASecondIsNoJump() {
        isSuspended();
        platform.stepClock(Duration.ofSeconds(-1));
        assertThat(isSuspended()).isFalse();
    }
}
