package dev.taskq.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.platform.Platform.ThreadKind;
import dev.taskq.platform.Platform.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallerThreadTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final CallerThread thread =
            new CallerThread(Instant.EPOCH, (condition, longest) -> false, Duration.ofMillis(1));
    private final Platform platform = thread.platform(new Random(1));
    private final Signal signal = platform.newSignal();
    private final List<String> runs = new ArrayList<>();

    @BeforeEach
    void enter() {
        thread.enter();
    }

    /** As core's loops do: interrupted, it ends, and leaves its thread interrupted. */
    private void waits(String name) {
        runs.add(name);
        try {
            signal.await(signal.count(), HOUR);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aLoopThatWaitsIsBegunAgainInEachTurn() {
        platform.spawn("one", ThreadKind.PLATFORM, () -> waits("one"));
        platform.spawn("other", ThreadKind.PLATFORM, () -> waits("other"));

        thread.settle();

        assertThat(runs.subList(0, 4)).containsExactly("one", "other", "one", "other");
    }

    @Test
    void aLoopThatHasReturnedIsNotBegunAgain() throws InterruptedException {
        Worker loop = platform.spawn("one", ThreadKind.PLATFORM, () -> runs.add("one"));

        thread.settle();

        assertThat(runs).containsExactly("one");
        assertThat(loop.join(HOUR)).isTrue();
    }

    @Test
    void theWaitOfALoopDoesNotInterruptTheCaller() {
        platform.spawn("one", ThreadKind.PLATFORM, () -> waits("one"));

        thread.settle();

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void anInterruptedCallerStaysInterrupted() {
        platform.spawn("one", ThreadKind.PLATFORM, () -> waits("one"));
        Thread.currentThread().interrupt();

        thread.settle();

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aLoopInterruptsTheCallerThatRunsIt() {
        Worker caller = platform.current();
        platform.spawn("one", ThreadKind.PLATFORM, () -> {
            caller.interrupt();
            waits("one");
        });

        thread.settle();

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void loopsThatDoNotComeToRestAreAnError() {
        platform.spawn("one", ThreadKind.PLATFORM, () -> {
            signal.raise();
            waits("one");
        });

        assertThatThrownBy(thread::settle)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the loops of the coordinator and the agent do not come to rest");
    }

    @Test
    void aThreadThatWaitsTooLongForAnotherOneIsToldSo() {
        FutureTask<Void> other = new FutureTask<>(
                () -> {
                    thread.enter();
                },
                null);
        Thread.ofPlatform().start(other);

        assertThatThrownBy(other::get)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "another thread has been running tasks for 1 ms. A handler cannot wait for another thread that uses"
                                + " the same tester.");
    }

    @Test
    void itHasTheStackOfTheCaller() {
        assertThat(platform.current().stack()).isNotEmpty();
    }
}
