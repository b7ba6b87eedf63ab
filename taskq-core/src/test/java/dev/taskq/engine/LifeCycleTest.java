package dev.taskq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.Await;
import dev.taskq.NotRunningException;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreMisconfiguredException;
import dev.taskq.StoreMisconfiguredException.Problem;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskqException;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LifeCycleTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Platform platform = Platform.system();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final RoleMetrics metrics = new RoleMetrics(meters, new StateGauges(meters), RoleMetrics.Role.AGENT);
    private final List<String> stages = new CopyOnWriteArrayList<>();
    private final CountDownLatch mayDrain = new CountDownLatch(1);
    private final AtomicBoolean refuses = new AtomicBoolean();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile TaskqException refusal = new StoreUnavailableException(null);
    private final LifeCycle life = new LifeCycle(platform, "test", metrics, new Stages());

    private Runnable whileItOpens = () -> {};

    private class Stages implements LifeCycle.Stages {
        @Override
        public void open() {
            stages.add("open");
            whileItOpens.run();
            if (refuses.get() || failures.getAndDecrement() > 0) {
                throw refusal;
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

    /** Time that passes when a thread waits for it, and at no other moment. */
    private static final class LeapingPlatform implements Platform {
        private final AtomicLong nanos = new AtomicLong();

        @Override
        public long nanoTime() {
            return nanos.get();
        }

        @Override
        public RandomGenerator random() {
            return Platform.system().random();
        }

        @Override
        public Worker spawn(String name, ThreadKind kind, Runnable body) {
            return Platform.system().spawn(name, kind, body);
        }

        @Override
        public Worker current() {
            return Platform.system().current();
        }

        @Override
        public Signal newSignal() {
            return new Signal() {
                private final AtomicLong raised = new AtomicLong();

                @Override
                public long count() {
                    return raised.get();
                }

                @Override
                public void raise() {
                    raised.incrementAndGet();
                }

                @Override
                public boolean await(long seen, Duration longest) {
                    nanos.addAndGet(longest.toNanos());
                    return false;
                }
            };
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
    void aStartTriesAgainWhileTheStoreDoesNotAnswer() {
        failures.set(2);
        AtomicBoolean ran = new AtomicBoolean();
        duty(() -> {
            ran.set(true);
            return Duty.WHEN_WOKEN;
        });

        life.start(LONG);

        assertThat(stages).containsExactly("open", "open", "open");
        assertThat(life.isRunning()).isTrue();
        Await.until(ran::get);
        mayDrain.countDown();
        life.close();
    }

    @Test
    void aStartTriesAgainWhereItIsNotKnownWhetherItHasOpened() {
        refusal = new OutcomeUnknownException(List.of(), null);
        failures.set(1);

        life.start(LONG);

        assertThat(life.isRunning()).isTrue();
        mayDrain.countDown();
        life.close();
    }

    @Test
    void aStartEndsWhenItsTimeIsOverAndSoDoesTheLife() {
        refuses.set(true);
        LifeCycle limited = new LifeCycle(new LeapingPlatform(), "test", metrics, new Stages());

        assertThatThrownBy(() -> limited.start(Duration.ofSeconds(10))).isInstanceOf(StoreUnavailableException.class);

        // At 0, 0.1, 0.3, 0.7, 1.5, 3.1, 5.1, 7.1, 9.1 and 10 s.
        assertThat(stages).hasSize(11).endsWith("open", "close metrics");
        assertThatThrownBy(limited::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatAnOperatorMustCorrectFailsAtOnce() {
        refusal = new StoreMisconfiguredException(Problem.NO_SUCH_DATABASE, "create it", null);
        failures.set(1);

        assertThatThrownBy(() -> life.start(LONG)).hasMessage("create it");

        assertThat(stages).containsExactly("open", "close metrics");
    }

    @Test
    void aStartThatMeetsAnErrorIsOver() {
        LifeCycle broken = new LifeCycle(platform, "test", metrics, new Stages() {
            @Override
            public void open() {
                throw new LinkageError("broken");
            }
        });

        assertThatThrownBy(() -> broken.start(LONG)).isInstanceOf(LinkageError.class);

        broken.close();
        assertThat(stages).doesNotContain("drain").contains("close metrics");
    }

    @Test
    void aStartThatIsClosedWhileItOpensSaysSo() throws Exception {
        Thread closer = new Thread(life::close);
        whileItOpens = () -> {
            closer.start();
            while (closer.getState() != Thread.State.WAITING && closer.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
        };
        mayDrain.countDown();

        assertThatThrownBy(() -> life.start(Duration.ZERO)).isInstanceOf(NotRunningException.class);

        closer.join();
        assertThat(stages).startsWith("open", "drain", "close session", "close metrics");
    }

    @Test
    void aCloseEndsAStartThatWaits() throws InterruptedException {
        refuses.set(true);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Worker starting = platform.spawn("starting", ThreadKind.PLATFORM, () -> {
            try {
                life.start(LONG);
            } catch (RuntimeException e) {
                thrown.set(e);
            }
        });
        Await.until(() -> stages.contains("open"));
        assertThatThrownBy(life::requireRunning).hasMessageContaining("start()");

        life.close();

        assertThat(starting.join(LONG)).isTrue();
        assertThat(thrown.get()).isInstanceOf(NotRunningException.class).hasMessageContaining("closed");
        assertThat(stages).doesNotContain("drain", "close session");
    }

    @Test
    void anInterruptionEndsAStartThatWaits() throws InterruptedException {
        refuses.set(true);
        AtomicBoolean interrupted = new AtomicBoolean();
        Worker starting = platform.spawn("starting", ThreadKind.PLATFORM, () -> {
            assertThatThrownBy(() -> life.start(LONG)).isInstanceOf(StoreUnavailableException.class);
            interrupted.set(Thread.currentThread().isInterrupted());
        });
        Await.until(() -> stages.contains("open"));

        starting.interrupt();

        assertThat(starting.join(LONG)).isTrue();
        assertThat(interrupted).isTrue();
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
