package dev.taskq.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.ManualPlatform;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What measures time: deadlines, stopwatches, back-off, and the wait for a condition. */
class TimeTest {
    private final ManualPlatform platform = new ManualPlatform();

    @Test
    void timerTellsWhatIsLeftAndHowLongItIsOverdue() {
        Timer timer = platform.timer(Duration.ofSeconds(2));
        platform.pass(Duration.ofMillis(1_500));
        assertThat(timer.isExpired()).isFalse();
        assertThat(timer.remaining()).isEqualTo(Duration.ofMillis(500));
        assertThat(timer.overdue()).isZero();

        platform.pass(Duration.ofMillis(500));
        assertThat(timer.isExpired()).isTrue();
        platform.pass(Duration.ofMillis(300));
        assertThat(timer.remaining()).isZero();
        assertThat(timer.overdue()).isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void timerIsSetAnew() {
        Timer timer = platform.timer(Duration.ZERO);
        assertThat(timer.isExpired()).isTrue();
        timer.reset(Duration.ofSeconds(1));
        assertThat(timer.remaining()).isEqualTo(Duration.ofSeconds(1));
        timer.expire();
        assertThat(timer.isExpired()).isTrue();
        timer.reset(Duration.ofSeconds(-3));
        assertThat(timer.overdue()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void stopwatchMeasuresFromItsStart() {
        Stopwatch stopwatch = platform.stopwatch();
        platform.pass(Duration.ofSeconds(3));
        assertThat(stopwatch.elapsed()).isEqualTo(Duration.ofSeconds(3));
        assertThat(stopwatch.hasReached(Duration.ofSeconds(3))).isTrue();
        stopwatch.restart();
        assertThat(stopwatch.hasReached(Duration.ofNanos(1))).isFalse();
    }

    @Test
    void pausesGrowUpToTheLongest() {
        BackOff backOff = new BackOff(Duration.ofMillis(50), 2, Duration.ofMillis(300), 0);
        assertThat(backOff.after(1, platform)).isEqualTo(Duration.ofMillis(50));
        assertThat(backOff.after(3, platform)).isEqualTo(Duration.ofMillis(200));
        assertThat(backOff.after(4, platform)).isEqualTo(Duration.ofMillis(300));
        assertThat(backOff.after(Integer.MAX_VALUE, platform)).isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void jitterChangesAPauseToBothSides() {
        BackOff backOff = new BackOff(Duration.ofMillis(100), 1, Duration.ofMillis(100), 0.5);
        AtomicInteger shorter = new AtomicInteger();
        for (int i = 0; i < 1_000; i++) {
            Duration pause = backOff.after(1, platform);
            assertThat(pause).isBetween(Duration.ofMillis(50), Duration.ofMillis(150));
            if (pause.compareTo(Duration.ofMillis(100)) < 0) {
                shorter.incrementAndGet();
            }
        }
        assertThat(shorter).hasValueBetween(400, 600);
    }

    @Test
    void waitForAConditionEndsWithItOrWithTheDeadline() throws InterruptedException {
        Platform system = Platform.system();
        Platform.Signal signal = system.newSignal();
        AtomicInteger raised = new AtomicInteger();
        Platform.Worker worker = system.spawn("raises", Platform.ThreadKind.PLATFORM, () -> {
            for (int i = 0; i < 3; i++) {
                raised.incrementAndGet();
                signal.raise();
            }
        });
        assertThat(signal.await(() -> raised.get() == 3, system.timer(Duration.ofSeconds(30))))
                .isTrue();
        assertThat(worker.join(Duration.ofSeconds(30))).isTrue();
        assertThat(signal.await(() -> raised.get() == 4, system.timer(Duration.ofMillis(5))))
                .isFalse();
    }
}
