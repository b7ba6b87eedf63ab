package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.B;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.completion;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.CatchUp;
import dev.taskq.EditResult;
import dev.taskq.Fire;
import dev.taskq.ForeignScheduleException;
import dev.taskq.KeyConflictException;
import dev.taskq.NewSchedule;
import dev.taskq.Origin;
import dev.taskq.Overlap;
import dev.taskq.PutResult;
import dev.taskq.Recurrence;
import dev.taskq.RunResult;
import dev.taskq.Schedule;
import dev.taskq.SchedulePage;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import dev.taskq.TooManySchedulesException;
import dev.taskq.spi.Schedules.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Putting schedules, reading them, pausing, running and deleting them. */
interface ScheduleContract extends StoreUnderTest {
    /** Every hour, so that it does not become due while a test runs. */
    private static NewSchedule hourly(String name) {
        return NewSchedule.of(name, Recurrence.every(Duration.ofHours(1)), A, "{\"n\": 1}");
    }

    private static PutResult put(StoreFixture store, NewSchedule schedule) {
        return store.schedules().put(schedule, Optional.empty(), Schedule.MOST);
    }

    private static Schedule read(StoreFixture store, String name) {
        return store.schedules().find(name, Optional.empty()).orElseThrow();
    }

    private static Run run(StoreFixture store, String name, Optional<String> key) {
        return store.schedules().run(name, Optional.empty(), key, new Origin("runner", "c-1", Optional.empty()));
    }

    private static long queued(Run run) {
        return ((RunResult.Queued) run.result()).task();
    }

    @Test
    default void putScheduleIsStoredWhole(StoreFixture store) {
        NewSchedule cron = NewSchedule.of(
                        "report.daily-1", Recurrence.cron("30 2 * * *", ZoneId.of("Europe/Berlin")), A, "{\"n\": 1}")
                .withMaxAttempts(3)
                .withTimeout(Duration.ofMinutes(7))
                .withCatchUp(CatchUp.all(12))
                .withCaller("shop");
        NewSchedule interval = hourly("every_hour").withCatchUp(CatchUp.skip()).withOverlap(Overlap.SKIP);
        Instant before = store.now();

        PutResult first = put(store, cron);
        PutResult second = put(store, interval);

        assertThat(first.effect()).isEqualTo(PutResult.Effect.CREATED);
        assertThat(read(store, "report.daily-1")).isEqualTo(first.schedule());
        assertThat(first.schedule().definition()).isEqualTo(cron);
        assertThat(first.schedule().paused()).isFalse();
        assertThat(first.schedule().last()).isEqualTo(Schedule.Last.NOTHING);
        assertThat(first.schedule().counts()).isEqualTo(Schedule.Counts.NONE);
        assertThat(first.schedule().createdAt()).isBetween(before, store.now());
        assertThat(first.schedule().updatedAt()).isEqualTo(first.schedule().createdAt());
        assertThat(first.schedule().nextFireAt().orElseThrow())
                .isAfter(before)
                .isBefore(before.plus(Duration.ofHours(26)));
        assertThat(read(store, "every_hour").definition()).isEqualTo(interval);
        assertThat(second.schedule().nextFireAt())
                .contains(second.schedule().createdAt().plus(Duration.ofHours(1)));
        assertThat(store.schedules().find("every_day", Optional.empty())).isEmpty();
        assertThat(store.schedules().count()).isEqualTo(2);
    }

    @Test
    default void putOfTheSameScheduleChangesNothing(StoreFixture store) {
        NewSchedule schedule = hourly("every_hour").withParams("{\"a\": 1, \"b\": [2, 3]}");
        Schedule stored = put(store, schedule).schedule();

        PutResult again =
                put(store, schedule.withParams("{\"b\":[2,3],\"a\":1}").withCaller("another"));

        assertThat(again.effect()).isEqualTo(PutResult.Effect.UNCHANGED);
        assertThat(read(store, "every_hour")).isEqualTo(again.schedule());
        assertThat(again.schedule().updatedAt()).isEqualTo(stored.updatedAt());
        assertThat(again.schedule().definition().caller()).isEmpty();
    }

    /** Else a person that may not see a value could tell from it whether a guess is right. */
    @Test
    default void editOfWhatIsStoredAlreadyIsAChangeLikeEachOther(StoreFixture store) throws Exception {
        Schedule stored = put(store, hourly("every_hour").withCaller("shop")).schedule();
        store.ageSchedules(Duration.ofSeconds(1));
        Instant seen = read(store, "every_hour").updatedAt();

        EditResult same = store.schedules().edit(stored.definition(), seen, Optional.empty());
        EditResult late =
                store.schedules().edit(stored.definition().withParams("{\"n\": 2}"), seen, Optional.of("shop"));

        Schedule edited = ((EditResult.Edited) same).schedule();
        assertThat(edited.updatedAt()).isAfter(seen);
        assertThat(edited.definition()).isEqualTo(stored.definition());
        assertThat(late).isEqualTo(new EditResult.ChangedSince(edited));
        assertThat(read(store, "every_hour")).isEqualTo(edited);
        NewSchedule other = NewSchedule.of("every_hour", Recurrence.every(Duration.ofMinutes(5)), B, "{}");
        EditResult.Edited faster =
                (EditResult.Edited) store.schedules().edit(other, edited.updatedAt(), Optional.empty());
        assertThat(faster.schedule().definition()).isEqualTo(other.withCaller("shop"));
        assertThat(faster.schedule().nextFireAt())
                .contains(faster.schedule().updatedAt().plus(Duration.ofMinutes(5)));
        assertThat(read(store, "every_hour")).isEqualTo(faster.schedule());
    }

    @Test
    default void editOfAScheduleThatIsNotThereOrOfAnotherCallerStoresNothing(StoreFixture store) {
        Schedule stored = put(store, hourly("of_shop").withCaller("shop")).schedule();

        assertThat(store.schedules().edit(hourly("none"), stored.updatedAt(), Optional.empty()))
                .isEqualTo(new EditResult.NotFound("none"));
        assertThat(store.schedules().edit(hourly("of_shop").withParams("{}"), stored.updatedAt(), Optional.of("other")))
                .isEqualTo(new EditResult.NotFound("of_shop"));
        assertThat(read(store, "of_shop")).isEqualTo(stored);
        assertThat(store.schedules().count()).isEqualTo(1);
    }

    @Test
    default void scheduleStaysThatOfTheCallerThatPutItFirst(StoreFixture store) {
        put(store, hourly("every_hour").withCaller("shop"));

        PutResult changed =
                put(store, hourly("every_hour").withParams("{\"a\": 1}").withCaller("operator"));

        assertThat(changed.effect()).isEqualTo(PutResult.Effect.CHANGED);
        assertThat(read(store, "every_hour").definition().caller()).isEqualTo("shop");
    }

    @Test
    default void putOfOtherTasksKeepsTheNextFireTimeAndOneOfAnotherRecurrenceSetsIt(StoreFixture store) {
        Schedule stored = put(store, hourly("every_hour")).schedule();

        PutResult other = put(store, NewSchedule.of("every_hour", Recurrence.every(Duration.ofHours(1)), B, "{}"));
        Instant before = store.now();
        PutResult faster = put(store, NewSchedule.of("every_hour", Recurrence.every(Duration.ofMinutes(5)), B, "{}"));

        assertThat(other.effect()).isEqualTo(PutResult.Effect.CHANGED);
        assertThat(other.schedule().nextFireAt()).isEqualTo(stored.nextFireAt());
        assertThat(other.schedule().createdAt()).isEqualTo(stored.createdAt());
        assertThat(faster.schedule().nextFireAt().orElseThrow())
                .isBetween(before.plus(Duration.ofMinutes(5)), store.now().plus(Duration.ofMinutes(5)));
        assertThat(read(store, "every_hour").definition().type()).isEqualTo(B);
    }

    @Test
    default void pausedScheduleHasNoNextFireTimeUntilItIsResumed(StoreFixture store) {
        Schedule stored = put(store, hourly("every_hour")).schedule();

        Schedule paused = store.schedules()
                .setPaused("every_hour", true, Optional.empty())
                .orElseThrow();
        Schedule again = store.schedules()
                .setPaused("every_hour", true, Optional.empty())
                .orElseThrow();
        PutResult changed = put(store, NewSchedule.of("every_hour", Recurrence.every(Duration.ofHours(2)), A, "{}"));
        Schedule resumed = store.schedules()
                .setPaused("every_hour", false, Optional.empty())
                .orElseThrow();

        assertThat(paused.paused()).isTrue();
        assertThat(paused.nextFireAt()).isEmpty();
        assertThat(again).isEqualTo(paused);
        assertThat(changed.schedule().paused()).isTrue();
        assertThat(changed.schedule().nextFireAt()).isEmpty();
        assertThat(resumed.paused()).isFalse();
        assertThat(resumed.nextFireAt()).contains(changed.schedule().updatedAt().plus(Duration.ofHours(2)));
        assertThat(read(store, "every_hour")).isEqualTo(resumed);
        assertThat(resumed.createdAt()).isEqualTo(stored.createdAt());
        assertThat(store.schedules().setPaused("none", true, Optional.empty())).isEmpty();
    }

    @Test
    default void listsOfSchedulesArePagedByName(StoreFixture store) {
        for (String name : List.of("c", "a", "d", "b")) {
            put(store, hourly(name).withCaller(name.equals("b") ? "shop" : "other"));
        }
        List<String> names = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            SchedulePage page = store.schedules().list(Optional.empty(), after, 3);
            page.schedules().forEach(schedule -> names.add(schedule.name()));
            assertThat(page.schedules())
                    .allSatisfy(schedule ->
                            assertThat(schedule.definition().params()).isEqualTo("{}"));
            after = page.next();
        } while (after.isPresent());

        assertThat(names).containsExactly("a", "b", "c", "d");
        assertThat(store.schedules().list(Optional.empty(), Optional.empty(), 4).next())
                .isEmpty();
        assertThat(store.schedules()
                        .list(Optional.of("shop"), Optional.empty(), 4)
                        .schedules())
                .extracting(Schedule::name)
                .containsExactly("b");
    }

    @Test
    default void scheduleOfAnotherCallerDoesNotExistForItsOwner(StoreFixture store) {
        put(store, hourly("of_shop").withCaller("shop"));
        Optional<String> other = Optional.of("other");

        assertThat(store.schedules().find("of_shop", other)).isEmpty();
        assertThat(store.schedules().setPaused("of_shop", true, other)).isEmpty();
        assertThat(store.schedules().delete("of_shop", other)).isFalse();
        assertThat(store.schedules()
                        .run("of_shop", other, Optional.empty(), new Origin("other", "c-1", Optional.empty()))
                        .result())
                .isEqualTo(new RunResult.NotFound("of_shop"));
        assertThatThrownBy(() -> store.schedules().put(hourly("of_shop").withCaller("other"), other, Schedule.MOST))
                .isInstanceOf(ForeignScheduleException.class);
        assertThat(read(store, "of_shop").paused()).isFalse();
        assertThat(store.schedules().put(hourly("of_shop").withCaller("shop"), Optional.of("shop"), Schedule.MOST))
                .extracting(PutResult::effect)
                .isEqualTo(PutResult.Effect.UNCHANGED);
        assertThat(store.schedules().setPaused("of_shop", true, Optional.of("shop")))
                .isPresent();
    }

    @Test
    default void noCallerHasMoreSchedulesThanOneMay(StoreFixture store) {
        store.schedules().put(hourly("first").withCaller("shop"), Optional.empty(), 2);
        store.schedules().put(hourly("second").withCaller("shop"), Optional.of("shop"), 2);

        assertThatThrownBy(() -> store.schedules().put(hourly("third").withCaller("shop"), Optional.of("shop"), 2))
                .isInstanceOfSatisfying(TooManySchedulesException.class, e -> {
                    assertThat(e.limit()).isEqualTo(2);
                    assertThat(e.isOfCaller()).isTrue();
                });

        assertThat(store.schedules().count()).isEqualTo(2);
        NewSchedule changed = hourly("second").withCaller("shop").withParams("{}");
        assertThat(store.schedules().put(changed, Optional.of("shop"), 1).effect())
                .isEqualTo(PutResult.Effect.CHANGED);
        store.schedules().put(hourly("of_other").withCaller("other"), Optional.empty(), 2);
        for (String name : List.of("embedded_1", "embedded_2", "embedded_3")) {
            store.schedules().put(hourly(name), Optional.empty(), 2);
        }
        store.schedules().delete("first", Optional.empty());
        assertThat(store.schedules()
                        .put(hourly("third").withCaller("shop"), Optional.of("shop"), 2)
                        .effect())
                .isEqualTo(PutResult.Effect.CREATED);
    }

    @Test
    default void deletedScheduleIsGoneAndItsTasksStay(StoreFixture store) {
        put(store, hourly("every_hour"));
        long task = queued(run(store, "every_hour", Optional.empty()));

        assertThat(store.schedules().delete("every_hour", Optional.empty())).isTrue();

        assertThat(store.schedules().delete("every_hour", Optional.empty())).isFalse();
        assertThat(store.schedules().find("every_hour", Optional.empty())).isEmpty();
        assertThat(store.status(task)).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    default void runQueuesOneTaskAndMovesNoFireTime(StoreFixture store) {
        Schedule stored = put(store, hourly("every_hour").withMaxAttempts(2).withCaller("shop"))
                .schedule();

        Schedule other = put(store, hourly("other")).schedule();
        long submitted = store.submit(A);

        Run run = run(store, "every_hour", Optional.empty());

        Task task = store.task(queued(run));
        assertThat(run.hint().orElseThrow().id()).isEqualTo(task.id());
        assertThat(task.type()).isEqualTo(A);
        assertThat(task.status()).isEqualTo(TaskStatus.QUEUED);
        assertThat(task.limits().maxAttempts()).hasValue(2);
        assertThat(task.origin().caller()).isEqualTo("runner");
        assertThat(task.origin().correlationId()).isEqualTo("c-1");
        assertThat(task.origin().fire()).contains(new Fire("every_hour", Optional.empty()));
        Schedule after = read(store, "every_hour");
        assertThat(after.nextFireAt()).isEqualTo(stored.nextFireAt());
        assertThat(after.last().task()).hasValue(task.id());
        assertThat(after.last().firedAt()).isEmpty();
        assertThat(read(store, "other")).isEqualTo(other);
        assertThat(store.task(submitted).origin().fire()).isEmpty();
    }

    @Test
    default void runUnderAKeyIsDoneOnce(StoreFixture store) {
        put(store, hourly("every_hour"));
        put(store, hourly("other"));

        Run first = run(store, "every_hour", Optional.of("k"));
        Run again = run(store, "every_hour", Optional.of("k"));

        assertThat(first.result()).isEqualTo(new RunResult.Queued(queued(first), false));
        assertThat(again.result()).isEqualTo(new RunResult.Queued(queued(first), true));
        assertThat(again.hint()).isEmpty();
        assertThatThrownBy(() -> run(store, "other", Optional.of("k"))).isInstanceOf(KeyConflictException.class);
    }

    @Test
    default void scheduleThatDoesNotOverlapIsNotRunWhileItsLastTaskIsNotFinal(StoreFixture store) {
        put(store, hourly("every_hour").withOverlap(Overlap.SKIP));
        long first = queued(run(store, "every_hour", Optional.of("k")));

        assertThat(run(store, "every_hour", Optional.empty()).result()).isEqualTo(new RunResult.Overlapping(first));
        assertThat(run(store, "every_hour", Optional.of("k")).result()).isEqualTo(new RunResult.Queued(first, true));

        long session = store.agent();
        store.claim(session, 1, first);
        store.end(completion(first, session, 1, SUCCEEDED));
        assertThat(run(store, "every_hour", Optional.empty()).result()).isInstanceOf(RunResult.Queued.class);
    }
}
