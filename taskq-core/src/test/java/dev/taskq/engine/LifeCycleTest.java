package dev.taskq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.ThreadKind;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PhaseTest {
    private final Platform platform = Platform.system();
    private final Phase phase = new Phase(platform);

    @Test
    void whoClosesLaterWaitsUntilItHasStopped() {
        AtomicBoolean stopped = new AtomicBoolean();
        phase.start();
        assertThat(phase.stop()).isTrue();
        platform.spawn("stop", ThreadKind.PLATFORM, () -> {
            stopped.set(true);
            phase.stopped();
        });
        assertThat(phase.stop()).isFalse();
        phase.awaitStopped();
        assertThat(stopped).isTrue();
    }

    @Test
    void whatNeverRanNeedsNoStop() {
        assertThat(phase.stop()).isFalse();
        phase.awaitStopped();
        assertThat(phase.isRunning()).isFalse();
    }

    @Test
    void whatFailedToStartNeedsNoStop() {
        phase.start();
        phase.stopped();
        assertThat(phase.stop()).isFalse();
        phase.awaitStopped();
    }
}
