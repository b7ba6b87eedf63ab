package dev.taskq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.CallDeadline;
import dev.taskq.platform.Platform;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What becomes of a call whose flusher ends before it looks for work. */
class EndedFlusherTest {
    private static final int FLUSHERS = 2;

    /** The machine's threads, of which the first one that is woken ends by an error. */
    private static final class Exhausted implements Platform {
        private final Platform system = Platform.system();
        private final CountDownLatch waiting = new CountDownLatch(FLUSHERS);
        private final AtomicBoolean ends = new AtomicBoolean(true);

        private static final class NoMemory extends Error {
            private static final long serialVersionUID = 1;
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
        public Worker spawn(String name, ThreadKind kind, Runnable body) {
            return system.spawn(name, kind, () -> {
                try {
                    body.run();
                } catch (NoMemory e) {
                    // The thread ends, and nothing is printed.
                }
            });
        }

        @Override
        public Worker current() {
            return system.current();
        }

        @Override
        public Signal newSignal() {
            Signal signal = system.newSignal();
            return new Signal() {
                @Override
                public long count() {
                    return signal.count();
                }

                @Override
                public void raise() {
                    signal.raise();
                }

                @Override
                public boolean await(long seen, Duration longest) throws InterruptedException {
                    waiting.countDown();
                    boolean raised = signal.await(seen, longest);
                    if (raised && Thread.currentThread().getName().startsWith("commit-") && ends.getAndSet(false)) {
                        throw new NoMemory();
                    }
                    return raised;
                }
            };
        }
    }

    @Test
    void callIsWrittenByAnotherFlusherIfTheOneThatWasWokenEndsByAnError() throws InterruptedException {
        Exhausted platform = new Exhausted();
        GroupCommit<Integer, Integer> commit =
                new GroupCommit<>(platform, "commit", new GroupCommit.Limits(FLUSHERS, 10, 1_000), items -> items);
        commit.start();
        // A call wakes one of those that wait, and no other.
        platform.waiting.await();

        for (int call = 1; call <= 3; call++) {
            assertThat(commit.call(
                            List.of(call),
                            1,
                            CallDeadline.unbounded(),
                            Platform.system().timer(Duration.ofDays(1))))
                    .containsExactly(call);
        }

        assertThat(platform.ends).isFalse();
        commit.close(Platform.system().timer(Duration.ofSeconds(10)));
    }
}
