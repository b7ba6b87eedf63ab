package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.ListContract.pages;
import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.B;
import static dev.taskq.testkit.contract.StoreFixture.BACK_OFF;
import static dev.taskq.testkit.contract.StoreFixture.FAILED;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.agentNamed;
import static dev.taskq.testkit.contract.StoreFixture.claimed;
import static dev.taskq.testkit.contract.StoreFixture.completion;
import static dev.taskq.testkit.contract.StoreFixture.newTask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.AttemptOutcome;
import dev.taskq.CallDeadline;
import dev.taskq.NewSchedule;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.Recurrence;
import dev.taskq.RunResult;
import dev.taskq.Schedule;
import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.TaskStatus;
import dev.taskq.TimeWindow;
import dev.taskq.spi.Completion;
import dev.taskq.spi.Holder;
import dev.taskq.spi.RetryRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The conditions of a filter, each for itself and together. */
interface FilterContract extends StoreUnderTest {
    private static List<Long> found(StoreFixture store, TaskFilter filter) {
        return pages(store, filter, 10, 1_000);
    }

    private static NewTask from(String caller, String correlationId) {
        return newTask(A).withOrigin(new Origin(caller, correlationId, Optional.empty()));
    }

    @Test
    default void filterOfSeveralStatusesSelectsThose(StoreFixture store) {
        long failed = store.ended(FAILED);
        long queued = store.submit(A);
        long succeeded = store.ended(SUCCEEDED);
        long scheduled = store.submit(newTask(A).delayedBy(Duration.ofHours(1)));

        assertThat(found(store, TaskFilter.ALL.withStatuses(Set.of(TaskStatus.FAILED, TaskStatus.SCHEDULED))))
                .containsExactly(scheduled, failed);
        assertThat(found(store, TaskFilter.ALL.withStatuses(Set.of())))
                .containsExactly(scheduled, succeeded, queued, failed);
    }

    @Test
    default void filterOfACallerSelectsItsTasks(StoreFixture store) {
        long one = store.submit(from("one", "c"));
        long other = store.submit(from("other", "c"));
        long embedded = store.submit(from("", "c"));

        assertThat(found(store, TaskFilter.ALL.withCaller("one"))).containsExactly(one);
        assertThat(found(store, TaskFilter.ALL.withCaller("other"))).containsExactly(other);
        assertThat(found(store, TaskFilter.ALL.withCaller(""))).containsExactly(embedded);
        assertThat(found(store, TaskFilter.ALL.withCaller("on"))).isEmpty();
    }

    @Test
    default void filterOfACorrelationIdSelectsItsTasks(StoreFixture store) {
        long first = store.submit(from("one", "c-1"));
        store.submit(from("one", "c-2"));
        long third = store.submit(from("other", "c-1"));

        assertThat(found(store, TaskFilter.ALL.withCorrelationId("c-1"))).containsExactly(third, first);
    }

    @Test
    default void filterOfAKeySelectsTheTasksOfAllCallersWithIt(StoreFixture store) {
        long one = store.submit(from("one", "c").withIdempotencyKey("key"));
        long other = store.submit(from("other", "c").withIdempotencyKey("key"));
        store.submit(from("one", "c").withIdempotencyKey("another key"));
        store.submit(from("one", "c"));

        assertThat(found(store, TaskFilter.ALL.withIdempotencyKey("key"))).containsExactly(other, one);
    }

    @Test
    default void keyOfACallerIsFoundWithoutReadingOtherRows(StoreFixture store) {
        long wanted = store.submit(from("one", "c").withIdempotencyKey("key"));
        store.submit(from("other", "c").withIdempotencyKey("key"));
        store.submit(A, 20);
        TaskFilter filter = TaskFilter.ALL.withCaller("one").withIdempotencyKey("key");

        TaskPage page = store.submissions().list(filter, Optional.empty(), 10, 2);

        assertThat(page.tasks()).extracting(task -> task.id()).containsExactly(wanted);
        assertThat(page.next()).isEmpty();
        assertThat(found(store, filter.withType(B))).isEmpty();
        assertThat(found(store, filter.withIdempotencyKey("no such key"))).isEmpty();
    }

    @Test
    default void tasksOfAScheduleAreFoundWithoutReadingOtherRows(StoreFixture store) {
        NewSchedule hourly = NewSchedule.of("every_hour", Recurrence.every(Duration.ofHours(1)), A, "{}");
        store.schedules().put(hourly, Optional.empty(), Schedule.MOST);
        store.schedules()
                .put(
                        NewSchedule.of("every_day", Recurrence.every(Duration.ofDays(1)), A, "{}"),
                        Optional.empty(),
                        Schedule.MOST);
        long first = run(store, "every_hour");
        run(store, "every_day");
        store.submit(A, 20);
        long second = run(store, "every_hour");
        store.submit(A, 20);
        TaskFilter filter = TaskFilter.ALL.withSchedule("every_hour");

        TaskPage page = store.submissions().list(filter, Optional.empty(), 10, 3);

        assertThat(page.tasks()).extracting(Task::id).containsExactly(second, first);
        assertThat(page.next()).isEmpty();
        assertThat(pages(store, filter, 1, 2)).containsExactly(second, first);
        assertThat(found(store, filter.withType(B))).isEmpty();
        assertThat(found(store, TaskFilter.ALL.withSchedule("no_such"))).isEmpty();
    }

    private static long run(StoreFixture store, String schedule) {
        Origin origin = new Origin("runner", "c-1", Optional.empty());
        return ((RunResult.Queued) store.schedules()
                        .run(schedule, Optional.empty(), Optional.empty(), origin)
                        .result())
                .task();
    }

    @Test
    default void filterOfAnAgentSelectsWhatItRunsAndRanLast(StoreFixture store) {
        long first = store.sessions().open(agentNamed("first"));
        long second = store.sessions().open(agentNamed("second"));
        long running = store.running(first, 1);
        long ended = store.running(first, 2);
        store.end(completion(ended, first, 2, SUCCEEDED));
        long moved = store.running(first, 3);
        store.end(completion(moved, first, 3, FAILED));
        store.submissions().retry(List.of(new RetryRequest(moved, OptionalInt.empty())));
        claimed(store.claim(second, 1, moved));
        store.submit(A);

        assertThat(found(store, TaskFilter.ALL.withAgent("first"))).containsExactly(ended, running);
        assertThat(found(store, TaskFilter.ALL.withAgent("second"))).containsExactly(moved);
        assertThat(found(store, TaskFilter.ALL.withAgent("third"))).isEmpty();
    }

    @Test
    default void filterOfTheEndContainsItsStartAndNotItsEnd(StoreFixture store) {
        List<Long> ids = List.of(store.ended(SUCCEEDED), store.ended(FAILED), store.ended(SUCCEEDED));
        store.submit(A);
        store.ended(BACK_OFF);
        Instant second = store.task(ids.get(1)).times().finishedAt().orElseThrow();
        Instant third = store.task(ids.get(2)).times().finishedAt().orElseThrow();

        assertThat(found(store, TaskFilter.ALL.withFinished(TimeWindow.between(second, third))))
                .containsExactly(ids.get(1));
        assertThat(found(
                        store,
                        TaskFilter.ALL.withFinished(
                                new TimeWindow(Optional.of(second.plusNanos(1)), Optional.empty()))))
                .containsExactly(ids.get(2));
        assertThat(found(store, TaskFilter.ALL.withFinished(new TimeWindow(Optional.empty(), Optional.of(third)))))
                .containsExactly(ids.get(1), ids.get(0));
    }

    @Test
    default void listOfAWindowOfTheEndBeginsAtTheEndOfThatWindow(StoreFixture store) throws Exception {
        long early = store.ended(SUCCEEDED);
        store.age(early, TaskFilter.CLOCK_STEP.plusSeconds(1));
        long scheduled = store.submit(newTask(A).delayedBy(Duration.ofDays(1)));
        Instant end = store.task(early).times().finishedAt().orElseThrow().plusMillis(1);
        store.submit(A, 3);
        TaskFilter filter = TaskFilter.ALL.withFinished(new TimeWindow(Optional.empty(), Optional.of(end)));

        TaskPage page = store.submissions().list(filter, Optional.empty(), 10, 1, CallDeadline.unbounded());

        assertThat(page.tasks()).extracting(Task::id).containsExactly(early);
        // Within the step that the clock may make, all rows are read.
        TaskFilter later = TaskFilter.ALL.withFinished(
                new TimeWindow(Optional.empty(), Optional.of(end.plus(TaskFilter.CLOCK_STEP))));
        assertThat(found(store, later)).containsExactly(early);
        assertThat(found(
                        store, TaskFilter.ALL.withFinished(new TimeWindow(Optional.empty(), Optional.of(Instant.MAX)))))
                .containsExactly(early)
                .doesNotContain(scheduled);
    }

    @Test
    default void filterOfAnErrorSelectsThoseThatContainTheText(StoreFixture store) {
        long session = store.agent();
        long wanted = failedWith(store, session, 1, "Connection 100%_refused: \u00e9t\u00e9");
        failedWith(store, session, 2, "connection 100 refused");
        store.ended(SUCCEEDED);

        assertThat(found(store, TaskFilter.ALL.withErrorContaining("100%_refused")))
                .containsExactly(wanted);
        assertThat(found(store, TaskFilter.ALL.withErrorContaining("Connection")))
                .containsExactly(wanted);
        assertThat(found(store, TaskFilter.ALL.withErrorContaining("\u00e9t\u00e9")))
                .containsExactly(wanted);
        assertThat(found(store, TaskFilter.ALL.withErrorContaining("refused"))).hasSize(2);
        assertThat(found(store, TaskFilter.ALL.withErrorContaining("reset"))).isEmpty();
    }

    @Test
    default void filterOfAnErrorReadsItsFirstLine(StoreFixture store) {
        long session = store.agent();
        long wanted = failedWith(store, session, 1, "Connection refused\n\tat a.B.c(B.java:7)\nCaused by: reset");
        failedWith(store, session, 2, "reset");

        assertThat(found(store, TaskFilter.ALL.withErrorContaining("refused"))).containsExactly(wanted);
        assertThat(found(store, TaskFilter.ALL.withErrorContaining("reset")))
                .hasSize(1)
                .doesNotContain(wanted);
        assertThat(found(store, TaskFilter.ALL.withErrorContaining("B.java"))).isEmpty();
    }

    private static long failedWith(StoreFixture store, long session, long token, String error) {
        long id = store.running(session, token);
        store.end(new Completion(
                id,
                new Holder(session, token),
                FAILED,
                AttemptOutcome.FAILED,
                Optional.empty(),
                Optional.of(error),
                true));
        return id;
    }

    @Test
    default void conditionsOfAFilterHoldTogether(StoreFixture store) {
        long wanted = store.submit(from("one", "c-1"));
        store.submit(from("one", "c-2"));
        store.submit(from("other", "c-1"));
        TaskFilter both = TaskFilter.ALL.withCaller("one").withCorrelationId("c-1");

        assertThat(found(store, both)).containsExactly(wanted);
        assertThat(found(store, both.withType(B))).isEmpty();
        assertThat(found(store, both.withStatus(TaskStatus.FAILED))).isEmpty();
    }

    @Test
    default void textInAnErrorIsSoughtInABoundedNumberOfRows(StoreFixture store) {
        long wanted = failedWith(store, store.agent(), 1, "boom");
        store.submit(A, 10);
        TaskFilter filter = TaskFilter.ALL.withErrorContaining("boom");

        TaskPage page = store.submissions().list(filter, Optional.empty(), 5, 4);

        assertThat(page.tasks()).isEmpty();
        assertThat(page.next()).isPresent();
        assertThat(pages(store, filter, 5, 4)).containsExactly(wanted);
    }
}
