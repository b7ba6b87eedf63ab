package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.claimed;
import static dev.taskq.testkit.contract.StoreFixture.completion;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.CatchUp;
import dev.taskq.Fire;
import dev.taskq.NewSchedule;
import dev.taskq.Origin;
import dev.taskq.Overlap;
import dev.taskq.Recurrence;
import dev.taskq.Schedule;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.DueSchedule;
import dev.taskq.spi.DueSchedules;
import dev.taskq.spi.FireResult;
import dev.taskq.spi.FireStep;
import dev.taskq.spi.Hint;
import dev.taskq.spi.ScheduleRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is due, and fires. */
interface FireContract extends StoreUnderTest {
    Duration HOUR = Duration.ofHours(1);

    private static NewSchedule hourly(String name) {
        return NewSchedule.of(name, Recurrence.every(HOUR), A, "{\"n\": 1}");
    }

    private static Schedule put(StoreFixture store, NewSchedule schedule) {
        return store.schedules().put(schedule, Optional.empty(), Schedule.MOST).schedule();
    }

    private static Schedule read(StoreFixture store, String name) {
        return store.schedules().find(name, Optional.empty()).orElseThrow();
    }

    /** Lets an hour and a second pass, and finds what is due. */
    private static List<DueSchedule> due(StoreFixture store, int number) throws Exception {
        store.ageSchedules(HOUR.plusSeconds(1));
        List<DueSchedule> due = store.schedules().due(DueRange.ALL, 100).schedules();
        assertThat(due).hasSize(number);
        return due;
    }

    /** A step of a schedule that is due, for its own fire time. */
    private static FireStep step(DueSchedule due) {
        return step(due, List.of(due.fireAt()), due.fireAt().plus(HOUR));
    }

    private static FireStep step(DueSchedule due, List<Instant> times, Instant next) {
        return new FireStep(due.name(), due.version(), times, Optional.of(next), 0, Optional.empty());
    }

    private static FireResult fire(StoreFixture store, FireStep step) {
        List<FireResult> results = store.schedules().fire(List.of(step));
        assertThat(results).hasSize(1);
        return results.getFirst();
    }

    @Test
    default void scheduleIsDueWhenItsFireTimeHasCome(StoreFixture store) throws Exception {
        put(store, NewSchedule.of("later", Recurrence.every(HOUR.multipliedBy(9)), A, "{}"));
        put(store, hourly("first").withCatchUp(CatchUp.all(7)));

        DueSchedules before = store.schedules().due(DueRange.ALL, 10);
        store.ageSchedules(HOUR.plusSeconds(1));
        DueSchedules due = store.schedules().due(DueRange.ALL, 10);

        assertThat(before.schedules()).isEmpty();
        assertThat(before.untilNext().orElseThrow()).isBetween(Duration.ofMinutes(59), HOUR);
        assertThat(due.schedules()).hasSize(1);
        DueSchedule found = due.schedules().getFirst();
        assertThat(found.name()).isEqualTo("first");
        assertThat(found.fireAt()).isEqualTo(read(store, "first").nextFireAt().orElseThrow());
        assertThat(found.recurrence()).isEqualTo(Recurrence.every(HOUR));
        assertThat(found.catchUp()).isEqualTo(CatchUp.all(7));
        assertThat(due.now()).isBetween(found.fireAt(), store.now());
        assertThat(due.untilNext().orElseThrow()).isBetween(HOUR.multipliedBy(7), HOUR.multipliedBy(8));
    }

    @Test
    default void dueScheduleHasTheAnchorOfItsInterval(StoreFixture store) throws Exception {
        Schedule stored = put(store, hourly("s"));

        assertThat(due(store, 1).getFirst().anchor()).isEqualTo(stored.createdAt());
    }

    @Test
    default void pausedScheduleIsNeverDue(StoreFixture store) throws Exception {
        put(store, hourly("paused"));
        put(store, hourly("other"));
        store.schedules().setPaused("paused", true, Optional.empty());

        assertThat(due(store, 1)).extracting(DueSchedule::name).containsExactly("other");
    }

    @Test
    default void schedulesThatAreDueForLongestComeFirstAndNoMoreThanAskedFor(StoreFixture store) throws Exception {
        put(store, hourly("b"));
        put(store, hourly("a"));
        put(store, hourly("c"));

        due(store, 3);

        assertThat(store.schedules().due(DueRange.ALL, 2).schedules())
                .extracting(DueSchedule::name)
                .containsExactly("b", "a");
    }

    @Test
    default void onlySchedulesOfTheRangeAreFound(StoreFixture store) throws Exception {
        put(store, hourly("first"));
        put(store, hourly("second"));
        put(store, hourly("third"));
        put(store, NewSchedule.of("later", Recurrence.every(HOUR.multipliedBy(9)), A, "{}"));
        List<Instant> times = due(store, 3).stream().map(DueSchedule::fireAt).toList();

        DueSchedules found = store.schedules().due(new DueRange(times.get(1), times.get(2)), 10);

        assertThat(found.schedules()).extracting(DueSchedule::name).containsExactly("second");
        assertThat(found.untilNext().orElseThrow()).isBetween(HOUR.multipliedBy(7), HOUR.multipliedBy(8));
    }

    @Test
    default void fireQueuesATaskAndSetsTheNextFireTime(StoreFixture store) throws Exception {
        put(
                store,
                hourly("s")
                        .withMaxAttempts(3)
                        .withTimeout(Duration.ofMinutes(2))
                        .withCaller("shop"));
        DueSchedule due = due(store, 1).getFirst();
        Instant before = store.now();

        FireResult result = fire(store, step(due));

        assertThat(result.effect()).isEqualTo(FireResult.Effect.FIRED);
        assertThat(result.name()).isEqualTo("s");
        assertThat(result.hints()).hasSize(1);
        Hint hint = result.hints().getFirst();
        assertThat(hint.type()).isEqualTo(A);
        assertThat(hint.hintedAt()).isBetween(before, store.now());
        Task task = store.task(hint.id());
        assertThat(task.status()).isEqualTo(TaskStatus.QUEUED);
        assertThat(task.type()).isEqualTo(A);
        assertThat(task.params()).isEqualTo("{\"n\": 1}");
        assertThat(task.maxAttempts()).isEqualTo(3);
        assertThat(task.timeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(task.origin())
                .isEqualTo(new Origin("shop", ScheduleRow.correlationId("s", due.fireAt()), Optional.empty())
                        .withFire(new Fire("s", Optional.of(due.fireAt()))));
        assertThat(store.waiting(A)).containsExactly(hint);
        Schedule after = read(store, "s");
        assertThat(after.nextFireAt()).contains(due.fireAt().plus(HOUR));
        assertThat(after.last().firedAt()).contains(due.fireAt());
        assertThat(after.last().task()).hasValue(task.id());
        assertThat(after.last().skippedAt()).isEmpty();
        assertThat(after.counts()).isEqualTo(new Schedule.Counts(1, 0));
        assertThat(store.schedules().due(DueRange.ALL, 10).schedules()).isEmpty();
    }

    @Test
    default void handlerIsGivenTheFireTime(StoreFixture store) throws Exception {
        put(store, hourly("s"));
        DueSchedule due = due(store, 1).getFirst();
        long id = fire(store, step(due)).hints().getFirst().id();

        assertThat(claimed(store.claim(store.agent(), 1, id)).fire())
                .contains(new Fire("s", Optional.of(due.fireAt())));
        assertThat(claimed(store.claim(store.agent(), 1, store.submit(A))).fire())
                .isEmpty();
    }

    @Test
    default void repeatedFireDoesNothing(StoreFixture store) throws Exception {
        put(store, hourly("s"));
        DueSchedule due = due(store, 1).getFirst();
        fire(store, step(due));
        Schedule after = read(store, "s");

        FireResult again = fire(store, step(due, List.of(due.fireAt().plus(HOUR)), due.fireAt()));

        assertThat(again).isEqualTo(new FireResult("s", FireResult.Effect.PASSED_OVER, List.of()));
        assertThat(read(store, "s")).isEqualTo(after);
        assertThat(store.waiting(A)).hasSize(1);
    }

    @Test
    default void fireOfAScheduleThatWasChangedDoesNothing(StoreFixture store) throws Exception {
        for (String name : List.of("paused", "put", "deleted", "again", "run")) {
            put(store, hourly(name));
        }
        List<FireStep> steps = due(store, 5).stream().map(FireContract::step).toList();
        store.schedules().setPaused("paused", true, Optional.empty());
        put(store, hourly("put").withParams("{}"));
        store.schedules().delete("deleted", Optional.empty());
        store.schedules().delete("again", Optional.empty());
        put(store, hourly("again"));
        store.schedules().run("run", Optional.empty(), Optional.empty(), new Origin("", "c-1", Optional.empty()));

        assertThat(store.schedules().fire(steps))
                .hasSize(5)
                .allSatisfy(result -> assertThat(result.effect()).isEqualTo(FireResult.Effect.PASSED_OVER));

        assertThat(store.waiting(A)).hasSize(1);
        assertThat(read(store, "again").last()).isEqualTo(Schedule.Last.NOTHING);
    }

    @Test
    default void fireTimeHasOneTaskWhateverBecomesOfItsSchedule(StoreFixture store) throws Exception {
        put(store, hourly("s"));
        DueSchedule due = due(store, 1).getFirst();
        fire(store, step(due));
        store.schedules().delete("s", Optional.empty());
        put(store, hourly("s"));
        DueSchedule next = due(store, 1).getFirst();

        FireResult result = fire(store, step(next, List.of(due.fireAt(), next.fireAt()), next.fireAt()));

        assertThat(result.effect()).isEqualTo(FireResult.Effect.FIRED);
        assertThat(result.hints()).hasSize(1);
        assertThat(store.task(result.hints().getFirst().id()).origin().fire())
                .contains(new Fire("s", Optional.of(next.fireAt())));
        assertThat(read(store, "s").counts().fired()).isEqualTo(1);
    }

    @Test
    default void severalFireTimesAreQueuedInTheirOrder(StoreFixture store) throws Exception {
        put(store, hourly("a").withCatchUp(CatchUp.all(3)));
        put(store, hourly("b"));
        List<DueSchedule> due = due(store, 2);
        DueSchedule a =
                due.stream().filter(it -> it.name().equals("a")).findFirst().orElseThrow();
        DueSchedule b =
                due.stream().filter(it -> it.name().equals("b")).findFirst().orElseThrow();
        List<Instant> times = IntStream.range(0, 3)
                .mapToObj(i -> a.fireAt().plus(HOUR.multipliedBy(i)))
                .toList();
        Instant skipped = b.fireAt();
        FireStep nothing =
                new FireStep("b", b.version(), List.of(), Optional.of(skipped.plus(HOUR)), 5, Optional.of(skipped));

        List<FireResult> results = store.schedules().fire(List.of(nothing, step(a, times, times.get(2))));

        assertThat(results).extracting(FireResult::name).containsExactly("b", "a");
        assertThat(results.get(0)).isEqualTo(new FireResult("b", FireResult.Effect.FIRED, List.of()));
        List<Long> ids = results.get(1).hints().stream().map(Hint::id).toList();
        assertThat(ids).hasSize(3).isSorted();
        assertThat(ids.stream()
                        .map(id -> store.task(id)
                                .origin()
                                .fire()
                                .orElseThrow()
                                .time()
                                .orElseThrow()))
                .isEqualTo(times);
        assertThat(read(store, "a").last().task()).hasValue(ids.getLast());
        assertThat(read(store, "a").last().firedAt()).contains(times.getLast());
        Schedule passed = read(store, "b");
        assertThat(passed.last())
                .isEqualTo(new Schedule.Last(Optional.empty(), OptionalLong.empty(), Optional.of(skipped)));
        assertThat(passed.counts()).isEqualTo(new Schedule.Counts(0, 5));
    }

    @Test
    default void scheduleThatDoesNotOverlapSkipsWhileItsLastTaskIsNotFinal(StoreFixture store) throws Exception {
        store.submit(A);
        put(store, hourly("s").withOverlap(Overlap.SKIP));
        DueSchedule due = due(store, 1).getFirst();
        Instant second = due.fireAt().plusMillis(1);
        long first = fire(store, step(due, List.of(due.fireAt()), second))
                .hints()
                .getFirst()
                .id();

        DueSchedule again = due(store, 1).getFirst();
        Instant third = second.plusMillis(1);
        FireResult skipped = fire(store, step(again, List.of(second), third));
        Schedule after = read(store, "s");

        assertThat(skipped).isEqualTo(new FireResult("s", FireResult.Effect.OVERLAPPED, List.of()));
        assertThat(after.last().skippedAt()).contains(second);
        assertThat(after.last().firedAt()).contains(due.fireAt());
        assertThat(after.last().task()).hasValue(first);
        assertThat(after.counts()).isEqualTo(new Schedule.Counts(1, 1));
        assertThat(after.nextFireAt()).contains(third);

        long session = store.agent();
        claimed(store.claim(session, 1, first));
        store.end(completion(first, session, 1, SUCCEEDED));
        DueSchedule last = due(store, 1).getFirst();
        assertThat(fire(store, step(last)).effect()).isEqualTo(FireResult.Effect.FIRED);
    }

    @Test
    default void scheduleWithoutANextFireTimeIsNotDueAgain(StoreFixture store) throws Exception {
        put(store, hourly("s"));
        DueSchedule due = due(store, 1).getFirst();

        fire(store, new FireStep("s", due.version(), List.of(due.fireAt()), Optional.empty(), 0, Optional.empty()));

        assertThat(read(store, "s").nextFireAt()).isEmpty();
        assertThat(store.schedules().due(DueRange.ALL, 10)).satisfies(none -> {
            assertThat(none.schedules()).isEmpty();
            assertThat(none.untilNext()).isEmpty();
        });
    }

    @Test
    default void fireTimesOfManyAreFiredOnceEachByTwoAtOnce(StoreFixture store) throws Exception {
        int number = 20;
        IntStream.range(0, number).forEach(i -> put(store, hourly("s" + i)));
        List<FireStep> steps =
                due(store, number).stream().map(FireContract::step).toList();
        List<FireStep> backwards = steps.stream()
                .sorted(Comparator.comparing(FireStep::name).reversed())
                .toList();

        List<List<FireResult>> both = Together.run(2, place -> store.schedules().fire(place == 0 ? steps : backwards));

        assertThat(both.stream().flatMap(List::stream).flatMap(result -> result.hints().stream()))
                .hasSize(number);
        assertThat(store.waiting(A)).hasSize(number);
    }
}
