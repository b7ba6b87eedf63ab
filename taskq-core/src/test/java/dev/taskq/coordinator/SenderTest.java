package dev.taskq.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.ManualPlatform;
import dev.taskq.QueueUnavailableException;
import dev.taskq.RecordingScanner;
import dev.taskq.memory.InMemoryTaskQueue;
import dev.taskq.spi.Hint;
import dev.taskq.spi.QueuePort;
import dev.taskq.spi.SameProcess;
import dev.taskq.telemetry.HistoryRecorder;
import dev.taskq.telemetry.RecentTypes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When the sender asks the queue, and what it then knows of it. */
class SenderTest {
    private static final String TYPE = "work";

    private final ManualPlatform platform = new ManualPlatform();
    private final InMemoryTaskQueue hints = new InMemoryTaskQueue(platform);
    private boolean away;
    private int calls;

    /** What is sent without waiting, if the queue takes any. */
    private Optional<List<Sent>> sent = Optional.empty();

    private final QueuePort queue = (QueuePort) Proxy.newProxyInstance(
            QueuePort.class.getClassLoader(), new Class<?>[] {QueuePort.class}, (proxy, method, arguments) -> {
                if (method.getName().equals("send")) {
                    return sends(arguments);
                }
                if (!method.getName().equals("carriesHints")) {
                    calls++;
                    if (away) {
                        throw new QueueUnavailableException(null);
                    }
                }
                try {
                    return method.invoke(hints, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });
    private final SameProcess sameProcess = new SameProcess();
    private final Sender sender = new Sender(
            platform,
            queue,
            sameProcess,
            platform.newSignal(),
            new CoordinatorMetrics(new SimpleMeterRegistry(), new RecentTypes(platform), new HistoryRecorder()));

    private record Sent(List<?> hints, QueuePort.Answer answer) {}

    private boolean sends(Object[] arguments) {
        sent.ifPresent(all -> all.add(new Sent((List<?>) arguments[0], (QueuePort.Answer) arguments[1])));
        return sent.isPresent();
    }

    private List<Hint> hints(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> new Hint(TYPE, i, platform.wallClock()))
                .toList();
    }

    private long number() {
        return hints.length(List.of(TYPE)).getOrDefault(TYPE, 0L);
    }

    private void runFor(Duration time) throws InterruptedException {
        Duration step = Duration.ofMillis(10);
        long end = platform.nanoTime() + time.toNanos();
        long next = platform.nanoTime();
        while (platform.nanoTime() - end < 0) {
            if (next - platform.nanoTime() <= 0) {
                next = platform.nanoTime() + sender.round().toNanos();
            }
            platform.pass(step);
        }
    }

    /** Without a queue too, and those that fail: an agent that has no hints scans at once. */
    @Test
    void agentsOfTheProcessAreToldWhatWasQueued() {
        RecordingScanner agent = new RecordingScanner();
        sameProcess.join(agent);

        sender.offer(List.of(new Hint(TYPE, 1, platform.wallClock())));

        assertThat(agent.queued).containsExactly(Set.of(TYPE));
    }

    @Test
    void queueThatWorksIsProbedEveryTwoSeconds() throws InterruptedException {
        runFor(Duration.ofMinutes(1));
        assertThat(calls).isBetween(25, 30);
        assertThat(sender.isCutOffFromQueue()).isFalse();
        assertThat(number()).isZero();
    }

    @Test
    void trafficSparesTheProbes() throws InterruptedException {
        for (int i = 0; i < 60; i++) {
            sender.offer(List.of(new Hint(TYPE, i, platform.wallClock())));
            runFor(Duration.ofSeconds(1));
        }
        assertThat(calls).isEqualTo(60);
    }

    @Test
    void queueThatIsAwayIsNoticedAndAskedAFewTimesASecond() throws InterruptedException {
        away = true;
        runFor(Duration.ofSeconds(3));
        assertThat(sender.isCutOffFromQueue()).isTrue();
        calls = 0;
        runFor(Duration.ofSeconds(60));
        assertThat(calls).isBetween(60 * 5, 60 * 10);
    }

    @Test
    void queueThatIsBackIsNoticedWithinTwoTenthsOfASecondHoweverLongItWasAway() throws InterruptedException {
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
    void hintsCountAsFailingForAsLongAsTheQueueIsAway() throws InterruptedException {
        away = true;
        runFor(Duration.ofSeconds(3));
        assertThat(sender.hintsFail()).isTrue();
        assertThat(sender.hintsFail()).isTrue();
        away = false;
        runFor(Duration.ofMillis(210));
        assertThat(sender.hintsFail()).isFalse();
    }

    // Hints that are sent without waiting

    private List<Sent> sendsAtOnce() {
        List<Sent> all = new ArrayList<>();
        sent = Optional.of(all);
        return all;
    }

    @Test
    void hintsAreSentAtOnceAndTheirAnswersSpareTheProbes() throws InterruptedException {
        List<Sent> all = sendsAtOnce();
        for (int i = 0; i < 60; i++) {
            sender.offer(hints(1));
            all.getLast().answer().added();
            runFor(Duration.ofSeconds(1));
        }
        assertThat(all).hasSize(60);
        assertThat(calls).isZero();
    }

    @Test
    void noMoreHintsAreOnTheirWayThanMayBeAndTheRestWaits() throws InterruptedException {
        List<Sent> all = sendsAtOnce();
        sender.offer(hints(600));
        sender.offer(hints(400));
        sender.offer(hints(1));
        sender.offer(hints(2));
        assertThat(all).hasSize(2);

        all.getFirst().answer().added();
        // What waits goes first.
        sender.offer(hints(3));
        assertThat(all).hasSize(2);
        sender.round();
        assertThat(number()).isEqualTo(6);

        sender.offer(hints(600));
        assertThat(all).hasSize(3);
    }

    @Test
    void answerThatFailsIsAFailureOfTheQueueUntilItWorksAgain() throws InterruptedException {
        List<Sent> all = sendsAtOnce();
        sender.offer(hints(1));
        all.getFirst().answer().failed(new QueueUnavailableException(null));
        assertThat(sender.hintsFail()).isTrue();

        sender.round();

        assertThat(sender.isCutOffFromQueue()).isTrue();
        sender.offer(hints(1));
        assertThat(all).hasSize(1);
        runFor(Duration.ofMillis(210));
        assertThat(sender.isCutOffFromQueue()).isFalse();
        assertThat(number()).isOne();
        sender.offer(hints(1));
        assertThat(all).hasSize(2);
    }

    /** No time-out ends a call that does not wait. */
    @Test
    void queueThatDoesNotAnswerIsProbed() throws InterruptedException {
        sendsAtOnce();
        sender.offer(hints(1));
        away = true;

        runFor(Duration.ofMillis(2_100));

        assertThat(sender.isCutOffFromQueue()).isTrue();
    }

    /** Its batch is committed: a failure would let the batch be written again. */
    @Test
    void hintsThatCannotBeSentAtOnceAreSentByTheLoop() throws InterruptedException {
        sent = Optional.of(new AbstractList<>() {
            @Override
            public Sent get(int index) {
                throw new IndexOutOfBoundsException(index);
            }

            @Override
            public int size() {
                return 0;
            }
        });

        sender.offer(hints(2));
        sender.round();

        assertThat(number()).isEqualTo(2);
    }

    @Test
    void senderThatClosesSendsWhatWaitsAndHasTheAnswersToTheRest() throws InterruptedException {
        List<Sent> all = sendsAtOnce();
        sender.offer(hints(1_000));
        sender.offer(hints(1));
        all.getFirst().answer().added();

        sender.close(platform.timer(Duration.ofSeconds(5)));

        assertThat(number()).isOne();
    }
}
