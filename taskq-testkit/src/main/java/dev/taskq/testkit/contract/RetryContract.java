package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.FAILED;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.claimed;
import static dev.taskq.testkit.contract.StoreFixture.completion;
import static dev.taskq.testkit.contract.StoreFixture.newTask;
import static dev.taskq.testkit.contract.StoreFixture.scan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.RetryResult;
import dev.taskq.StoreBusyException;
import dev.taskq.Task;
import dev.taskq.Task.Counts;
import dev.taskq.TaskStatus;
import dev.taskq.spi.ClaimedTask;
import dev.taskq.spi.CompletionResult.Recorded;
import dev.taskq.spi.RetryRequest;
import dev.taskq.spi.StorePort;
import dev.taskq.spi.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Retrying tasks by hand. */
interface RetryContract extends StoreUnderTest {
    @Test
    default void failedTaskIsQueuedAgainWithCountsOfZero(StoreFixture store) {
        long id = store.ended(new Verdict(TaskStatus.FAILED, Duration.ZERO, 4, 3, 2));

        List<RetryResult> results = store.submissions().retry(List.of(new RetryRequest(id, OptionalInt.empty())));

        Task task = store.task(id);
        assertThat(results).containsExactly(new RetryResult.Requeued(task));
        assertThat(task.status()).isEqualTo(TaskStatus.QUEUED);
        assertThat(task.counts()).isEqualTo(new Counts(1, 0, 0, 0));
        assertThat(task.times().finishedAt()).isEmpty();
        assertThat(task.attempts()).hasSize(1);
        assertThat(store.waitingIds(A)).containsExactly(id);
    }

    @Test
    default void attemptNumbersGoOnAfterARetryByHand(StoreFixture store) {
        long session = store.agent();
        long id = store.ended(FAILED);
        store.submissions().retry(List.of(new RetryRequest(id, OptionalInt.empty())));

        assertThat(claimed(store.claim(session, 1, id)).running().counts()).isEqualTo(new Counts(2, 0, 0, 0));
        store.end(completion(id, session, 1, FAILED));
        assertThat(store.task(id).attempts().stream().map(Task.Attempt::attempt))
                .containsExactly(1, 2);
    }

    @Test
    default void retryLeavesOtherTasksAsTheyAre(StoreFixture store) {
        long id = store.ended(FAILED);
        long other = store.ended(FAILED);
        Task before = store.task(other);

        store.submissions().retry(List.of(new RetryRequest(id, OptionalInt.empty())));

        assertThat(store.task(other)).isEqualTo(before);
    }

    @Test
    default void retryByHandClearsARequestToCancel(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        store.submissions().cancel(List.of(id));
        store.end(completion(id, session, 1, FAILED));

        store.submissions().retry(List.of(new RetryRequest(id, OptionalInt.empty())));

        assertThat(store.task(id).cancelRequested()).isFalse();
        claimed(store.claim(session, 2, id));
        assertThat(store.end(completion(id, session, 2, FAILED)))
                .isEqualTo(new Recorded(TaskStatus.FAILED, Optional.empty()));
    }

    @Test
    default void cancelledTaskThatNeverRanIsQueuedAgain(StoreFixture store) {
        long id = store.submit(newTask(A).delayedBy(Duration.ofHours(1)));
        store.submissions().cancel(List.of(id));

        assertThat(store.submissions()
                        .retry(List.of(new RetryRequest(id, OptionalInt.of(0))))
                        .get(0))
                .isInstanceOf(RetryResult.Requeued.class);
        assertThat(store.waitingIds(A)).containsExactly(id);
    }

    @Test
    default void taskThatIsRetriedBeforeItsTimeIsDueWhenItIsQueued(StoreFixture store) {
        long id = store.submit(newTask(A).delayedBy(Duration.ofHours(1)));
        store.submissions().cancel(List.of(id));
        store.submissions().retry(List.of(new RetryRequest(id, OptionalInt.empty())));
        long session = store.agent();

        ClaimedTask claimed = claimed(store.claim(session, 1, id));

        assertThat(claimed.running().dueAt()).isEqualTo(claimed.queuedAt()).isBeforeOrEqualTo(claimed.startedAt());
        store.lose(session);
        assertThat(store.completions()
                        .orphans(List.of(scan(A, 100, 100)), 100)
                        .get(0)
                        .found())
                .singleElement()
                .extracting(orphan -> orphan.running().dueAt())
                .isEqualTo(claimed.queuedAt());
    }

    @Test
    default void retryOfAnythingElseIsRefused(StoreFixture store) {
        long queued = store.submit(A);
        long running = store.running(store.agent(), 1);
        long succeeded = store.ended(SUCCEEDED);

        for (long id : List.of(queued, running, succeeded)) {
            Task before = store.task(id);
            assertThat(store.submissions().retry(List.of(new RetryRequest(id, OptionalInt.empty()))))
                    .containsExactly(new RetryResult.Refused(before));
            assertThat(store.task(id)).isEqualTo(before);
        }
    }

    @Test
    default void retryAtAnotherAttemptIsRefused(StoreFixture store) {
        long id = store.ended(FAILED);

        assertThat(store.submissions()
                        .retry(List.of(new RetryRequest(id, OptionalInt.of(2))))
                        .get(0))
                .isEqualTo(new RetryResult.Refused(store.task(id)));
        assertThat(store.submissions()
                        .retry(List.of(new RetryRequest(id, OptionalInt.of(1))))
                        .get(0))
                .isInstanceOf(RetryResult.Requeued.class);
    }

    @Test
    default void manyRetriersQueueATaskOnce(StoreFixture store) throws Exception {
        long id = store.ended(FAILED);
        StorePort other = store.another();

        List<RetryResult> results = Together.run(
                4, number -> retried(number % 2 == 0 ? store : other, new RetryRequest(id, OptionalInt.of(1))));

        assertThat(results.stream().filter(RetryResult.Requeued.class::isInstance))
                .hasSize(1);
        assertThat(store.waitingIds(A)).containsExactly(id);
    }

    /** Asks until it is answered: a store may serve few retries at a time, and let none wait for long. */
    static RetryResult retried(StorePort store, RetryRequest request) {
        while (true) {
            try {
                return store.submissions().retry(List.of(request)).get(0);
            } catch (StoreBusyException e) {
                // Nothing was changed.
            }
        }
    }

    @Test
    default void retriesStandInTheOrderAsked(StoreFixture store) {
        long first = store.ended(FAILED);
        long second = store.ended(FAILED);
        long succeeded = store.ended(SUCCEEDED);

        List<RetryResult> results = store.submissions()
                .retry(List.of(
                        new RetryRequest(second, OptionalInt.empty()),
                        new RetryRequest(Long.MAX_VALUE, OptionalInt.empty()),
                        new RetryRequest(succeeded, OptionalInt.empty()),
                        new RetryRequest(first, OptionalInt.empty())));

        assertThat(results)
                .containsExactly(
                        new RetryResult.Requeued(store.task(second)),
                        new RetryResult.NotFound(Long.MAX_VALUE),
                        new RetryResult.Refused(store.task(succeeded)),
                        new RetryResult.Requeued(store.task(first)));
        assertThat(store.submissions().retry(List.of())).isEmpty();
    }

    @Test
    default void retryOfALockedTaskIsBusyAndChangesNothing(StoreFixture store) throws Exception {
        long free = store.ended(FAILED);
        long locked = store.ended(FAILED);

        try (AutoCloseable held = store.lockRow(locked)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> store.submissions()
                            .retry(List.of(
                                    new RetryRequest(free, OptionalInt.empty()),
                                    new RetryRequest(locked, OptionalInt.empty()))))
                    .isInstanceOf(StoreBusyException.class);
        }
        assertThat(store.status(free)).isEqualTo(TaskStatus.FAILED);
    }
}
