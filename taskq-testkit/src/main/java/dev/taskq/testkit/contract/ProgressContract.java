package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.AT_ONCE;
import static dev.taskq.testkit.contract.StoreFixture.BACK_OFF;
import static dev.taskq.testkit.contract.StoreFixture.FAILED;
import static dev.taskq.testkit.contract.StoreFixture.MONTH;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.WEEK;
import static dev.taskq.testkit.contract.StoreFixture.claimOf;
import static dev.taskq.testkit.contract.StoreFixture.claimed;
import static dev.taskq.testkit.contract.StoreFixture.completion;
import static dev.taskq.testkit.contract.StoreFixture.taken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.AttemptOutcome;
import dev.taskq.CallDeadline;
import dev.taskq.Task;
import dev.taskq.TaskEvent;
import dev.taskq.TaskEvent.Kind;
import dev.taskq.TaskFilter;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.spi.Held;
import dev.taskq.spi.Progress;
import dev.taskq.spi.Purge;
import dev.taskq.spi.RetryRequest;
import dev.taskq.spi.StorePort;
import dev.taskq.spi.TaskMark;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Progress: only that of the execution that holds a task is stored, and none is shown as that of another. */
interface ProgressContract extends StoreUnderTest {
    private static Progress of(long id, long token, double fraction) {
        return new Progress(new Held(id, token), fraction, Optional.of("at " + fraction));
    }

    private static void report(StorePort store, long session, Progress... progress) {
        store.sessions().reportProgress(session, List.of(progress));
    }

    private static Optional<Double> fraction(StoreFixture store, long id) {
        return store.task(id).progress().map(Task.Progress::fraction);
    }

    private static List<TaskEvent> events(StoreFixture store, long id) {
        return Coordinator.builder(store).build().events(id);
    }

    @Test
    default void progressOfTheHolderIsShown(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        Task before = store.task(id);
        Instant since = store.now();

        report(store, session, of(id, 1, 0.4));

        Task.Progress progress = store.task(id).progress().orElseThrow();
        assertThat(progress.fraction()).isEqualTo(0.4);
        assertThat(progress.note()).contains("at 0.4");
        assertThat(progress.at()).isBetween(since, store.now());
        assertThat(store.task(id).times()).isEqualTo(before.times());
        assertThat(store.inspections()
                        .detail(id, CallDeadline.unbounded())
                        .orElseThrow()
                        .task()
                        .progress())
                .contains(progress);
        assertThat(store.inspections().marks(List.of(id)))
                .containsEntry(
                        id, new TaskMark(before.status(), 1, before.times().updatedAt(), Optional.of(progress.at())));
        assertThat(store.submissions()
                        .list(TaskFilter.ALL, Optional.empty(), 10, 100)
                        .tasks())
                .singleElement()
                .satisfies(listed -> assertThat(listed.progress()).isEmpty());
    }

    @Test
    default void newerProgressReplacesTheOlder(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        report(store, session, of(id, 1, 0.4));

        report(store, session, new Progress(new Held(id, 1), 1, Optional.empty()));

        assertThat(fraction(store, id)).contains(1.0);
        assertThat(store.task(id).progress().orElseThrow().note()).isEmpty();
    }

    @Test
    default void progressOfManyIsStoredInOneCall(StoreFixture store) {
        long session = store.agent();
        List<Long> ids = store.submit(A, 100);
        store.dispatch().claim(claimOf(session, 1, ids));

        store.sessions()
                .reportProgress(
                        session,
                        ids.reversed().stream().map(id -> of(id, 1, 0.5)).toList());

        assertThat(store.submissions().find(ids))
                .allSatisfy(task ->
                        assertThat(task.progress().map(Task.Progress::fraction)).contains(0.5));
        store.sessions().reportProgress(session, List.of());
    }

    @Test
    default void progressOfOneThatDoesNotHoldTheTaskIsSkipped(StoreFixture store) throws Exception {
        StorePort other = store.another();
        other.sessions().open(StoreFixture.agentNamed("other"));
        long session = store.agent();
        long id = store.running(session, 1);
        report(store, session, of(id, 1, 0.1));

        report(store, session, of(id, 2, 0.2));
        report(store, store.agent(), of(id, 1, 0.3));
        report(other, session, of(id, 1, 0.4));
        report(store, session, of(Long.MAX_VALUE, 1, 0.5));

        assertThat(fraction(store, id)).contains(0.1);
    }

    @Test
    default void progressOfAnEarlierAttemptIsNotShown(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        report(store, session, of(id, 1, 0.9));
        store.end(taken(id, session, 1, AT_ONCE, AttemptOutcome.LOST));
        assertThat(fraction(store, id)).isEmpty();
        claimed(store.claim(session, 2, id));
        assertThat(fraction(store, id)).isEmpty();

        report(store, session, of(id, 1, 0.95));
        assertThat(fraction(store, id)).isEmpty();

        report(store, session, of(id, 2, 0.1));
        assertThat(fraction(store, id)).contains(0.1);
    }

    @Test
    default void lastProgressIsShownAfterTheAttemptHasReportedItsEnd(StoreFixture store) {
        long session = store.agent();
        long succeeded = store.running(session, 1);
        long failed = store.running(session, 2);
        report(store, session, of(succeeded, 1, 0.9), of(failed, 2, 0.5));
        store.end(completion(succeeded, session, 1, SUCCEEDED));
        store.end(completion(failed, session, 2, FAILED));

        report(store, session, of(failed, 2, 0.6));

        assertThat(fraction(store, succeeded)).contains(0.9);
        assertThat(fraction(store, failed)).contains(0.5);
        store.submissions().retry(List.of(new RetryRequest(failed, OptionalInt.empty())));
        assertThat(fraction(store, failed)).isEmpty();
    }

    @Test
    default void lockedTaskDoesNotHoldUpProgress(StoreFixture store) throws Exception {
        long session = store.agent();
        long id = store.running(session, 1);

        try (AutoCloseable held = store.lockRow(id)) {
            assertThat(held).isNotNull();
            report(store, session, of(id, 1, 0.4));
            assertThat(fraction(store, id)).contains(0.4);
        }
    }

    @Test
    default void progressOfTasksThatAreKeptStays(StoreFixture store) throws Exception {
        long session = store.agent();
        store.age(succeeded(store, session, 1), WEEK.plusHours(1));
        long second = succeeded(store, session, 2);
        long third = succeeded(store, session, 3);

        assertThat(store.completions().purge(new Purge(0, 100, WEEK, MONTH)).deleted())
                .isEqualTo(1);
        assertThat(fraction(store, second)).contains(0.5);
        store.submissions().delete(List.of(second));
        assertThat(fraction(store, third)).contains(0.5);
    }

    /** A task that has reported its progress before it succeeded. */
    private static long succeeded(StoreFixture store, long session, long token) {
        long id = store.running(session, token);
        report(store, session, of(id, token, 0.5));
        store.end(completion(id, session, token, SUCCEEDED));
        return id;
    }

    @Test
    default void progressIsAnEventBetweenTheStartAndTheEndOfItsAttempt(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        report(store, session, of(id, 1, 0.4));
        TaskEvent first = events(store, id).getLast();
        EventContract.moveOn(store);
        store.submissions().cancel(List.of(id));
        TaskEvent asked = events(store, id).stream()
                .filter(event -> event.kind() == Kind.CANCEL_REQUESTED)
                .findFirst()
                .orElseThrow();
        EventContract.moveOn(store);

        report(store, session, of(id, 1, 0.5));
        TaskEvent second = events(store, id).getLast();
        store.end(completion(id, session, 1, BACK_OFF));

        assertThat(first.kind()).isEqualTo(Kind.PROGRESS);
        assertThat(first.attempt()).isEqualTo(1);
        assertThat(first.agent()).contains("agent-1");
        assertThat(first.progress().map(Task.Progress::fraction)).contains(0.4);
        assertThat(second.progress()).isEqualTo(store.task(id).progress());
        assertThat(List.of(first.id(), asked.id(), second.id())).isSorted().doesNotHaveDuplicates();
        assertThat(events(store, id))
                .extracting(TaskEvent::kind)
                .containsExactly(
                        Kind.CREATED,
                        Kind.QUEUED,
                        Kind.STARTED,
                        Kind.CANCEL_REQUESTED,
                        Kind.PROGRESS,
                        Kind.ATTEMPT_ENDED,
                        Kind.FINISHED);
        assertThat(events(store, id)).contains(asked, second);
    }
}
