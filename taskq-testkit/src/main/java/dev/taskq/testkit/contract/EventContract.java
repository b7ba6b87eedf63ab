package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.AT_ONCE;
import static dev.taskq.testkit.contract.StoreFixture.BACK_OFF;
import static dev.taskq.testkit.contract.StoreFixture.FAILED;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.completion;
import static dev.taskq.testkit.contract.StoreFixture.newTask;
import static dev.taskq.testkit.contract.StoreFixture.taken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.AttemptOutcome;
import dev.taskq.NewOperation;
import dev.taskq.OperationAction;
import dev.taskq.TaskEvent;
import dev.taskq.TaskEvent.Kind;
import dev.taskq.TaskStatus;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.spi.Advance;
import dev.taskq.spi.RetryRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The events of a task's life, as a coordinator derives them from what the store has. */
interface EventContract extends StoreUnderTest {
    private static List<TaskEvent> events(StoreFixture store, long id) {
        List<TaskEvent> events = Coordinator.builder(store).build().events(id);
        assertThat(events.stream().map(TaskEvent::id)).isSorted().doesNotHaveDuplicates();
        return events;
    }

    private static List<Kind> kinds(StoreFixture store, long id) {
        return events(store, id).stream().map(TaskEvent::kind).toList();
    }

    @Test
    default void successIsTheEndOfAnAttemptAndOfTheTask(StoreFixture store) {
        long id = store.ended(SUCCEEDED);

        List<TaskEvent> events = events(store, id);

        assertThat(events)
                .extracting(TaskEvent::kind)
                .containsExactly(Kind.CREATED, Kind.QUEUED, Kind.STARTED, Kind.ATTEMPT_ENDED, Kind.FINISHED);
        assertThat(events.get(0).at()).isEqualTo(store.task(id).times().createdAt());
        assertThat(events.get(2).agent()).contains("agent-1");
        assertThat(events.get(3).outcome()).contains(AttemptOutcome.SUCCEEDED);
        assertThat(events.get(4).status()).contains(TaskStatus.SUCCEEDED);
        assertThat(events.get(4).at())
                .isEqualTo(store.task(id).times().finishedAt().orElseThrow());
        assertThat(Coordinator.builder(store).build().events(Long.MAX_VALUE)).isEmpty();
    }

    @Test
    default void eventsKeepTheirIdsWhileTheTaskGoesOn(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        List<TaskEvent> running = events(store, id);
        store.end(taken(id, session, 1, AT_ONCE, AttemptOutcome.LOST));
        List<TaskEvent> again = events(store, id);
        store.claim(session, 2, id);
        store.end(completion(id, session, 2, SUCCEEDED));
        List<TaskEvent> done = events(store, id);

        assertThat(running).extracting(TaskEvent::kind).containsExactly(Kind.CREATED, Kind.QUEUED, Kind.STARTED);
        assertThat(again)
                .extracting(TaskEvent::kind)
                .containsExactly(Kind.CREATED, Kind.STARTED, Kind.ATTEMPT_ENDED, Kind.QUEUED);
        assertThat(again).contains(running.get(0), running.get(2));
        assertThat(again.getLast().id()).isGreaterThan(running.getLast().id());
        assertThat(done).containsAll(again).hasSize(7);
        assertThat(done.getLast().status()).contains(TaskStatus.SUCCEEDED);
    }

    @Test
    default void backOffIsShownWithItsErrorAndItsEnd(StoreFixture store) {
        long id = store.ended(BACK_OFF);

        List<TaskEvent> events = events(store, id);

        assertThat(events)
                .extracting(TaskEvent::kind)
                .containsExactly(Kind.CREATED, Kind.QUEUED, Kind.STARTED, Kind.ATTEMPT_ENDED, Kind.SCHEDULED);
        assertThat(events.get(3).outcome()).contains(AttemptOutcome.FAILED);
        assertThat(events.get(3).error()).contains("went wrong");
        assertThat(events.get(4).dueAt()).isEqualTo(store.task(id).times().runAt());
    }

    @Test
    default void taskThatIsScheduledAndCancelledNeverStarted(StoreFixture store) {
        long id = store.submit(newTask(A).delayedBy(Duration.ofHours(1)));
        assertThat(kinds(store, id)).containsExactly(Kind.CREATED, Kind.SCHEDULED);
        assertThat(events(store, id).get(1).dueAt())
                .isEqualTo(store.task(id).times().runAt());

        store.submissions().cancel(List.of(id));

        assertThat(kinds(store, id)).containsExactly(Kind.CREATED, Kind.SCHEDULED, Kind.FINISHED);
        assertThat(events(store, id).getLast().status()).contains(TaskStatus.CANCELLED);
    }

    @Test
    default void cancelOfARunningTaskIsShownBeforeItsEnd(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        store.submissions().cancel(List.of(id));
        assertThat(kinds(store, id)).containsExactly(Kind.CREATED, Kind.QUEUED, Kind.STARTED, Kind.CANCEL_REQUESTED);

        store.end(completion(id, session, 1, FAILED));

        assertThat(kinds(store, id))
                .containsExactly(
                        Kind.CREATED,
                        Kind.QUEUED,
                        Kind.STARTED,
                        Kind.CANCEL_REQUESTED,
                        Kind.ATTEMPT_ENDED,
                        Kind.FINISHED);
    }

    @Test
    default void retryByHandIsToldFromAnother(StoreFixture store) {
        long id = store.ended(FAILED);
        assertThat(kinds(store, id).getLast()).isEqualTo(Kind.FINISHED);
        store.submissions().retry(List.of(new RetryRequest(id, OptionalInt.empty())));

        assertThat(kinds(store, id)).containsExactly(Kind.CREATED, Kind.STARTED, Kind.ATTEMPT_ENDED, Kind.RETRIED);

        store.claim(store.agent(), 2, id);

        assertThat(kinds(store, id))
                .containsExactly(Kind.CREATED, Kind.STARTED, Kind.ATTEMPT_ENDED, Kind.RETRIED, Kind.STARTED);
    }

    @Test
    default void retryBeforeATaskIsDueIsToldLikeItsBecomingDue(StoreFixture store) {
        long delayed = store.submit(newTask(A).delayedBy(Duration.ofHours(1)));
        long backsOff = store.ended(BACK_OFF);
        for (long id : List.of(delayed, backsOff)) {
            long seen = events(store, id).getLast().id();
            next(store, id, seen, () -> store.submissions().retry(List.of(new RetryRequest(id, OptionalInt.empty()))));
        }

        assertThat(kinds(store, delayed)).containsExactly(Kind.CREATED, Kind.SCHEDULED, Kind.QUEUED);
        assertThat(kinds(store, backsOff)).containsExactly(Kind.CREATED, Kind.STARTED, Kind.ATTEMPT_ENDED, Kind.QUEUED);
    }

    /** Lets the clock move on by more than the unit in which waits are measured. */
    static void moveOn(StoreFixture store) {
        Instant until = store.now().plusMillis(1);
        while (store.now().isBefore(until)) {
            Thread.onSpinWait();
        }
    }

    /** Does something to a task, and returns the id of the one event that is new by it. */
    private static long next(StoreFixture store, long id, long seen, Runnable change) {
        moveOn(store);
        change.run();
        List<Long> news = events(store, id).stream()
                .map(TaskEvent::id)
                .filter(event -> event > seen)
                .toList();
        assertThat(news).hasSize(1);
        return news.getFirst();
    }

    private static void cancelAndRetry(StoreFixture store, long id) {
        long seen = events(store, id).getLast().id();
        for (int i = 0; i < 3; i++) {
            seen = next(store, id, seen, () -> store.submissions().cancel(List.of(id)));
            seen = next(
                    store,
                    id,
                    seen,
                    () -> store.submissions().retry(List.of(new RetryRequest(id, OptionalInt.empty()))));
        }
        long session = store.agent();
        seen = next(store, id, seen, () -> store.claim(session, 1, id));
        assertThat(events(store, id).getLast().id()).isEqualTo(seen);
        store.end(completion(id, session, 1, SUCCEEDED));
        assertThat(events(store, id).getLast().id()).isGreaterThan(seen);
    }

    @Test
    default void idsGoOnIncreasingWhileATaskIsCancelledAndRetriedByHand(StoreFixture store) {
        cancelAndRetry(store, store.submit(A));
        cancelAndRetry(store, store.submit(newTask(A).delayedBy(Duration.ofHours(1))));
        cancelAndRetry(store, store.ended(BACK_OFF));
        long session = store.agent();
        long lost = store.running(session, 1);
        store.end(taken(lost, session, 1, AT_ONCE, AttemptOutcome.LOST));
        cancelAndRetry(store, lost);
        long released = store.running(session, 2);
        store.end(taken(released, session, 2, AT_ONCE, AttemptOutcome.RELEASED));
        cancelAndRetry(store, released);
    }

    @Test
    default void idsGoOnIncreasingWhileAnOperationCancelsAndRetries(StoreFixture store) {
        long id = store.ended(FAILED);
        long seen = events(store, id).getLast().id();
        for (OperationAction action : List.of(OperationAction.RETRY, OperationAction.CANCEL, OperationAction.RETRY)) {
            seen = next(store, id, seen, () -> {
                long operation = store.operations()
                        .start(NewOperation.of(action, List.of(id)))
                        .id();
                store.operations().advance(new Advance(operation, 10, 10, false));
            });
        }
        assertThat(events(store, id).getLast().kind()).isEqualTo(Kind.RETRIED);
    }

    @Test
    default void forgivenLossesChangeNoEvent(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        long process = store.session(session).process();
        store.lose(session);
        store.end(taken(id, session, 1, AT_ONCE, AttemptOutcome.LOST));
        List<TaskEvent> before = events(store, id);

        store.completions().forgiveLosses(session, process, "came back");

        assertThat(store.task(id).counts().losses()).isZero();
        assertThat(events(store, id))
                .extracting(TaskEvent::id)
                .containsExactlyElementsOf(before.stream().map(TaskEvent::id).toList());
    }

    @Test
    default void cancelWhileATaskWaitsAgainIsItsEnd(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        store.end(taken(id, session, 1, AT_ONCE, AttemptOutcome.LOST));
        long waiting = events(store, id).getLast().id();

        store.submissions().cancel(List.of(id));

        TaskEvent last = events(store, id).getLast();
        assertThat(last.status()).contains(TaskStatus.CANCELLED);
        assertThat(last.id()).isGreaterThan(waiting);
    }
}
