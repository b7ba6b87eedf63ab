package dev.taskq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.CallDeadline;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreBusyException;
import dev.taskq.StoreRefusedException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.platform.Platform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    private final List<List<Integer>> batches = new CopyOnWriteArrayList<>();
    private final Set<Integer> guilty = ConcurrentHashMap.newKeySet();
    private final CountDownLatch firstIsIn = new CountDownLatch(1);
    private final CountDownLatch firstMayGo = new CountDownLatch(1);
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private RuntimeException failure = new StoreRefusedException(null);
    private GroupCommit<Integer, Integer> commit = started(10);

    @AfterEach
    void close() throws InterruptedException {
        callers.shutdownNow();
        firstMayGo.countDown();
        commit.close(Platform.system().timer(Duration.ofSeconds(10)));
    }

    private GroupCommit<Integer, Integer> started(int items) {
        return started(items, GroupCommit.Queue.DEFAULTS);
    }

    private GroupCommit<Integer, Integer> started(int items, GroupCommit.Queue queue) {
        GroupCommit<Integer, Integer> started = new GroupCommit<>(
                Platform.system(),
                "test",
                new GroupCommit.Limits(1, items, 1_000, queue, Linger.Bounds.BRIEF),
                this::write);
        started.start();
        return started;
    }

    /** A call whose caller waits as long as it takes. */
    private List<Integer> call(List<Integer> items, long bytes) {
        return commit.call(
                items, bytes, CallDeadline.unbounded(), Platform.system().timer(Duration.ofDays(1)));
    }

    /** Writes doubled numbers; holds the first batch until told; refuses batches with a guilty item. */
    private List<Integer> write(List<Integer> items) {
        batches.add(List.copyOf(items));
        if (items.contains(0)) {
            firstIsIn.countDown();
            try {
                firstMayGo.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        if (items.stream().anyMatch(guilty::contains)) {
            throw failure;
        }
        return items.stream().map(item -> 2 * item).toList();
    }

    /** Calls that come while the first batch is in flight, in their order. */
    private List<Future<List<Integer>>> callsWhileBusy(List<List<Integer>> calls) throws InterruptedException {
        List<Future<List<Integer>>> futures = new ArrayList<>();
        futures.add(callers.submit(() -> call(List.of(0), 1)));
        firstIsIn.await();
        for (List<Integer> call : calls) {
            CountDownLatch done = new CountDownLatch(1);
            List<List<Integer>> answer = new CopyOnWriteArrayList<>();
            List<RuntimeException> failed = new CopyOnWriteArrayList<>();
            commit.post(call, 1, new GroupCommit.Completion<>() {
                @Override
                public void done(List<Integer> results) {
                    answer.add(List.copyOf(results));
                    done.countDown();
                }

                @Override
                public void failed(RuntimeException reason) {
                    failed.add(reason);
                    done.countDown();
                }
            });
            futures.add(callers.submit(() -> {
                done.await();
                if (!failed.isEmpty()) {
                    throw failed.get(0);
                }
                return answer.get(0);
            }));
        }
        firstMayGo.countDown();
        return futures;
    }

    @Test
    void callsThatComeWhileABatchIsInFlightRideInTheNext() throws Exception {
        List<Future<List<Integer>>> futures = callsWhileBusy(List.of(List.of(1), List.of(2, 3), List.of(4)));
        assertThat(futures.get(2).get()).containsExactly(4, 6);
        assertThat(futures.get(3).get()).containsExactly(8);
        assertThat(batches).containsExactly(List.of(0), List.of(1, 2, 3, 4));
    }

    @Test
    void aCallIsNeverTornApart() throws Exception {
        List<Integer> nine = List.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
        List<Future<List<Integer>>> futures = callsWhileBusy(List.of(nine, List.of(10, 11)));
        futures.get(1).get();
        futures.get(2).get();
        assertThat(batches).containsExactly(List.of(0), nine, List.of(10, 11));
    }

    @Test
    void onlyTheGuiltyFail() throws Exception {
        guilty.addAll(Set.of(3, 6));
        List<List<Integer>> calls = List.of(List.of(1), List.of(2), List.of(3, 30), List.of(4), List.of(5), List.of(6));
        List<Future<List<Integer>>> futures = callsWhileBusy(calls);
        for (int i = 0; i < calls.size(); i++) {
            Future<List<Integer>> future = futures.get(i + 1);
            if (calls.get(i).stream().anyMatch(guilty::contains)) {
                assertThatThrownBy(future::get)
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(StoreRefusedException.class);
            } else {
                assertThat(future.get()).containsExactly(2 * calls.get(i).get(0));
            }
        }
    }

    @Test
    void lockedIsSplitToo() throws Exception {
        failure = new StoreBusyException(null);
        guilty.add(2);
        List<Future<List<Integer>>> futures = callsWhileBusy(List.of(List.of(1), List.of(2)));
        assertThat(futures.get(1).get()).containsExactly(2);
        assertThatThrownBy(() -> futures.get(2).get()).hasCauseInstanceOf(StoreBusyException.class);
    }

    @Test
    void unknownIsNeverRepeated() throws Exception {
        failure = new OutcomeUnknownException(List.of(), null);
        guilty.add(2);
        List<Future<List<Integer>>> futures = callsWhileBusy(List.of(List.of(1), List.of(2)));
        assertThatThrownBy(() -> futures.get(1).get()).hasCauseInstanceOf(OutcomeUnknownException.class);
        assertThatThrownBy(() -> futures.get(2).get()).hasCauseInstanceOf(OutcomeUnknownException.class);
        assertThat(batches).containsExactly(List.of(0), List.of(1, 2));
    }

    @Test
    void anInterruptedCallerIsToldWhetherItWasSurelyNotWritten() throws Exception {
        Future<Boolean> unknown = callers.submit(() -> {
            assertThatThrownBy(() -> call(List.of(0), 1)).isInstanceOf(OutcomeUnknownException.class);
            return Thread.currentThread().isInterrupted();
        });
        firstIsIn.await();
        Future<Boolean> notWritten = callers.submit(() -> {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> call(List.of(7), 1)).isInstanceOf(StoreUnavailableException.class);
            return Thread.currentThread().isInterrupted();
        });
        assertThat(notWritten.get()).isTrue();
        callers.shutdownNow();
        assertThat(unknown.get()).isTrue();
        firstMayGo.countDown();
        commit.close(Platform.system().timer(Duration.ofSeconds(10)));
        assertThat(batches).containsExactly(List.of(0));
    }

    @Test
    void whatWaitsFailsAtOnceWithABatchThatFoundTheStoreAway() throws Exception {
        failure = new StoreUnavailableException(null);
        guilty.add(0);
        List<Future<List<Integer>>> futures = callsWhileBusy(List.of(List.of(1), List.of(2, 3), List.of(4)));
        for (Future<List<Integer>> future : futures) {
            assertThatThrownBy(future::get).hasCauseInstanceOf(StoreUnavailableException.class);
        }
        assertThat(batches).containsExactly(List.of(0));
        guilty.clear();
        assertThat(call(List.of(5), 1)).containsExactly(10);
    }

    @Test
    void noMoreWaitThanMayByNumberAndByBytes() throws Exception {
        commit = started(10, new GroupCommit.Queue(3, 100, Duration.ofMinutes(1)));
        callers.execute(() -> call(List.of(0), 1));
        firstIsIn.await();
        // One alone may wait, whatever its size.
        CountDownLatch written = new CountDownLatch(1);
        commit.post(List.of(1), 101, counting(written));
        assertThatThrownBy(() -> call(List.of(2), 1))
                .isInstanceOf(StoreUnavailableException.class)
                .hasRootCauseMessage("too many calls wait to be written");
        firstMayGo.countDown();
        written.await();
        assertThat(call(List.of(3), 100)).containsExactly(6);
        assertThat(batches).containsExactly(List.of(0), List.of(1), List.of(3));
    }

    @Test
    void noMoreItemsWaitThanMay() throws Exception {
        commit = started(10, new GroupCommit.Queue(3, 100, Duration.ofMinutes(1)));
        callers.execute(() -> call(List.of(0), 1));
        firstIsIn.await();
        CountDownLatch written = new CountDownLatch(2);
        commit.post(List.of(1, 2), 1, counting(written));
        assertThatThrownBy(() -> call(List.of(3, 4), 1)).isInstanceOf(StoreUnavailableException.class);
        commit.post(List.of(5), 1, counting(written));
        assertThatThrownBy(() -> call(List.of(6), 1)).isInstanceOf(StoreUnavailableException.class);
        firstMayGo.countDown();
        written.await();
        assertThat(batches).containsExactly(List.of(0), List.of(1, 2, 5));
    }

    private static GroupCommit.Completion<Integer> counting(CountDownLatch written) {
        return new GroupCommit.Completion<>() {
            @Override
            public void done(List<Integer> results) {
                written.countDown();
            }

            @Override
            public void failed(RuntimeException reason) {
                throw reason;
            }
        };
    }

    @Test
    void aCallThatWaitsTooLongIsNotWrittenAfterItsCallerHasGone() throws Exception {
        commit = started(10, new GroupCommit.Queue(10, 100, Duration.ofMillis(20)));
        Future<List<Integer>> first = callers.submit(() -> call(List.of(0), 1));
        firstIsIn.await();
        assertThatThrownBy(() -> call(List.of(7), 1))
                .isInstanceOf(StoreUnavailableException.class)
                .hasRootCauseMessage("the call waited too long to be written");
        firstMayGo.countDown();
        // What was in flight is answered, however long it took.
        assertThat(first.get()).containsExactly(0);
        commit.close(Platform.system().timer(Duration.ofSeconds(10)));
        assertThat(batches).containsExactly(List.of(0));
    }

    @Test
    void aCallWhoseCallerLeavesIsNotWrittenAndGivesItsRoomBack() throws Exception {
        commit = started(10, new GroupCommit.Queue(10, 100, Duration.ofMinutes(1)));
        Future<List<Integer>> first = callers.submit(() -> call(List.of(0), 1));
        firstIsIn.await();
        CallDeadline deadline = CallDeadline.unbounded();
        Future<List<Integer>> left = callers.submit(
                () -> commit.call(List.of(7), 100, deadline, Platform.system().timer(Duration.ofMinutes(1))));
        while (!left.isDone()) {
            deadline.leave();
        }
        assertThatThrownBy(left::get)
                .hasCauseInstanceOf(StoreUnavailableException.class)
                .hasRootCauseMessage("the caller left before the call was written");
        CountDownLatch written = new CountDownLatch(2);
        commit.post(List.of(8), 50, counting(written));
        commit.post(List.of(9), 50, counting(written));
        firstMayGo.countDown();
        written.await();
        assertThat(first.get()).containsExactly(0);
        assertThat(batches).containsExactly(List.of(0), List.of(8, 9));
    }

    @Test
    void aCallerThatLeavesWhileItsBatchIsInFlightChangesNothing() throws Exception {
        CallDeadline deadline = CallDeadline.unbounded();
        Future<List<Integer>> first = callers.submit(
                () -> commit.call(List.of(0), 1, deadline, Platform.system().timer(Duration.ofMinutes(1))));
        firstIsIn.await();
        deadline.leave();
        firstMayGo.countDown();
        assertThat(first.get()).containsExactly(0);
    }

    @Test
    void aCallerWhoseTimeIsOverIsToldWhetherItWasSurelyNotWritten() throws Exception {
        CallDeadline deadline = CallDeadline.of(Duration.ofMillis(20));
        Future<List<Integer>> inFlight = callers.submit(
                () -> commit.call(List.of(0), 1, deadline, Platform.system().timer(deadline.longest())));
        firstIsIn.await();
        assertThatThrownBy(() -> commit.call(
                        List.of(7),
                        1,
                        CallDeadline.unbounded(),
                        Platform.system().timer(Duration.ofMillis(20))))
                .isInstanceOf(StoreUnavailableException.class)
                .hasRootCauseMessage("the call waited too long to be written");
        assertThatThrownBy(inFlight::get).hasCauseInstanceOf(OutcomeUnknownException.class);
        firstMayGo.countDown();
        commit.close(Platform.system().timer(Duration.ofSeconds(10)));
        assertThat(batches).containsExactly(List.of(0));
    }

    @Test
    void aCompletionThatThrowsCostsNoFlusher() throws Exception {
        firstMayGo.countDown();
        CountDownLatch told = new CountDownLatch(1);
        commit.post(List.of(1), 1, new GroupCommit.Completion<>() {
            @Override
            public void done(List<Integer> results) {
                told.countDown();
                throw new IllegalStateException("no");
            }

            @Override
            public void failed(RuntimeException reason) {}
        });
        told.await();
        assertThat(call(List.of(2), 1)).containsExactly(4);
    }

    @Test
    void closeWritesWhatWaitsAndTakesNoMore() throws Exception {
        List<Future<List<Integer>>> futures = callsWhileBusy(List.of(List.of(1), List.of(2)));
        assertThat(commit.close(Platform.system().timer(Duration.ofSeconds(10))))
                .isTrue();
        assertThat(futures.get(2).get()).containsExactly(4);
        assertThatThrownBy(() -> call(List.of(3), 1)).isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void manyCallersFromManyThreadsAreEachAnsweredTheirOwn() throws Exception {
        firstMayGo.countDown();
        List<Future<Boolean>> all = new ArrayList<>();
        for (int caller = 0; caller < 32; caller++) {
            int base = 1_000 * caller + 1;
            all.add(callers.submit(() -> {
                for (int i = 0; i < 200; i++) {
                    if (!call(List.of(base + i), 1).equals(List.of(2 * (base + i)))) {
                        return false;
                    }
                }
                return true;
            }));
        }
        for (Future<Boolean> caller : all) {
            assertThat(caller.get()).isTrue();
        }
        assertThat(batches.stream().mapToInt(List::size).sum()).isEqualTo(32 * 200);
    }
}
