package dev.taskq.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.QueueUnavailableException;
import dev.taskq.spi.Hint;
import dev.taskq.spi.TaskQueue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the sender asks the queue, and what it then knows of it. */
class SenderTest {
    private final DutyFixture fixture = new DutyFixture();
    private boolean away;
    private int calls;
    private final TaskQueue queue = (TaskQueue) Proxy.newProxyInstance(
            TaskQueue.class.getClassLoader(), new Class<?>[] {TaskQueue.class}, (proxy, method, arguments) -> {
                if (!method.getName().equals("carriesHints")) {
                    calls++;
                    if (away) {
                        throw new QueueUnavailableException(null);
                    }
                }
                try {
                    return method.invoke(fixture.queue, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });
    private final Sender sender = new Sender(fixture.platform, queue, () -> {}, fixture.metrics);

    private void runFor(Duration time) {
        Duration step = Duration.ofMillis(10);
        long end = fixture.platform.nanoTime() + time.toNanos();
        long next = fixture.platform.nanoTime();
        while (fixture.platform.nanoTime() - end < 0) {
            if (next - fixture.platform.nanoTime() <= 0) {
                next = fixture.platform.nanoTime() + sender.round().toNanos();
            }
            fixture.platform.pass(step);
        }
    }

    @Test
    void queueThatWorksIsProbedEveryTwoSeconds() {
        runFor(Duration.ofMinutes(1));
        assertThat(calls).isBetween(25, 30);
        assertThat(sender.isCutOffFromQueue()).isFalse();
        assertThat(fixture.hints()).isZero();
    }

    @Test
    void trafficSparesTheProbes() {
        for (int i = 0; i < 60; i++) {
            sender.offer(List.of(new Hint(DutyFixture.TYPE, i, fixture.store.now())));
            runFor(Duration.ofSeconds(1));
        }
        assertThat(calls).isEqualTo(60);
    }

    @Test
    void queueThatIsAwayIsNoticedAndAskedAFewTimesASecond() {
        away = true;
        runFor(Duration.ofSeconds(3));
        assertThat(sender.isCutOffFromQueue()).isTrue();
        calls = 0;
        runFor(Duration.ofSeconds(60));
        assertThat(calls).isBetween(60 * 5, 60 * 10);
    }

    @Test
    void queueThatIsBackIsNoticedWithinTwoTenthsOfASecondHoweverLongItWasAway() {
        for (int seconds : new int[] {1, 3, 8, 20, 60}) {
            away = true;
            runFor(Duration.ofSeconds(2 + seconds));
            assertThat(sender.isCutOffFromQueue()).isTrue();
            away = false;
            runFor(Duration.ofMillis(210));
            assertThat(sender.isCutOffFromQueue()).isFalse();
        }
    }

    @Test
    void hintsCountAsFailingForAsLongAsTheQueueIsAway() {
        away = true;
        runFor(Duration.ofSeconds(3));
        assertThat(sender.hintsFail()).isTrue();
        assertThat(sender.hintsFail()).isTrue();
        away = false;
        runFor(Duration.ofMillis(210));
        assertThat(sender.hintsFail()).isFalse();
    }
}
