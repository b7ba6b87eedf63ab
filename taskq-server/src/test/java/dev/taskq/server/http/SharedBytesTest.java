package dev.taskq.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class SharedBytesTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicInteger made = new AtomicInteger();

    @Test
    void thoseOfTheLastSecondAreSharedAndNoOlderOnes() {
        SharedBytes shared = new SharedBytes(this::next, now::get);

        assertThat(shared.get()).containsExactly(1);
        now.addAndGet(SharedBytes.FRESH.toNanos() - 1);
        assertThat(shared.get()).containsExactly(1);
        now.addAndGet(1);
        assertThat(shared.get()).containsExactly(2);
    }

    @Test
    void callersThatAskMeanwhileGetTheSameBytes() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        SharedBytes shared = new SharedBytes(
                () -> {
                    begun.countDown();
                    await(goOn);
                    now.addAndGet(10 * SharedBytes.FRESH.toNanos());
                    return next();
                },
                now::get);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<byte[]> first = callers.submit(shared::get);
            begun.await();
            List<Future<byte[]>> others = IntStream.range(0, 50)
                    .mapToObj(i -> callers.submit(shared::get))
                    .toList();
            goOn.countDown();

            assertThat(first.get()).containsExactly(1);
            for (Future<byte[]> other : others) {
                assertThat(other.get()).isSameAs(first.get());
            }
        }
    }

    private byte[] next() {
        return new byte[] {(byte) made.incrementAndGet()};
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
