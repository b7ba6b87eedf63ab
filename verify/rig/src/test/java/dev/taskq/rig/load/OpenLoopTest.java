package dev.taskq.rig.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.rig.load.OpenLoop.Due;
import dev.taskq.rig.load.OpenLoop.WhenFull;
import dev.taskq.testkit.TestTimeouts;
import dev.taskq.testkit.contract.Eventually;
import java.time.Duration;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
    private static final long MILLI = Duration.ofMillis(1).toNanos();

    private static Iterator<Due<Integer>> calls(int number) {
        return IntStream.range(0, number)
                .mapToObj(call -> new Due<>(call * MILLI, call))
                .iterator();
    }

    @Test
    void callsThatAreNotAnsweredKeepNoOtherBack() throws Exception {
        int number = 50;
        // No call is answered before the last one is made.
        CyclicBarrier allOfThem = new CyclicBarrier(number);
        Set<Integer> made = ConcurrentHashMap.newKeySet();
        new OpenLoop<Integer>(number, WhenFull.WAIT, (call, due) -> {
                    allOfThem.await(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS);
                    made.add(call);
                })
                .run(calls(number));
        assertThat(made).hasSize(number);
    }

    @Test
    void noCallIsMadeBeforeItIsDue() throws Exception {
        Set<Long> early = ConcurrentHashMap.newKeySet();
        Set<Long> dues = ConcurrentHashMap.newKeySet();
        long begun = System.nanoTime();
        new OpenLoop<Integer>(100, WhenFull.WAIT, (call, due) -> {
                    dues.add(due);
                    if (System.nanoTime() - due < 0) {
                        early.add(due);
                    }
                })
                .run(calls(20));
        assertThat(early).isEmpty();
        assertThat(dues).hasSize(20).allMatch(due -> due - begun >= 0);
    }

    @Test
    void aCallThatWaitsForRoomCountsFromWhenItWasDue() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        CompletableFuture<Long> secondDue = new CompletableFuture<>();
        CompletableFuture<Long> secondMade = new CompletableFuture<>();
        CompletableFuture<Long> firstAnswered = new CompletableFuture<>();
        OpenLoop<Integer> loop = new OpenLoop<>(1, WhenFull.WAIT, (call, due) -> {
            if (call == 0) {
                assertThat(answer.await(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                firstAnswered.complete(System.nanoTime());
            } else {
                secondDue.complete(due);
                secondMade.complete(System.nanoTime());
            }
        });
        CompletableFuture<Void> run = inBackground(loop, calls(2));
        Eventually.until(Eventually.LONG, () -> loop.underWay() == 1);
        answer.countDown();
        run.get(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(secondMade.join() - firstAnswered.join()).isNotNegative();
        assertThat(secondDue.join() - secondMade.join()).isNegative();
        assertThat(loop.underWay()).isZero();
        assertThat(loop.skipped()).isZero();
    }

    @Test
    void callsThatFindNoRoomAreSkippedWhereThatIsWanted() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        AtomicInteger made = new AtomicInteger();
        OpenLoop<Integer> loop = new OpenLoop<>(2, WhenFull.SKIP, (call, due) -> {
            made.incrementAndGet();
            assertThat(answer.await(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        });
        CompletableFuture<Void> run = inBackground(loop, calls(10));
        Eventually.until(Eventually.LONG, () -> loop.skipped() == 8);
        assertThat(loop.underWay()).isEqualTo(2);
        answer.countDown();
        run.get(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(made).hasValue(2);
    }

    @Test
    void aCallThatFailsEndsTheLoop() {
        OpenLoop<Integer> loop = new OpenLoop<>(1, WhenFull.WAIT, (call, due) -> {
            throw new IllegalStateException("no " + call);
        });
        assertThatThrownBy(() -> loop.run(calls(1_000_000)))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("no 0");
    }

    private static CompletableFuture<Void> inBackground(OpenLoop<Integer> loop, Iterator<Due<Integer>> calls) {
        CompletableFuture<Void> run = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                loop.run(calls);
                run.complete(null);
            } catch (ExecutionException | InterruptedException e) {
                run.completeExceptionally(e);
            }
        });
        return run;
    }
}
