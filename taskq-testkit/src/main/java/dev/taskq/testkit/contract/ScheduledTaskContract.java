package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.AT_ONCE;
import static dev.taskq.testkit.contract.StoreFixture.BACK_OFF;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.completion;
import static dev.taskq.testkit.contract.StoreFixture.taken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.taskq.AttemptOutcome;
import dev.taskq.NewSchedule;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.Recurrence;
import dev.taskq.RunResult;
import dev.taskq.Schedule;
import dev.taskq.ScheduledTask;
import dev.taskq.ScheduledTasks;
import dev.taskq.spi.DueRange;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The scheduled tasks that are due next, and how many are due when. */
interface ScheduledTaskContract extends StoreUnderTest {
    Instant FIRST = Instant.EPOCH;

    private static Instant inHours(StoreFixture store, int hours) {
        return store.now().truncatedTo(ChronoUnit.HOURS).plus(hours, ChronoUnit.HOURS);
    }

    private static long at(StoreFixture store, Instant due, String caller) {
        return store.submit(
                NewTask.of(A, "{}").runAt(due).withOrigin(new Origin(caller, "correlation-1", Optional.empty())));
    }

    private static List<Long> ids(ScheduledTasks read) {
        return read.tasks().stream().map(ScheduledTask::id).toList();
    }

    @Test
    default void scheduledTasksAreReadInTheOrderOfTheirDueTimesAndNoOthers(StoreFixture store) {
        Instant due = inHours(store, 2);
        Instant later = inHours(store, 3);
        long last = at(store, later, "late");
        long first = at(store, due, "soon");
        store.submit(A);
        store.running(store.agent(), 1);
        store.ended(SUCCEEDED);
        store.submissions().cancel(List.of(at(store, due, "soon")));

        ScheduledTasks read = store.inspections().scheduled(FIRST, Optional.empty(), 10, 10);

        assertThat(read.tasks())
                .containsExactly(
                        new ScheduledTask(first, A, "soon", due, 0, Optional.empty(), Optional.empty()),
                        new ScheduledTask(last, A, "late", later, 0, Optional.empty(), Optional.empty()));
        assertThat(read.readTo()).isEmpty();
        assertThat(ids(store.inspections().scheduled(later, Optional.empty(), 10, 10)))
                .containsExactly(last);
        assertThat(store.inspections().scheduled(later.plusNanos(1_000), Optional.empty(), 10, 10))
                .isEqualTo(new ScheduledTasks(List.of(), Optional.empty()));
    }

    @Test
    default void taskThatIsDueIsReadUntilItIsQueued(StoreFixture store) throws Exception {
        long id = at(store, inHours(store, 2), "soon");
        store.age(id, Duration.ofHours(3));
        assertThat(ids(store.inspections().scheduled(FIRST, Optional.empty(), 10, 10)))
                .containsExactly(id);

        store.dispatch().promoteDue(DueRange.ALL, 10);

        assertThat(ids(store.inspections().scheduled(FIRST, Optional.empty(), 10, 10)))
                .isEmpty();
    }

    @Test
    default void taskThatBacksOffTellsHowItsLastAttemptEnded(StoreFixture store) {
        long session = store.agent();
        long twice = store.running(session, 1);
        store.end(taken(twice, session, 1, AT_ONCE, AttemptOutcome.LOST));
        store.claim(session, 2, twice);
        store.end(completion(twice, session, 2, BACK_OFF));
        long once = store.running(session, 3);
        store.end(taken(once, session, 3, BACK_OFF, AttemptOutcome.TIMED_OUT));

        List<ScheduledTask> read =
                store.inspections().scheduled(FIRST, Optional.empty(), 10, 10).tasks();

        assertThat(read).extracting(ScheduledTask::id).containsExactly(twice, once);
        assertThat(read).extracting(ScheduledTask::attempt).containsExactly(2, 1);
        assertThat(read)
                .extracting(ScheduledTask::after)
                .containsExactly(Optional.of(AttemptOutcome.FAILED), Optional.of(AttemptOutcome.TIMED_OUT));
        assertThat(Optional.of(read.getFirst().dueAt()))
                .isEqualTo(store.task(twice).times().runAt());
    }

    @Test
    default void taskOfAScheduleThatBacksOffTellsTheSchedule(StoreFixture store) {
        store.schedules()
                .put(
                        NewSchedule.of("s", Recurrence.every(Duration.ofHours(1)), A, "{}"),
                        Optional.empty(),
                        Schedule.MOST);
        RunResult run = store.schedules()
                .run("s", Optional.empty(), Optional.empty(), new Origin("runner", "c-1", Optional.empty()))
                .result();
        long id = ((RunResult.Queued) run).task();
        long session = store.agent();
        store.claim(session, 1, id);
        store.end(completion(id, session, 1, BACK_OFF));

        assertThat(store.inspections()
                        .scheduled(FIRST, Optional.empty(), 10, 10)
                        .tasks())
                .extracting(ScheduledTask::schedule)
                .containsExactly(Optional.of("s"));
    }

    @Test
    default void noMoreScheduledTasksAreReadThanAskedForWhateverTheirCallersAre(StoreFixture store) {
        List<Instant> hours =
                IntStream.range(2, 6).mapToObj(n -> inHours(store, n)).toList();
        long first = at(store, hours.get(0), "x");
        long second = at(store, hours.get(1), "y");
        long third = at(store, hours.get(2), "x");
        long fourth = at(store, hours.get(3), "y");
        Optional<String> y = Optional.of("y");

        ScheduledTasks bounded = store.inspections().scheduled(FIRST, Optional.empty(), 2, 2);
        assertThat(ids(bounded)).containsExactly(first, second);
        assertThat(bounded.readTo()).contains(hours.get(1));

        ScheduledTasks ofOne = store.inspections().scheduled(FIRST, y, 2, 3);
        assertThat(ids(ofOne)).containsExactly(second);
        assertThat(ofOne.readTo()).contains(hours.get(2));

        ScheduledTasks cut = store.inspections().scheduled(FIRST, y, 1, 4);
        assertThat(ids(cut)).containsExactly(second);
        assertThat(cut.readTo()).contains(hours.get(1));

        ScheduledTasks all = store.inspections().scheduled(FIRST, y, 3, 10);
        assertThat(ids(all)).containsExactly(second, fourth);
        assertThat(all.readTo()).isEmpty();

        ScheduledTasks none = store.inspections().scheduled(FIRST, Optional.of("z"), 2, 3);
        assertThat(none.tasks()).isEmpty();
        assertThat(none.readTo()).isEqualTo(store.task(third).times().runAt());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.inspections().scheduled(FIRST, y, 0, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.inspections().scheduled(FIRST, y, 2, 1));
    }

    @Test
    default void dueTasksAreCountedInEachRange(StoreFixture store) {
        List<Instant> hours =
                IntStream.range(2, 5).mapToObj(n -> inHours(store, n)).toList();
        at(store, hours.get(0), "x");
        at(store, hours.get(0).plusSeconds(1), "y");
        at(store, hours.get(1), "x");
        store.submit(A);
        DueRange first = new DueRange(hours.get(0), hours.get(1));
        DueRange second = new DueRange(hours.get(1), hours.get(2));
        DueRange behind = new DueRange(hours.get(2), DueRange.ALL.before());

        assertThat(store.inspections().countDue(List.of(first, behind, second, DueRange.ALL), 10))
                .containsExactly(2, 0, 1, 3);
        assertThat(store.inspections().countDue(List.of(second, first, DueRange.ALL), 1))
                .containsExactly(1, 1, 1);
        assertThat(store.inspections().countDue(List.of(), 1)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.inspections().countDue(List.of(first), 0));
    }
}
