package dev.taskq.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.platform.Alarms.Alarm;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.platform.Platform.ThreadKind;
import dev.taskq.platform.Platform.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Alarms, and the waits of virtual threads that end by them. */
class AlarmsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration HOUR = Duration.ofHours(1);

    private final Platform system = Platform.system();
    private final List<Alarm> set = new ArrayList<>();
    private Alarms alarms = new Alarms(system, Duration.ofSeconds(1));

    /** So that the thread ends. */
    @AfterEach
    void takeBack() {
        set.forEach(alarms::clear);
    }

    private Alarm set(Duration after, Runnable ring) {
        Alarm alarm = alarms.set(after, ring);
        set.add(alarm);
        return alarm;
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void alarmRingsOnceItsTimeIsOver() throws InterruptedException {
        CountDownLatch rung = new CountDownLatch(1);
        Stopwatch since = system.stopwatch();

        Alarm alarm = set(Duration.ofMillis(20), rung::countDown);

        await(rung);
        assertThat(since.hasReached(Duration.ofMillis(20))).isTrue();
        assertThat(alarm.hasRung()).isTrue();
        assertThat(alarms.size()).isZero();
    }

    @Test
    void earlierAlarmWakesTheThreadThatSleepsForALaterOne() throws InterruptedException {
        Alarm later = set(HOUR, () -> {});
        for (int i = 0; i < 3; i++) {
            CountDownLatch rung = new CountDownLatch(1);
            set(Duration.ofMillis(1), rung::countDown);
            await(rung);
        }

        assertThat(later.hasRung()).isFalse();
        assertThat(alarms.size()).isEqualTo(1);
    }

    @Test
    void alarmThatIsTakenBackDoesNotRing() throws InterruptedException {
        AtomicInteger rings = new AtomicInteger();
        Alarm taken = set(Duration.ofMillis(50), rings::incrementAndGet);
        alarms.clear(taken);
        CountDownLatch later = new CountDownLatch(1);
        set(Duration.ofMillis(60), later::countDown);

        await(later);
        assertThat(rings).hasValue(0);
    }

    @Test
    void alarmThatFailsHoldsUpNoOther() throws InterruptedException {
        CountDownLatch rung = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            set(Duration.ofMillis(1), () -> {
                rung.countDown();
                throw new IllegalStateException("of the test");
            });
        }

        await(rung);
    }

    @Test
    void threadEndsWithoutAlarmsAndAnotherOneStartsWithTheNext() throws InterruptedException {
        ThreadsKept threads = new ThreadsKept(system);
        alarms = new Alarms(threads, Duration.ofMillis(1));
        for (int i = 1; i <= 3; i++) {
            CountDownLatch rung = new CountDownLatch(1);
            set(Duration.ofMillis(1), rung::countDown);
            await(rung);

            assertThat(threads.started()).hasSize(i);
            assertThat(threads.started().getLast().join(LONG)).isTrue();
            assertThat(alarms.isRunning()).isFalse();
        }
    }

    @Test
    void threadThatEndedByAnErrorIsReplacedByTheNextAlarm() throws InterruptedException {
        ThreadsKept threads = new ThreadsKept(system);
        alarms = new Alarms(threads, Duration.ofSeconds(1));
        set(Duration.ofMillis(1), () -> {
            throw new AssertionError("of the test");
        });
        assertThat(threads.started().getLast().join(LONG)).isTrue();

        CountDownLatch rung = new CountDownLatch(1);
        set(Duration.ofMillis(1), rung::countDown);

        await(rung);
        assertThat(threads.started()).hasSize(2);
    }

    @Test
    void waitOfAVirtualThreadEndsWhenItsTimeIsOver() throws Exception {
        Signal signal = system.newSignal();

        assertThat(virtually(() -> signal.await(signal.count(), Duration.ofMillis(20))))
                .isFalse();
        assertThat(virtually(() -> signal.await(signal.count(), Duration.ZERO))).isFalse();
    }

    @Test
    void waitOfAVirtualThreadEndsByTheSignal() throws Exception {
        Signal signal = system.newSignal();
        long seen = signal.count();
        CompletableFuture<Boolean> waiter = start(() -> signal.await(seen, HOUR));

        signal.raise();

        assertThat(waiter.get(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(virtually(() -> signal.await(seen, HOUR)))
                .as("it was raised before the wait")
                .isTrue();
    }

    @Test
    void waitOfAVirtualThreadEndsByAnInterrupt() throws InterruptedException {
        Signal signal = system.newSignal();
        AtomicReference<String> end = new AtomicReference<>();
        Worker worker = system.spawn("waits", ThreadKind.VIRTUAL, () -> {
            try {
                end.set("raised " + signal.await(signal.count(), HOUR));
            } catch (InterruptedException e) {
                end.set("interrupted");
            }
        });

        worker.interrupt();

        assertThat(worker.join(LONG)).isTrue();
        assertThat(end).hasValue("interrupted");
    }

    @Test
    void eachOfManyWaitsOnOneSignalHasItsOwnTime() throws Exception {
        Signal signal = system.newSignal();
        long seen = signal.count();
        CompletableFuture<Boolean> last = start(() -> signal.await(seen, HOUR));
        List<CompletableFuture<Boolean>> brief = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Duration time = Duration.ofMillis(i % 10);
            brief.add(start(() -> signal.await(seen, time)));
        }

        for (CompletableFuture<Boolean> each : brief) {
            assertThat(each.get(LONG.toSeconds(), TimeUnit.SECONDS)).isFalse();
        }
        assertThat(last).isNotDone();
        signal.raise();
        assertThat(last.get(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    /** A wait. */
    @FunctionalInterface
    private interface Wait {
        boolean happens() throws InterruptedException;
    }

    private boolean virtually(Wait wait) throws Exception {
        return start(wait).get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private CompletableFuture<Boolean> start(Wait wait) {
        CompletableFuture<Boolean> end = new CompletableFuture<>();
        system.spawn("waits", ThreadKind.VIRTUAL, () -> {
            try {
                end.complete(wait.happens());
            } catch (Throwable e) {
                end.completeExceptionally(e);
            }
        });
        return end;
    }

    /** Remembers the threads that were started. */
    private static final class ThreadsKept implements Platform {
        private final Platform system;
        private final List<Worker> started = new ArrayList<>();

        ThreadsKept(Platform system) {
            this.system = system;
        }

        synchronized List<Worker> started() {
            return List.copyOf(started);
        }

        @Override
        public synchronized Worker spawn(String name, ThreadKind kind, Runnable body) {
            Worker worker = system.spawn(name, kind, body);
            started.add(worker);
            return worker;
        }

        @Override
        public long nanoTime() {
            return system.nanoTime();
        }

        @Override
        public RandomGenerator random() {
            return system.random();
        }

        @Override
        public Worker current() {
            return system.current();
        }

        @Override
        public Signal newSignal() {
            return system.newSignal();
        }
    }
}
