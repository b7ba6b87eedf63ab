package dev.taskq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.Await;
import dev.taskq.NotRunningException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.ThreadKind;
import dev.taskq.platform.Platform.Worker;
import dev.taskq.telemetry.RoleMetrics;
import dev.taskq.telemetry.StateGauges;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LifeCycleTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Platform platform = Platform.system();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final RoleMetrics metrics = new RoleMetrics(meters, new StateGauges(meters), RoleMetrics.Role.AGENT);
    private final List<String> stages = new CopyOnWriteArrayList<>();
    private final CountDownLatch mayDrain = new CountDownLatch(1);
    private final AtomicBoolean refuses = new AtomicBoolean();
    private final LifeCycle life = new LifeCycle(platform, "test", metrics, new Stages());

    private final class Stages implements LifeCycle.Stages {
        @Override
        public void open() {
            stages.add("open");
            if (refuses.get()) {
                throw new StoreUnavailableException(null);
            }
        }

        @Override
        public void drain() throws InterruptedException {
            stages.add("drain");
            mayDrain.await();
        }

        @Override
        public void closeSession() {
            stages.add("close session");
        }

        @Override
        public void closeMetrics() {
            stages.add("close metrics");
        }
    }

    private DutyLoop duty(Duty duty) {
        return life.loop("duty", duty, platform.newSignal());
    }

    @Test
    void everyCloseReturnsWhenItHasStopped() throws InterruptedException {
        life.start();
        AtomicReference<List<String>> seen = new AtomicReference<>(List.of());
        Worker first = platform.spawn("first", ThreadKind.PLATFORM, life::close);
        Await.until(() -> stages.contains("drain"));
        Worker second = platform.spawn("second", ThreadKind.PLATFORM, () -> {
            life.close();
            seen.set(List.copyOf(stages));
        });
        assertThat(life.isRunning()).isFalse();
        mayDrain.countDown();
        assertThat(first.join(LONG)).isTrue();
        assertThat(second.join(LONG)).isTrue();
        assertThat(seen.get()).startsWith("open", "drain", "close session", "close metrics");
    }

    @Test
    void whatNeverRanNeedsNoStopAndCannotBeStarted() {
        assertThatThrownBy(life::requireRunning)
                .isInstanceOf(NotRunningException.class)
                .hasMessageContaining("start()");
        life.close();
        assertThat(stages).containsExactly("close metrics");
        assertThatThrownBy(life::start).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(life::requireRunning).hasMessageContaining("the agent is closed");
    }

    @Test
    void whatFailedToStartIsOver() {
        refuses.set(true);
        AtomicBoolean ran = new AtomicBoolean();
        duty(() -> {
            ran.set(true);
            return Duty.WHEN_WOKEN;
        });
        assertThatThrownBy(life::start).isInstanceOf(StoreUnavailableException.class);
        life.close();
        assertThat(stages).doesNotContain("drain", "close session");
        assertThat(ran).isFalse();
    }

    @Test
    void anErrorInADutyStopsItAsUnhealthy() {
        mayDrain.countDown();
        duty(() -> {
            throw new LinkageError("broken");
        });
        life.start();
        Await.until(() -> stages.contains("close session"));
        life.close();
        assertThat(life.isHealthy()).isFalse();
    }

    @Test
    void interruptedStopEndsTheSessionAndAsksTheLoopsToEnd() throws InterruptedException {
        DutyLoop loop = duty(() -> Duty.WHEN_WOKEN);
        life.start();
        Worker closing = platform.spawn("closing", ThreadKind.PLATFORM, life::close);
        Await.until(() -> stages.contains("drain"));
        closing.interrupt();
        assertThat(closing.join(LONG)).isTrue();
        assertThat(stages).contains("close session");
        assertThat(loop.join(platform.timer(LONG))).isTrue();
    }
}
