package dev.taskq.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.Await;
import dev.taskq.ManualPlatform;
import dev.taskq.StoreUnavailableException;
import dev.taskq.platform.Platform;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A reading that all callers share. */
class CachedTest {
    private final ManualPlatform platform = new ManualPlatform();
    private final AtomicInteger reads = new AtomicInteger();
    private final Cached<Integer> cached = new Cached<>(platform, reads::incrementAndGet);

    @Test
    void aReadingIsUsedForASecond() {
        assertThat(cached.get()).isEqualTo(1);
        platform.pass(Duration.ofMillis(900));
        assertThat(cached.get()).isEqualTo(1);
        platform.pass(Duration.ofMillis(200));
        assertThat(cached.get()).isEqualTo(2);
    }

    @Test
    void aReadingMayBeKeptForATimeOfItsOwn() {
        Cached<Integer> slow =
                new Cached<>(platform, Duration.ofSeconds(10), Duration.ofSeconds(30), reads::incrementAndGet);
        assertThat(slow.get()).isEqualTo(1);
        platform.pass(Duration.ofSeconds(9));
        assertThat(slow.get()).isEqualTo(1);
        platform.pass(Duration.ofSeconds(2));
        assertThat(slow.get()).isEqualTo(2);
    }

    @Test
    void anExpiredReadingIsNotUsed() {
        cached.get();
        cached.expire();
        assertThat(cached.get()).isEqualTo(2);
    }

    @Test
    void callersThatComeWhileOneReadsAreGivenTheSameReading() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        Cached<Integer> slow = new Cached<>(Platform.system(), () -> {
            begun.countDown();
            await(mayEnd);
            return reads.incrementAndGet();
        });
        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(slow::get);
        begun.await();
        Thread waiting = Thread.ofPlatform().start(() -> assertThat(slow.get()).isEqualTo(1));
        Await.until(
                () -> waiting.getState() == Thread.State.WAITING || waiting.getState() == Thread.State.TIMED_WAITING);
        mayEnd.countDown();

        assertThat(first.get()).isEqualTo(1);
        waiting.join();
        assertThat(reads).hasValue(1);
    }

    @Test
    void aFailureIsNotKept() {
        AtomicInteger calls = new AtomicInteger();
        Cached<Integer> failsOnce = new Cached<>(platform, () -> {
            if (calls.incrementAndGet() == 1) {
                throw new StoreUnavailableException(null);
            }
            return 7;
        });
        assertThatThrownBy(failsOnce::get).isInstanceOf(StoreUnavailableException.class);
        assertThat(failsOnce.get()).isEqualTo(7);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
