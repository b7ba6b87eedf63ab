package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.FAILED;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.claimOf;
import static dev.taskq.testkit.contract.StoreFixture.newTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.CancelResult;
import dev.taskq.StoreBusyException;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.StorePort;
import dev.taskq.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cancelling tasks, whatever their status. */
interface CancelContract extends StoreUnderTest {
    @Test
    default void queuedTaskIsCancelled(StoreFixture store) {
        long id = store.submit(A);
        Instant before = store.now();

        List<CancelResult> results = store.submissions().cancel(List.of(id));

        Task task = store.task(id);
        assertThat(results).containsExactly(new CancelResult.Cancelled(task));
        assertThat(task.status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(task.times().finishedAt().orElseThrow()).isBetween(before, store.now());
        assertThat(store.waiting(A)).isEmpty();
    }

    @Test
    default void scheduledTaskIsCancelledAndNeverDue(StoreFixture store) throws Exception {
        long id = store.submit(newTask(A).delayedBy(Duration.ofHours(1)));

        assertThat(store.submissions().cancel(List.of(id)).get(0)).isInstanceOf(CancelResult.Cancelled.class);

        store.age(id, Duration.ofHours(2));
        assertThat(store.dispatch().promoteDue(DueRange.ALL, 10).hints()).isEmpty();
        assertThat(store.status(id)).isEqualTo(TaskStatus.CANCELLED);
    }

    @Test
    default void runningTaskIsAskedToStop(StoreFixture store) {
        long id = store.running(store.agent(), 1);

        List<CancelResult> results = store.submissions().cancel(List.of(id));

        Task task = store.task(id);
        assertThat(results).containsExactly(new CancelResult.Requested(task, true));
        assertThat(task.status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(task.cancelRequested()).isTrue();
        assertThat(store.submissions().cancel(List.of(id))).containsExactly(new CancelResult.Requested(task, false));
    }

    @Test
    default void finalTaskStaysAsItIs(StoreFixture store) {
        for (Verdict verdict : List.of(SUCCEEDED, FAILED)) {
            long id = store.ended(verdict);
            Task before = store.task(id);

            assertThat(store.submissions().cancel(List.of(id))).containsExactly(new CancelResult.AlreadyFinal(before));
            assertThat(store.task(id)).isEqualTo(before);
        }
    }

    @Test
    default void cancellingTwiceFindsItFinal(StoreFixture store) {
        long id = store.submit(A);
        store.submissions().cancel(List.of(id));

        assertThat(store.submissions().cancel(List.of(id)))
                .containsExactly(new CancelResult.AlreadyFinal(store.task(id)));
    }

    @Test
    default void cancelOfAnUnknownTaskFindsNone(StoreFixture store) {
        assertThat(store.submissions().cancel(List.of(Long.MAX_VALUE)))
                .containsExactly(new CancelResult.NotFound(Long.MAX_VALUE));
        assertThat(store.submissions().cancel(List.of())).isEmpty();
    }

    @Test
    default void cancelsStandInTheOrderAsked(StoreFixture store) {
        long queued = store.submit(A);
        long running = store.running(store.agent(), 1);
        long done = store.ended(SUCCEEDED);

        List<CancelResult> results = store.submissions().cancel(List.of(done, Long.MAX_VALUE, running, queued));

        assertThat(results.get(0)).isInstanceOf(CancelResult.AlreadyFinal.class);
        assertThat(results.get(1)).isInstanceOf(CancelResult.NotFound.class);
        assertThat(results.get(2)).isInstanceOf(CancelResult.Requested.class);
        assertThat(results.get(3)).isInstanceOf(CancelResult.Cancelled.class);
    }

    @Test
    default void cancelOfALockedTaskIsBusyAndChangesNothing(StoreFixture store) throws Exception {
        long free = store.submit(A);
        long locked = store.submit(A);

        try (AutoCloseable held = store.lockRow(locked)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> store.submissions().cancel(List.of(free, locked)))
                    .isInstanceOf(StoreBusyException.class);
        }
        assertThat(store.waitingIds(A)).containsExactly(free, locked);
    }

    @Test
    default void cancelIsNotHinderedByALockedNeighbour(StoreFixture store) throws Exception {
        long id = store.submit(A);
        try (AutoCloseable held = store.lockRow(store.submit(A))) {
            assertThat(held).isNotNull();
            store.submissions().cancel(List.of(id));
        }

        assertThat(store.status(id)).isEqualTo(TaskStatus.CANCELLED);
    }

    @Test
    default void cancelsInOppositeOrdersCancelEachTaskOnce(StoreFixture store) throws Exception {
        StorePort other = store.another();
        List<Long> ids = store.submit(A, 100);
        List<Long> reversed = new ArrayList<>(ids);
        Collections.reverse(reversed);

        List<List<CancelResult>> results = Together.run(
                4,
                number -> BusyCalls.repeated(() -> number % 2 == 0
                        ? store.submissions().cancel(ids)
                        : other.submissions().cancel(reversed)));

        assertThat(results.stream().flatMap(List::stream).filter(CancelResult.Cancelled.class::isInstance))
                .hasSize(100);
        assertThat(store.submissions().statuses(ids).values()).containsOnly(TaskStatus.CANCELLED);
    }

    @Test
    default void cancelBesideAClaimEitherCancelsOrAsks(StoreFixture store) throws Exception {
        StorePort other = store.another();
        long session = store.agent();
        List<Long> ids = store.submit(A, 100);

        List<List<?>> results = Together.run(
                2,
                number -> number == 0
                        ? store.dispatch().claim(claimOf(session, 1, ids))
                        : other.submissions().cancel(ids));

        for (int i = 0; i < ids.size(); i++) {
            Task task = store.task(ids.get(i));
            boolean runs = results.get(0).get(i) instanceof ClaimResult.Claimed;
            assertThat(task.status()).isEqualTo(runs ? TaskStatus.RUNNING : TaskStatus.CANCELLED);
            assertThat(task.cancelRequested()).isEqualTo(runs);
            assertThat(results.get(1).get(i))
                    .isInstanceOf(runs ? CancelResult.Requested.class : CancelResult.Cancelled.class);
        }
    }

    @Test
    default void askingARunningTaskToStopIsAChangeOnce(StoreFixture store) {
        long id = store.running(store.agent(), 1);
        Instant before = store.task(id).times().updatedAt();

        store.submissions().cancel(List.of(id));
        Instant asked = store.task(id).times().updatedAt();
        store.submissions().cancel(List.of(id));

        assertThat(asked).isAfter(before);
        assertThat(store.task(id).times().updatedAt()).isEqualTo(asked);
    }
}
