package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.B;
import static dev.taskq.testkit.contract.StoreFixture.FAILED;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.newTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.NewOperation;
import dev.taskq.NewTask;
import dev.taskq.Operation;
import dev.taskq.Operation.Counts;
import dev.taskq.OperationAction;
import dev.taskq.OperationStatus;
import dev.taskq.Origin;
import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.TaskStatus;
import dev.taskq.TimeWindow;
import dev.taskq.spi.Advance;
import dev.taskq.spi.Advanced;
import dev.taskq.spi.Hint;
import dev.taskq.spi.TaskEffect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The steps of operations. */
interface OperationStepContract extends StoreUnderTest {
    private static long start(StoreFixture store, NewOperation operation) {
        return store.operations().start(operation).id();
    }

    private static Advanced step(StoreFixture store, long id, int rows) {
        return store.operations().advance(new Advance(id, rows, rows, false));
    }

    /** Takes steps until the operation has ended, and returns all effects. */
    private static List<TaskEffect> all(StoreFixture store, long id, int rows) {
        List<TaskEffect> effects = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Advanced step = step(store, id, rows);
            assertThat(step.effects()).hasSizeLessThanOrEqualTo(rows);
            effects.addAll(step.effects());
            if (step.operation().orElseThrow().status().isFinal()) {
                return effects;
            }
        }
        throw new AssertionError("the operation does not end");
    }

    private static List<Long> ids(List<TaskEffect> effects) {
        return effects.stream().map(TaskEffect::id).toList();
    }

    private static Operation read(StoreFixture store, long id) {
        return store.operations().find(id).orElseThrow();
    }

    private static List<Long> cancelled(StoreFixture store, int number) {
        List<Long> ids = store.submit(A, number);
        store.submissions().cancel(ids);
        return ids;
    }

    @Test
    default void retryQueuesFailedAndCancelledTasksWithTheirHints(StoreFixture store) {
        long failed = store.ended(FAILED);
        long succeeded = store.ended(SUCCEEDED);
        List<Long> cancelled = cancelled(store, 2);
        long running = store.running(store.agent(), 1);
        long id = start(store, NewOperation.of(OperationAction.RETRY, TaskFilter.ALL.withType(A)));

        Advanced step = step(store, id, 100);

        assertThat(step.hints())
                .containsExactlyInAnyOrderElementsOf(store.waiting(A))
                .extracting(Hint::id)
                .containsExactlyInAnyOrder(failed, cancelled.get(0), cancelled.get(1));
        assertThat(store.task(failed).counts()).isEqualTo(new Task.Counts(1, 0, 0, 0));
        assertThat(store.status(succeeded)).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(store.status(running)).isEqualTo(TaskStatus.RUNNING);
        Operation ended = step.operation().orElseThrow();
        assertThat(ended.status()).isEqualTo(OperationStatus.DONE);
        assertThat(ended.counts()).isEqualTo(new Counts(3, 3, 0));
        assertThat(ended.times().startedAt()).isPresent();
        assertThat(ended.times().finishedAt()).isPresent();
        assertThat(read(store, id)).isEqualTo(ended);
        assertThat(step(store, id, 100)).isEqualTo(Advanced.NOTHING);
    }

    @Test
    default void cancelEndsWaitingTasksAndAsksRunningOnes(StoreFixture store) {
        long queued = store.submit(A);
        long scheduled = store.submit(newTask(A).delayedBy(Duration.ofHours(1)));
        long running = store.running(store.agent(), 1);
        long failed = store.ended(FAILED);
        long other = store.submit(B);
        long id = start(store, NewOperation.of(OperationAction.CANCEL, TaskFilter.ALL.withType(A)));

        assertThat(all(store, id, 100))
                .containsExactlyInAnyOrder(
                        new TaskEffect.CancelRequested(running, A),
                        new TaskEffect.Cancelled(scheduled, A),
                        new TaskEffect.Cancelled(queued, A));

        assertThat(store.status(queued)).isEqualTo(TaskStatus.CANCELLED);
        assertThat(store.status(scheduled)).isEqualTo(TaskStatus.CANCELLED);
        assertThat(store.task(running).cancelRequested()).isTrue();
        assertThat(store.status(failed)).isEqualTo(TaskStatus.FAILED);
        assertThat(store.status(other)).isEqualTo(TaskStatus.QUEUED);
        assertThat(read(store, id).counts()).isEqualTo(new Counts(3, 3, 0));
    }

    private static NewTask of(String caller) {
        return newTask(A).withOrigin(new Origin(caller, "correlation", Optional.empty()));
    }

    private static NewOperation own(NewOperation operation) {
        return operation
                .withOrigin(new Origin("alice", "correlation", Optional.empty()))
                .onOwnTasks();
    }

    @Test
    default void ownOperationFiltersTasksOfItsCallerOnly(StoreFixture store) {
        long own = store.submit(of("alice"));
        long other = store.submit(of("bob"));
        OperationAction cancel = OperationAction.CANCEL;
        long id = start(store, own(NewOperation.of(cancel, TaskFilter.ALL.withCaller("bob"))));
        assertThat(all(store, id, 100)).isEmpty();
        assertThat(read(store, id).counts()).isEqualTo(Counts.NONE);
        long any = start(store, own(NewOperation.of(cancel, TaskFilter.ALL)));

        assertThat(all(store, any, 1)).containsExactly(new TaskEffect.Cancelled(own, A));

        assertThat(read(store, any).counts()).isEqualTo(new Counts(1, 1, 0));
        assertThat(read(store, any).request().own()).isTrue();
        assertThat(store.status(other)).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    default void tasksOfOthersDoNotExistForAnOwnOperationThatNamesThem(StoreFixture store) {
        long own = store.submit(of("alice"));
        long other = store.submit(of("bob"));
        List<Long> named = List.of(own, other, other + 1_000);
        long counting =
                start(store, own(NewOperation.of(OperationAction.CANCEL, named).asDryRun()));
        assertThat(all(store, counting, 100)).isEmpty();
        assertThat(read(store, counting).counts()).isEqualTo(new Counts(3, 0, 2));
        long id = start(store, own(NewOperation.of(OperationAction.CANCEL, named)));

        assertThat(all(store, id, 100)).containsExactly(new TaskEffect.Cancelled(own, A));

        assertThat(read(store, id).counts()).isEqualTo(new Counts(3, 1, 2));
        assertThat(store.status(other)).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    default void deleteForgetsFinalTasks(StoreFixture store) {
        long failed = store.ended(FAILED);
        long succeeded = store.ended(SUCCEEDED);
        long queued = store.submit(A);
        long id = start(store, NewOperation.of(OperationAction.DELETE, TaskFilter.ALL));

        assertThat(all(store, id, 100))
                .containsExactlyInAnyOrder(new TaskEffect.Deleted(failed, A), new TaskEffect.Deleted(succeeded, A));

        assertThat(store.submissions().statuses(List.of(failed, succeeded, queued)))
                .containsOnlyKeys(queued);
    }

    @Test
    default void stepsFollowOneAnotherWithoutGapOrRepeat(StoreFixture store) {
        List<Long> ids = new ArrayList<>(cancelled(store, 10));
        store.submit(B, 5);
        ids.addAll(cancelled(store, 3));
        long id = start(store, NewOperation.of(OperationAction.RETRY, TaskFilter.ALL));

        assertThat(ids(all(store, id, 4))).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(read(store, id).counts()).isEqualTo(new Counts(13, 13, 0));
    }

    @Test
    default void taskThatMatchesAgainBehindThePositionIsNotHandledAgain(StoreFixture store) {
        List<Long> ids = cancelled(store, 4);
        long id = start(store, NewOperation.of(OperationAction.RETRY, TaskFilter.ALL));

        List<Long> first = ids(step(store, id, 2).effects());
        store.submissions().cancel(first);
        List<Long> rest = ids(all(store, id, 2));

        assertThat(first).containsExactlyInAnyOrder(ids.get(3), ids.get(2));
        assertThat(rest).containsExactlyInAnyOrder(ids.get(1), ids.get(0));
    }

    @Test
    default void tasksStoredAfterTheStartAreNotHandled(StoreFixture store) {
        long before = store.submit(A);
        long id = start(store, NewOperation.of(OperationAction.CANCEL, TaskFilter.ALL));
        long after = store.submit(A);

        assertThat(ids(all(store, id, 1))).containsExactly(before);
        assertThat(store.status(after)).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    default void filterThatTheActionCannotMeetSelectsNothing(StoreFixture store) {
        store.submit(A, 3);
        long id = start(store, NewOperation.of(OperationAction.RETRY, TaskFilter.ALL.withStatus(TaskStatus.QUEUED)));

        Operation ended = step(store, id, 1).operation().orElseThrow();

        assertThat(ended.status()).isEqualTo(OperationStatus.DONE);
        assertThat(ended.counts()).isEqualTo(Counts.NONE);
    }

    @Test
    default void windowOfCreationBoundsAnOperation(StoreFixture store) {
        List<Long> ids = List.of(store.submit(A), store.submit(A), store.submit(A));
        var second = store.task(ids.get(1)).times().createdAt();
        var third = store.task(ids.get(2)).times().createdAt();
        long id = start(
                store,
                NewOperation.of(OperationAction.CANCEL, TaskFilter.ALL.withCreated(TimeWindow.between(second, third))));

        Advanced step = step(store, id, 2);

        assertThat(ids(step.effects())).containsExactly(ids.get(1));
        assertThat(step.operation().orElseThrow().status()).isEqualTo(OperationStatus.DONE);
    }

    @Test
    default void limitEndsAnOperation(StoreFixture store) {
        List<Long> ids = cancelled(store, 6);
        long id = start(
                store, NewOperation.of(OperationAction.RETRY, TaskFilter.ALL).withLimit(3));

        assertThat(ids(all(store, id, 2))).containsExactlyInAnyOrder(ids.get(5), ids.get(4), ids.get(3));

        assertThat(read(store, id).counts()).isEqualTo(new Counts(3, 3, 0));
        assertThat(store.waitingIds(A)).hasSize(3);
    }

    @Test
    default void dryRunCountsAndChangesNothing(StoreFixture store) throws Exception {
        List<Long> ids = cancelled(store, 5);
        long id = start(
                store, NewOperation.of(OperationAction.RETRY, TaskFilter.ALL).asDryRun());

        try (AutoCloseable held = store.lockRow(ids.get(2))) {
            assertThat(held).isNotNull();
            assertThat(all(store, id, 2)).isEmpty();
        }

        Operation ended = read(store, id);
        assertThat(ended.counts()).isEqualTo(new Counts(5, 0, 0));
        assertThat(ended.countedInPart()).isFalse();
        assertThat(store.waitingIds(A)).isEmpty();
    }

    @Test
    default void dryRunCountsUpToABound(StoreFixture store) {
        int most = (int) Operation.MOST_COUNTED;
        store.submit(A, most + 10);
        long id = start(
                store,
                NewOperation.of(OperationAction.CANCEL, TaskFilter.ALL)
                        .asDryRun()
                        .withLimit(1_000_000));

        all(store, id, 4_000);

        Operation ended = read(store, id);
        assertThat(ended.counts().matched()).isEqualTo(most);
        assertThat(ended.countedInPart()).isTrue();
    }

    @Test
    default void namedTasksAreHandledAndTheOthersCountedAsFailed(StoreFixture store) {
        List<Long> cancelled = cancelled(store, 3);
        long queued = store.submit(A);
        List<Long> named = List.of(Long.MAX_VALUE, queued, cancelled.get(2), cancelled.get(0));
        long id = start(store, NewOperation.of(OperationAction.RETRY, named));

        assertThat(ids(all(store, id, 2))).containsExactly(cancelled.get(0), cancelled.get(2));

        assertThat(read(store, id).counts()).isEqualTo(new Counts(4, 2, 2));
        assertThat(store.status(cancelled.get(1))).isEqualTo(TaskStatus.CANCELLED);
    }

    @Test
    default void stepStopsBeforeALockedTask(StoreFixture store) throws Exception {
        List<Long> ids = cancelled(store, 4);
        long id = start(store, NewOperation.of(OperationAction.RETRY, TaskFilter.ALL));

        try (AutoCloseable held = store.lockRow(ids.get(2))) {
            assertThat(held).isNotNull();
            Advanced step = step(store, id, 10);
            assertThat(ids(step.effects())).containsExactly(ids.get(3));
            assertThat(step.blocked()).isTrue();
            assertThat(step.operation().orElseThrow().status()).isEqualTo(OperationStatus.RUNNING);
            assertThat(step(store, id, 10).effects()).isEmpty();
        }

        Advanced rest = step(store, id, 10);
        assertThat(rest.blocked()).isFalse();
        assertThat(ids(rest.effects())).containsExactlyInAnyOrder(ids.get(2), ids.get(1), ids.get(0));
        assertThat(read(store, id).counts()).isEqualTo(new Counts(4, 4, 0));
    }

    @Test
    default void lockedTaskIsPassedOverIfTheStepMay(StoreFixture store) throws Exception {
        List<Long> ids = cancelled(store, 3);
        long byFilter = start(store, NewOperation.of(OperationAction.RETRY, TaskFilter.ALL));
        long byIds = start(store, NewOperation.of(OperationAction.DELETE, List.of(ids.get(1))));

        try (AutoCloseable held = store.lockRow(ids.get(1))) {
            assertThat(held).isNotNull();
            assertThat(step(store, byIds, 10).blocked()).isTrue();
            assertThat(step(store, byFilter, 10).blocked()).isTrue();
            for (long id : List.of(byFilter, byIds)) {
                Advanced passed = store.operations().advance(new Advance(id, 1, 1, true));
                assertThat(passed.blocked()).isFalse();
                assertThat(passed.effects()).isEmpty();
            }
        }

        assertThat(ids(all(store, byFilter, 10))).containsExactly(ids.get(0));
        assertThat(read(store, byFilter).counts()).isEqualTo(new Counts(3, 2, 1));
        assertThat(read(store, byIds).counts()).isEqualTo(new Counts(1, 0, 1));
        assertThat(store.status(ids.get(1))).isEqualTo(TaskStatus.CANCELLED);
    }

    @Test
    default void stepHandlesNoMoreTasksThanItMay(StoreFixture store) {
        List<Long> ids = cancelled(store, 5);
        long byFilter = start(store, NewOperation.of(OperationAction.RETRY, TaskFilter.ALL));
        long byIds = start(store, NewOperation.of(OperationAction.DELETE, List.of(ids.get(0), ids.get(1))));

        Advanced step = store.operations().advance(new Advance(byFilter, 100, 2, false));
        assertThat(ids(step.effects())).containsExactlyInAnyOrder(ids.get(4), ids.get(3));
        assertThat(step.operation().orElseThrow().status()).isEqualTo(OperationStatus.RUNNING);
        Advanced named = store.operations().advance(new Advance(byIds, 100, 1, false));
        assertThat(ids(named.effects())).containsExactly(ids.get(0));
        assertThat(named.operation().orElseThrow().status()).isEqualTo(OperationStatus.RUNNING);

        assertThat(ids(all(store, byFilter, 100))).containsExactlyInAnyOrder(ids.get(2), ids.get(1));
        assertThat(read(store, byFilter).counts()).isEqualTo(new Counts(4, 4, 0));
    }

    @Test
    default void operationsDoNotDisturbOneAnother(StoreFixture store) {
        List<Long> ofA = store.submit(A, 3);
        List<Long> ofB = store.submit(B, 3);
        long first = start(store, NewOperation.of(OperationAction.CANCEL, TaskFilter.ALL.withType(A)));
        long second = start(store, NewOperation.of(OperationAction.CANCEL, TaskFilter.ALL.withType(B)));

        List<Long> firstIds = new ArrayList<>(ids(step(store, first, 2).effects()));
        List<Long> secondIds = ids(all(store, second, 2));
        firstIds.addAll(ids(all(store, first, 2)));

        assertThat(firstIds).containsExactlyInAnyOrderElementsOf(ofA);
        assertThat(secondIds).containsExactlyInAnyOrderElementsOf(ofB);
    }

    @Test
    default void stepWithoutRoomIsRefused(StoreFixture store) {
        assertThatThrownBy(() -> step(store, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(store.operations().find(1)).isEqualTo(Optional.empty());
    }
}
