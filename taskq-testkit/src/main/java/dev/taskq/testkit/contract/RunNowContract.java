package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.B;
import static dev.taskq.testkit.contract.StoreFixture.BACK_OFF;
import static dev.taskq.testkit.contract.StoreFixture.FAILED;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.claimed;
import static dev.taskq.testkit.contract.StoreFixture.completion;
import static dev.taskq.testkit.contract.StoreFixture.newTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.NewOperation;
import dev.taskq.Operation;
import dev.taskq.OperationAction;
import dev.taskq.OperationStatus;
import dev.taskq.RetryResult;
import dev.taskq.StoreBusyException;
import dev.taskq.Task;
import dev.taskq.Task.Counts;
import dev.taskq.TaskFilter;
import dev.taskq.TaskStatus;
import dev.taskq.TimeWindow;
import dev.taskq.spi.Advance;
import dev.taskq.spi.Advanced;
import dev.taskq.spi.ClaimedTask;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult.AlreadyRecorded;
import dev.taskq.spi.CompletionResult.Recorded;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.Hint;
import dev.taskq.spi.RetryRequest;
import dev.taskq.spi.StorePort;
import dev.taskq.spi.TaskEffect;
import dev.taskq.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Queueing scheduled tasks by hand before they are due: by a retry, or many by an operation. */
interface RunNowContract extends StoreUnderTest {
    private static long delayed(StoreFixture store) {
        return store.submit(newTask(A).delayedBy(Duration.ofHours(1)));
    }

    private static RetryResult runNow(StorePort store, long id, int attempt) {
        return store.submissions()
                .retry(List.of(new RetryRequest(id, OptionalInt.of(attempt))))
                .get(0);
    }

    @Test
    default void scheduledTaskIsQueuedBeforeItIsDue(StoreFixture store) {
        long id = delayed(store);
        long other = delayed(store);
        Task before = store.task(other);
        Instant from = store.now();

        RetryResult result = runNow(store, id, 0);

        Task task = store.task(id);
        assertThat(result).isEqualTo(new RetryResult.Requeued(task));
        assertThat(task.status()).isEqualTo(TaskStatus.QUEUED);
        assertThat(task.times().runAt()).isEmpty();
        assertThat(task.times().queuedAt().orElseThrow()).isBetween(from, store.now());
        assertThat(store.waiting(A)).singleElement().satisfies(hint -> {
            assertThat(hint.id()).isEqualTo(id);
            assertThat(hint.hintedAt()).isEqualTo(task.times().queuedAt().orElseThrow());
        });
        assertThat(store.task(other)).isEqualTo(before);
    }

    @Test
    default void taskThatWasRunNowIsDueSinceThenAndRunsOnce(StoreFixture store) throws Exception {
        long id = delayed(store);
        runNow(store, id, 0);
        long session = store.agent();

        ClaimedTask claimed = claimed(store.claim(session, 1, id));

        assertThat(claimed.running().counts()).isEqualTo(new Counts(1, 0, 0, 0));
        assertThat(claimed.running().dueAt()).isEqualTo(claimed.queuedAt());
        store.end(completion(id, session, 1, SUCCEEDED));
        assertThat(store.dispatch().promote(List.of(id))).isEmpty();
        assertThat(store.dispatch().promoteDue(DueRange.ALL, 10).untilNext()).isEmpty();
        assertThat(store.status(id)).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    default void taskThatBacksOffIsQueuedAtOnceWithItsCounts(StoreFixture store) {
        long id = store.ended(new Verdict(TaskStatus.SCHEDULED, Duration.ofHours(1), 4, 0, 2));
        assertThat(runNow(store, id, 0)).isEqualTo(new RetryResult.Refused(store.task(id)));
        Counts counts = store.task(id).counts();

        assertThat(runNow(store, id, 1)).isEqualTo(new RetryResult.Requeued(store.task(id)));

        assertThat(store.task(id).counts()).isEqualTo(counts).isEqualTo(new Counts(1, 4, 0, 2));
        assertThat(store.waitingIds(A)).containsExactly(id);
        assertThat(claimed(store.claim(store.agent(), 1, id)).running().counts())
                .isEqualTo(new Counts(2, 4, 0, 2));
    }

    @Test
    default void itIsRunNowOnceHoweverOftenItIsAsked(StoreFixture store) throws Exception {
        long id = delayed(store);
        StorePort other = store.another();

        List<RetryResult> results = Together.run(
                4,
                number -> RetryContract.retried(
                        number % 2 == 0 ? store : other, new RetryRequest(id, OptionalInt.of(0))));

        assertThat(results.stream().filter(RetryResult.Requeued.class::isInstance))
                .hasSize(1);
        assertThat(runNow(store, id, 0)).isEqualTo(new RetryResult.Refused(store.task(id)));
        assertThat(store.waitingIds(A)).containsExactly(id);
    }

    @Test
    default void ownOutcomeIsRecognisedAfterTheTaskWasRunNow(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        Completion completion = completion(id, session, 1, BACK_OFF);
        assertThat(store.end(completion)).isInstanceOf(Recorded.class);
        runNow(store, id, 1);

        assertThat(store.end(completion)).isEqualTo(new AlreadyRecorded(TaskStatus.QUEUED));
        assertThat(store.waitingIds(A)).containsExactly(id);
        assertThat(store.task(id).attempts()).hasSize(1);
    }

    @Test
    default void finalAndScheduledTasksAreRetriedInOneCall(StoreFixture store) {
        long failed = store.ended(FAILED);
        long scheduled = delayed(store);
        long succeeded = store.ended(SUCCEEDED);

        assertThat(store.submissions()
                        .retry(List.of(
                                new RetryRequest(succeeded, OptionalInt.empty()),
                                new RetryRequest(scheduled, OptionalInt.empty()),
                                new RetryRequest(failed, OptionalInt.empty()))))
                .containsExactly(
                        new RetryResult.Refused(store.task(succeeded)),
                        new RetryResult.Requeued(store.task(scheduled)),
                        new RetryResult.Requeued(store.task(failed)));
        assertThat(store.waitingIds(A)).containsExactlyInAnyOrder(scheduled, failed);
    }

    @Test
    default void onlyAScheduledTaskIsQueuedIfNoOtherIsWanted(StoreFixture store) {
        long cancelled = delayed(store);
        store.submissions().cancel(List.of(cancelled));
        long failed = store.ended(FAILED);
        long other = store.ended(FAILED);
        long scheduled = delayed(store);

        assertThat(store.submissions()
                        .retry(List.of(
                                new RetryRequest(scheduled, OptionalInt.of(0), true),
                                new RetryRequest(failed, OptionalInt.empty(), true),
                                new RetryRequest(other, OptionalInt.of(1)),
                                new RetryRequest(cancelled, OptionalInt.of(0), true))))
                .containsExactly(
                        new RetryResult.Requeued(store.task(scheduled)),
                        new RetryResult.Refused(store.task(failed)),
                        new RetryResult.Requeued(store.task(other)),
                        new RetryResult.Refused(store.task(cancelled)));
        assertThat(store.status(cancelled)).isEqualTo(TaskStatus.CANCELLED);
        assertThat(store.waitingIds(A)).containsExactlyInAnyOrder(scheduled, other);
        long late = delayed(store);
        assertThat(store.submissions().retry(List.of(new RetryRequest(late, OptionalInt.of(1), true))))
                .containsExactly(new RetryResult.Refused(store.task(late)));
    }

    @Test
    default void scheduledTaskThatIsLockedIsBusyAndStays(StoreFixture store) throws Exception {
        long id = delayed(store);

        try (AutoCloseable held = store.lockRow(id)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> runNow(store, id, 0)).isInstanceOf(StoreBusyException.class);
        }
        assertThat(store.status(id)).isEqualTo(TaskStatus.SCHEDULED);
    }

    @Test
    default void operationThatRetriesLeavesScheduledTasks(StoreFixture store) {
        long scheduled = delayed(store);
        long backsOff = store.ended(BACK_OFF);
        long failed = store.ended(FAILED);

        for (NewOperation request : List.of(
                NewOperation.of(OperationAction.RETRY, TaskFilter.ALL),
                NewOperation.of(OperationAction.RETRY, List.of(scheduled, backsOff)),
                NewOperation.of(OperationAction.RETRY, TaskFilter.ALL.withStatus(TaskStatus.SCHEDULED)))) {
            Operation operation = store.operations().start(request);
            store.operations().advance(new Advance(operation.id(), 10, 10, false));
        }

        assertThat(store.status(failed)).isEqualTo(TaskStatus.QUEUED);
        assertThat(store.status(scheduled)).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(store.status(backsOff)).isEqualTo(TaskStatus.SCHEDULED);
    }

    private static Advanced step(StoreFixture store, NewOperation operation) {
        long id = store.operations().start(operation).id();
        return store.operations().advance(new Advance(id, 100, 100, false));
    }

    @Test
    default void operationQueuesScheduledTasksWithTheirHintsAndLeavesOthers(StoreFixture store) {
        long failed = store.ended(FAILED);
        long succeeded = store.ended(SUCCEEDED);
        long running = store.running(store.agent(), 1);
        long backsOff = store.ended(new Verdict(TaskStatus.SCHEDULED, Duration.ofHours(1), 4, 0, 2));
        long delayed = delayed(store);
        long other = store.submit(newTask(B).delayedBy(Duration.ofHours(1)));

        Advanced step = step(store, NewOperation.of(OperationAction.RUN_NOW, TaskFilter.ALL.withType(A)));

        assertThat(step.hints())
                .containsExactlyInAnyOrderElementsOf(store.waiting(A))
                .extracting(Hint::id)
                .containsExactlyInAnyOrder(backsOff, delayed);
        Operation ended = step.operation().orElseThrow();
        assertThat(ended.status()).isEqualTo(OperationStatus.DONE);
        assertThat(ended.counts()).isEqualTo(new Operation.Counts(2, 2, 0));
        assertThat(store.task(backsOff).counts()).isEqualTo(new Counts(1, 4, 0, 2));
        assertThat(store.task(delayed).times().runAt()).isEmpty();
        assertThat(store.status(failed)).isEqualTo(TaskStatus.FAILED);
        assertThat(store.status(succeeded)).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(store.status(running)).isEqualTo(TaskStatus.RUNNING);
        assertThat(store.status(other)).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(store.dispatch().promote(List.of(backsOff, delayed))).isEmpty();
    }

    @Test
    default void operationOnNamedTasksRunsThoseThatAreScheduledAndCountsTheOthers(StoreFixture store) {
        long cancelled = store.submit(A);
        store.submissions().cancel(List.of(cancelled));
        long delayed = delayed(store);
        long unnamed = delayed(store);

        Advanced step =
                step(store, NewOperation.of(OperationAction.RUN_NOW, List.of(cancelled, delayed, unnamed + 1_000)));

        assertThat(step.operation().orElseThrow().counts()).isEqualTo(new Operation.Counts(3, 1, 2));
        assertThat(store.waitingIds(A)).containsExactly(delayed);
        assertThat(store.status(cancelled)).isEqualTo(TaskStatus.CANCELLED);
        assertThat(store.status(unnamed)).isEqualTo(TaskStatus.SCHEDULED);
    }

    @Test
    default void dryRunOfAnOperationCountsScheduledTasksAndRunsNone(StoreFixture store) {
        long delayed = delayed(store);
        long failed = store.ended(FAILED);

        Advanced step = step(
                store, NewOperation.of(OperationAction.RUN_NOW, TaskFilter.ALL).asDryRun());

        assertThat(step.operation().orElseThrow().counts()).isEqualTo(new Operation.Counts(1, 0, 0));
        assertThat(step.effects()).isEmpty();
        assertThat(store.status(delayed)).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(store.status(failed)).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    default void taskThatAnOperationRunsNowRunsOnce(StoreFixture store) throws Exception {
        long id = delayed(store);
        step(store, NewOperation.of(OperationAction.RUN_NOW, TaskFilter.ALL));
        long session = store.agent();

        ClaimedTask claimed = claimed(store.claim(session, 1, id));

        assertThat(claimed.running().counts()).isEqualTo(new Counts(1, 0, 0, 0));
        assertThat(step(store, NewOperation.of(OperationAction.RUN_NOW, TaskFilter.ALL))
                        .effects())
                .isEmpty();
        store.end(completion(id, session, 1, SUCCEEDED));
        assertThat(store.dispatch().promoteDue(DueRange.ALL, 10).untilNext()).isEmpty();
        assertThat(store.status(id)).isEqualTo(TaskStatus.SUCCEEDED);
    }

    private static NewOperation ofA() {
        return NewOperation.of(OperationAction.RUN_NOW, TaskFilter.ALL.withType(A));
    }

    private static List<Long> ids(Advanced step) {
        return step.effects().stream().map(TaskEffect::id).toList();
    }

    @Test
    default void operationOfATypeRunsItsNewestTasksUpToItsLimit(StoreFixture store) {
        List<Long> ids = List.of(delayed(store), delayed(store), delayed(store), delayed(store));
        long other = store.submit(newTask(B).delayedBy(Duration.ofHours(1)));
        long operation = store.operations().start(ofA().withLimit(3)).id();

        Advanced first = store.operations().advance(new Advance(operation, 100, 2, false));
        Advanced second = store.operations().advance(new Advance(operation, 100, 2, false));

        assertThat(ids(first)).containsExactlyInAnyOrder(ids.get(3), ids.get(2));
        assertThat(ids(second)).containsExactly(ids.get(1));
        assertThat(second.operation().orElseThrow().counts()).isEqualTo(new Operation.Counts(3, 3, 0));
        assertThat(second.operation().orElseThrow().status()).isEqualTo(OperationStatus.DONE);
        assertThat(store.status(ids.get(0))).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(store.status(other)).isEqualTo(TaskStatus.SCHEDULED);
    }

    @Test
    default void operationOfATypeHandlesEachTaskOnceAndNoneThatWasStoredAfterIt(StoreFixture store) {
        long first = delayed(store);
        long second = delayed(store);
        long operation = store.operations().start(ofA()).id();
        long late = delayed(store);

        assertThat(ids(store.operations().advance(new Advance(operation, 100, 1, false))))
                .containsExactly(second);
        long session = store.agent();
        claimed(store.claim(session, 1, second));
        store.end(completion(second, session, 1, BACK_OFF));
        Advanced rest = store.operations().advance(new Advance(operation, 100, 100, false));

        assertThat(ids(rest)).containsExactly(first);
        assertThat(rest.operation().orElseThrow().status()).isEqualTo(OperationStatus.DONE);
        assertThat(store.status(second)).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(store.status(late)).isEqualTo(TaskStatus.SCHEDULED);
    }

    @Test
    default void operationOfATypeKeepsToItsWindowOfCreation(StoreFixture store) {
        List<Long> ids = List.of(delayed(store), delayed(store), delayed(store));
        Instant second = store.task(ids.get(1)).times().createdAt();
        TaskFilter ofA = TaskFilter.ALL.withType(A);
        TimeWindow before = new TimeWindow(Optional.empty(), Optional.of(second));
        TimeWindow after = new TimeWindow(Optional.of(second.plusNanos(1_000)), Optional.empty());

        assertThat(ids(step(store, NewOperation.of(OperationAction.RUN_NOW, ofA.withCreated(before)))))
                .containsExactly(ids.get(0));
        assertThat(ids(step(store, NewOperation.of(OperationAction.RUN_NOW, ofA.withCreated(after)))))
                .containsExactly(ids.get(2));
        assertThat(store.status(ids.get(1))).isEqualTo(TaskStatus.SCHEDULED);
    }

    @Test
    default void lockedTaskStopsAnOperationOfATypeUntilItIsPassedOver(StoreFixture store) throws Exception {
        long first = delayed(store);
        long second = delayed(store);
        long operation = store.operations().start(ofA()).id();

        try (AutoCloseable held = store.lockRow(second)) {
            assertThat(held).isNotNull();
            Advanced stopped = store.operations().advance(new Advance(operation, 100, 100, false));
            assertThat(stopped.blocked()).isTrue();
            assertThat(stopped.effects()).isEmpty();
            Advanced passed = store.operations().advance(new Advance(operation, 1, 1, true));
            assertThat(passed.blocked()).isFalse();
            assertThat(passed.operation().orElseThrow().counts()).isEqualTo(new Operation.Counts(1, 0, 1));
        }

        assertThat(ids(store.operations().advance(new Advance(operation, 100, 100, false))))
                .containsExactly(first);
    }

    @Test
    default void dryRunCountsWhatTheOperationThenRunsHoweverItsFilterNamesThem(StoreFixture store) {
        store.ended(FAILED);
        delayed(store);
        store.submit(A);
        store.ended(BACK_OFF);
        TaskFilter ofA = TaskFilter.ALL.withType(A);

        for (TaskFilter filter : List.of(
                TaskFilter.ALL, ofA, ofA.withStatus(TaskStatus.SCHEDULED), ofA.withCaller(StoreFixture.CALLER))) {
            NewOperation counting =
                    NewOperation.of(OperationAction.RUN_NOW, filter).asDryRun();
            assertThat(step(store, counting).operation().orElseThrow().counts().matched())
                    .as("%s", filter)
                    .isEqualTo(2);
        }
        assertThat(step(store, ofA()).effects()).hasSize(2);
    }
}
