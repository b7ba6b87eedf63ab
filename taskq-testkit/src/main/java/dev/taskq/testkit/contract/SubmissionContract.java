package dev.taskq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.KeyConflictException;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.StoreBusyException;
import dev.taskq.Task;
import dev.taskq.Task.Counts;
import dev.taskq.TaskFilter;
import dev.taskq.TaskLimits;
import dev.taskq.TaskPage;
import dev.taskq.TaskStatus;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.TaskStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Storing and reading tasks. */
abstract class SubmissionContract extends StoreFixture {
    // Insert

    @Test
    void newTaskIsQueued() {
        Inserted inserted = submitted(newTask(A));

        assertThat(inserted.status()).isEqualTo(TaskStatus.QUEUED);
        assertThat(inserted.replayed()).isFalse();
        assertThat(status(inserted.id())).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void newTaskIsReadAsItWasGiven() {
        Origin origin = new Origin("someone", "corr-42", Optional.of("00-aa-bb-01"));
        NewTask given = newTask(A).withOrigin(origin).withMaxAttempts(3).withTimeout(Duration.ofMillis(1_500));

        Task task = task(submit(given));

        assertThat(task.type()).isEqualTo(A);
        assertThat(task.origin()).isEqualTo(origin);
        assertThat(task.limits()).isEqualTo(given.limits());
        assertThat(task.counts()).isEqualTo(Counts.NONE);
        assertThat(task.cancelRequested()).isFalse();
        assertThat(task.attempts()).isEmpty();
        assertThat(Stream.of(task.result(), task.error(), task.agent())).containsOnly(Optional.empty());
    }

    @Test
    void taskWithoutLimitsHasNoneUntilItIsClaimed() {
        assertThat(task(submit(A)).limits()).isEqualTo(TaskLimits.DEFAULTS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"z\": 1, \"a\": {\"b\": [1, [2, {\"c\": null}], true]}}",
                "{\"grüße\": \"日本 \uD83D\uDE00 \\u00e9 \\\"quoted\\\" back\\\\slash \\n\\t\"}",
                "{\"big\": 1e300, \"small\": 1e-300, \"negative\": -0.1, \"long\": 12345678901234567890}",
                "{\"empty\": \"\", \"list\": [], \"object\": {}}",
                "{\"sql\": \"'; DROP TABLE tasks; --\", \"percent\": \"%s ? $1\"}"
            })
    void paramsComeBackAsTheSameValue(String params) {
        long id = submit(NewTask.of(A, params).withOrigin(newTask(A).origin()));

        assertThat(JsonValues.of(task(id).params())).isEqualTo(JsonValues.of(params));
    }

    @Test
    void largeParamsComeBackWhole() {
        String params = "{\"text\": \"" + "x".repeat(256 * 1024 - 12) + "\"}";

        long id = submit(NewTask.of(A, params).withOrigin(newTask(A).origin()));

        assertThat(JsonValues.of(task(id).params())).isEqualTo(JsonValues.of(params));
    }

    @Test
    void timesOfANewTaskAreTheStoresClock() {
        Instant before = store().now();
        Task task = task(submit(A));
        Instant after = store().now();

        assertThat(task.times().createdAt()).isBetween(before, after);
        assertThat(task.times().updatedAt()).isBetween(before, after);
        assertThat(task.times().queuedAt().orElseThrow()).isBetween(task.times().createdAt(), after);
        assertThat(Stream.of(
                        task.times().runAt(),
                        task.times().startedAt(),
                        task.times().finishedAt()))
                .containsOnly(Optional.empty());
    }

    @Test
    void hintHasTheStampOfTheRow() {
        Inserted inserted = submitted(newTask(A));

        Hint hint = inserted.hint().orElseThrow();
        assertThat(hint.type()).isEqualTo(A);
        assertThat(hint.id()).isEqualTo(inserted.id());
        assertThat(hint.hintedAt()).isEqualTo(hint.hintedAt().truncatedTo(ChronoUnit.MICROS));
        assertThat(waiting(A)).containsExactly(hint);
    }

    @Test
    void idsGrowInTheOrderGiven() {
        List<Long> ids = submit(A, 100);

        assertThat(ids).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void taskOfALaterCallIsDispatchedLater() {
        List<Long> ids = new ArrayList<>(submit(A, 3));
        ids.add(submit(A));
        ids.addAll(submit(A, 2));

        assertThat(waitingIds(A)).containsExactlyElementsOf(ids);
    }

    @Test
    void resultsStandInTheOrderOfTheTasks() {
        List<Inserted> inserted = store().submissions()
                .insert(List.of(
                        insert(newTask(A).withIdempotencyKey("z")),
                        insert(newTask(B)),
                        insert(newTask(A).withIdempotencyKey("a")),
                        insert(newTask(A).delayedBy(Duration.ofHours(1)))));

        assertThat(inserted.stream().map(one -> task(one.id()).type())).containsExactly(A, B, A, A);
        assertThat(inserted.stream().map(Inserted::status))
                .containsExactly(TaskStatus.QUEUED, TaskStatus.QUEUED, TaskStatus.QUEUED, TaskStatus.SCHEDULED);
    }

    @Test
    void aThousandTasksAreStoredInOneCall() {
        List<Long> ids = submit(A, 1_000);

        assertThat(store().submissions().find(ids)).hasSize(1_000);
        assertThat(waitingIds(A)).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void taskOfATypeThatNobodyRegisteredIsStoredAndMakesTheTypeNotKnown() {
        long id = submit("stranger");

        assertThat(waitingIds("stranger")).containsExactly(id);
        assertThat(store().types().some(List.of("stranger"))).isEmpty();
    }

    @Test
    void insertingNothingIsRefused() {
        assertThatThrownBy(() -> store().submissions().insert(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void manyThreadsStoreTheirTasks() throws Exception {
        TaskStore other = another();

        List<List<Inserted>> all = Together.run(
                8,
                number -> (number % 2 == 0 ? store() : other)
                        .submissions()
                        .insert(Collections.nCopies(25, insert(newTask(A)))));

        assertThat(all.stream().flatMap(List::stream).map(Inserted::id))
                .hasSize(200)
                .doesNotHaveDuplicates();
        assertThat(waiting(A)).hasSize(200);
    }

    // Schedules

    @Test
    void delayedTaskIsScheduledWithoutAHint() {
        Inserted inserted = submitted(newTask(A).delayedBy(Duration.ofHours(1)));

        assertThat(inserted.status()).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(inserted.hint()).isEmpty();
        assertThat(waiting(A)).isEmpty();
    }

    @Test
    void delayCountsFromTheMomentOfStoring() {
        Task task = task(submit(newTask(A).delayedBy(Duration.ofHours(1))));

        Instant runAt = task.times().runAt().orElseThrow();
        assertThat(Duration.between(task.times().createdAt(), runAt))
                .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
        assertThat(task.times().queuedAt()).isEmpty();
    }

    @Test
    void taskForALaterTimeIsScheduledForIt() {
        Instant time = store().now().plus(Duration.ofDays(3_650));

        Task task = task(submit(newTask(A).runAt(time)));

        assertThat(task.status()).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(task.times().runAt()).contains(time);
    }

    @Test
    void taskForATimePastIsQueuedAtOnce() {
        for (NewTask past : List.of(
                newTask(A).runAt(store().now().minusSeconds(5)),
                newTask(A).runAt(Instant.EPOCH),
                newTask(A).delayedBy(Duration.ZERO))) {
            Inserted inserted = submitted(past);

            assertThat(inserted.status()).isEqualTo(TaskStatus.QUEUED);
            assertThat(inserted.hint()).isPresent();
            assertThat(task(inserted.id()).times().runAt()).isEmpty();
        }
    }

    // Keys

    @Test
    void taskWithAKeyIsScheduledOrQueuedLikeAnyOther() {
        NewTask keyed = newTask(A).withIdempotencyKey("later");
        Task later = task(submit(keyed.delayedBy(Duration.ofHours(1))));
        Task past = task(submit(newTask(A).withIdempotencyKey("past").runAt(Instant.EPOCH)));

        assertThat(later.status()).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(later.times().queuedAt()).isEmpty();
        assertThat(waitingIds(A)).containsExactly(past.id());
        assertThat(past.times().runAt()).isEmpty();
        assertThat(past.times().queuedAt()).isPresent();
    }

    @Test
    void sameKeyGivesTheSameTask() {
        Inserted first = submitted(newTask(A).withIdempotencyKey("key"));
        Inserted again = submitted(newTask(A).withIdempotencyKey("key"));

        assertThat(first.replayed()).isFalse();
        assertThat(again).isEqualTo(new Inserted(first.id(), TaskStatus.QUEUED, true, Optional.empty()));
        assertThat(waitingIds(A)).containsExactly(first.id());
    }

    @Test
    void keyWithAnotherBodyIsAConflict() {
        submit(newTask(A).withIdempotencyKey("key"));
        NewTask other =
                NewTask.of(A, "{\"n\": 2}").withOrigin(newTask(A).origin()).withIdempotencyKey("key");

        assertThatThrownBy(() -> submit(other))
                .isInstanceOfSatisfying(
                        KeyConflictException.class, e -> assertThat(e.places()).containsExactly(0));
        assertThat(waiting(A)).hasSize(1);
    }

    @Test
    void conflictStoresNothingOfTheCallAndNamesThePlace() {
        submit(newTask(A).withIdempotencyKey("key"));
        NewTask other =
                NewTask.of(A, "{\"n\": 2}").withOrigin(newTask(A).origin()).withIdempotencyKey("key");
        List<Insert> call = List.of(insert(newTask(B)), insert(newTask(B).withIdempotencyKey("fresh")), insert(other));

        assertThatThrownBy(() -> store().submissions().insert(call))
                .isInstanceOfSatisfying(
                        KeyConflictException.class, e -> assertThat(e.places()).containsExactly(2));
        assertThat(waiting(B)).isEmpty();
        assertThat(submitted(newTask(B).withIdempotencyKey("fresh")).replayed()).isFalse();
    }

    @Test
    void sameKeyTwiceInOneCallGivesOneTask() {
        Insert one = insert(newTask(A).withIdempotencyKey("key"));

        List<Inserted> inserted = store().submissions().insert(List.of(one, one, insert(newTask(A))));

        assertThat(inserted.get(1).id()).isEqualTo(inserted.get(0).id());
        assertThat(inserted.stream().map(Inserted::replayed)).containsExactly(false, true, false);
        assertThat(inserted.stream().map(row -> row.hint().isPresent())).containsExactly(true, false, true);
        assertThat(waiting(A)).hasSize(2);
    }

    @Test
    void sameKeyTwiceInOneCallWithOtherBodiesIsAConflict() {
        NewTask other =
                NewTask.of(A, "{\"n\": 2}").withOrigin(newTask(A).origin()).withIdempotencyKey("key");

        assertThatThrownBy(() -> store().submissions()
                        .insert(List.of(
                                insert(newTask(A)), insert(newTask(A).withIdempotencyKey("key")), insert(other))))
                .isInstanceOfSatisfying(
                        KeyConflictException.class, e -> assertThat(e.places()).containsExactly(2));
        assertThat(waiting(A)).isEmpty();
    }

    @Test
    void keysOfDifferentCallersAreApart() {
        Inserted mine = submitted(newTask(A).withIdempotencyKey("key"));
        Inserted embedded = submitted(
                newTask(A).withOrigin(new Origin("", "c", Optional.empty())).withIdempotencyKey("key"));
        Inserted theirs = submitted(newTask(A)
                .withOrigin(new Origin("other", "c", Optional.empty()))
                .withIdempotencyKey("key"));

        assertThat(Stream.of(mine, embedded, theirs).map(Inserted::replayed)).containsOnly(false);
        assertThat(waiting(A)).hasSize(3);
        for (Inserted first : List.of(mine, embedded, theirs)) {
            Task task = task(first.id());
            Inserted again = submitted(newTask(A).withOrigin(task.origin()).withIdempotencyKey("key"));
            assertThat(again.replayed()).isTrue();
            assertThat(again.id()).isEqualTo(first.id());
        }
    }

    @Test
    void keysAreToldApartToTheLetter() {
        List<String> keys = List.of("key", "KEY", "key ", " key", "k'ey", "k\"ey\\", "k".repeat(255));

        List<Inserted> inserted = store().submissions()
                .insert(keys.stream()
                        .map(key -> insert(newTask(A).withIdempotencyKey(key)))
                        .toList());

        assertThat(inserted.stream().map(Inserted::id)).doesNotHaveDuplicates();
    }

    @Test
    void replayIsAnsweredAsTheFirstEvenAfterTheTaskHasRun() throws Exception {
        NewTask delayed = newTask(A).delayedBy(Duration.ofHours(1)).withIdempotencyKey("key");
        long id = submit(delayed);
        age(id, Duration.ofHours(2));
        store().dispatch().promoteDue(10);
        long session = agent();
        claimed(claim(session, 1, id));
        assertThat(end(completion(id, session, 1, SUCCEEDED))).isInstanceOf(CompletionResult.Recorded.class);

        assertThat(submitted(delayed)).isEqualTo(new Inserted(id, TaskStatus.SCHEDULED, true, Optional.empty()));
    }

    @Test
    void replaysAndNewTasksMixInOneCall() {
        long first = submit(newTask(A).withIdempotencyKey("first"));

        List<Inserted> inserted = store().submissions()
                .insert(List.of(
                        insert(newTask(A).withIdempotencyKey("second")),
                        insert(newTask(A).withIdempotencyKey("first")),
                        insert(newTask(A))));

        assertThat(inserted.get(1).id()).isEqualTo(first);
        assertThat(inserted.stream().map(Inserted::replayed)).containsExactly(false, true, false);
        assertThat(waiting(A)).hasSize(3);
    }

    @Test
    void sameKeyFromManyThreadsGivesOneTask() throws Exception {
        TaskStore other = another();
        List<Insert> call = IntStream.range(0, 10)
                .mapToObj(i -> insert(newTask(A).withIdempotencyKey("key-" + i)))
                .toList();
        List<Insert> reversed = new ArrayList<>(call);
        Collections.reverse(reversed);

        List<List<Inserted>> all = Together.run(
                8,
                number -> BusyCalls.repeated(
                        () -> (number < 4 ? store() : other).submissions().insert(number % 2 == 0 ? call : reversed)));

        assertThat(all.stream().flatMap(List::stream).map(Inserted::id).distinct())
                .hasSize(10);
        assertThat(all.stream().flatMap(List::stream).filter(one -> !one.replayed()))
                .hasSize(10);
        assertThat(waiting(A)).hasSize(10);
    }

    @Test
    void keyThatSomebodyHoldsMakesTheCallBusyAndStoresNothing() throws Exception {
        try (AutoCloseable held = lockKey(CALLER, "key")) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> store().submissions()
                            .insert(List.of(
                                    insert(newTask(A)), insert(newTask(A).withIdempotencyKey("key")))))
                    .isInstanceOf(StoreBusyException.class);
            assertThat(waiting(A)).isEmpty();
        }
        assertThat(submitted(newTask(A).withIdempotencyKey("key")).replayed()).isFalse();
    }

    @Test
    void keyThatSomebodyHoldsHindersNoOther() throws Exception {
        try (AutoCloseable held = lockKey(CALLER, "key")) {
            assertThat(held).isNotNull();
            submit(newTask(A).withIdempotencyKey("other"));
            submit(newTask(A));
        }
        assertThat(waiting(A)).hasSize(2);
    }

    // Reading

    @Test
    void findGivesThoseThatExistById() {
        List<Long> ids = new ArrayList<>(submit(A, 3));
        List<Long> asked = new ArrayList<>(List.of(-1L, 0L, Long.MAX_VALUE));
        asked.addAll(ids);
        Collections.reverse(asked);

        assertThat(store().submissions().find(asked).stream().map(Task::id)).containsExactlyElementsOf(ids);
        assertThat(store().submissions().find(List.of())).isEmpty();
    }

    @Test
    void statusesAreThoseOfTheTasksAskedForThatExist() {
        submit(A);
        long queued = submit(A);
        long scheduled = submit(newTask(A).delayedBy(Duration.ofHours(1)));

        assertThat(store().submissions().statuses(List.of(queued, scheduled, Long.MAX_VALUE)))
                .containsOnly(Map.entry(queued, TaskStatus.QUEUED), Map.entry(scheduled, TaskStatus.SCHEDULED));
        assertThat(store().submissions().statuses(List.of())).isEmpty();
    }

    @Test
    void anotherProcessSeesTheSame() throws Exception {
        long id = submit(A);

        assertThat(another().submissions().find(List.of(id))).containsExactly(task(id));
    }

    // List

    private List<Long> pages(TaskFilter filter, int limit, int scan) {
        List<Long> ids = new ArrayList<>();
        Optional<TaskPage.Cursor> from = Optional.empty();
        do {
            TaskPage page = store().submissions().list(filter, from, limit, scan);
            assertThat(page.tasks()).hasSizeLessThanOrEqualTo(Math.min(limit, scan));
            ids.addAll(page.tasks().stream().map(Task::id).toList());
            from = page.next();
        } while (from.isPresent());
        return ids;
    }

    private static List<Long> reversed(List<Long> ids) {
        List<Long> reversed = new ArrayList<>(ids);
        Collections.reverse(reversed);
        return reversed;
    }

    @Test
    void listIsNewestFirst() {
        List<Long> ids = new ArrayList<>(submit(A, 3));
        ids.add(submit(B));

        assertThat(pages(TaskFilter.ALL, 100, 1_000)).containsExactlyElementsOf(reversed(ids));
    }

    @Test
    void pagesFollowOneAnotherWithoutGapOrRepeat() {
        List<Long> ids = submit(A, 10);

        assertThat(pages(TaskFilter.ALL, 3, 1_000)).containsExactlyElementsOf(reversed(ids));
    }

    @Test
    void listLeavesParamsResultAndAttemptsOut() {
        ended(SUCCEEDED);
        ended(FAILED);

        for (Task task : store().submissions()
                .list(TaskFilter.ALL, Optional.empty(), 10, 10)
                .tasks()) {
            assertThat(task.params()).isEqualTo("{}");
            assertThat(task.result()).isEmpty();
            assertThat(task.attempts()).isEmpty();
        }
    }

    @Test
    void listedTaskIsOtherwiseWhole() {
        long id = ended(BACK_OFF);
        Task whole = task(id);

        Task listed = store().submissions()
                .list(TaskFilter.ALL, Optional.empty(), 10, 10)
                .tasks()
                .get(0);

        assertThat(listed)
                .usingRecursiveComparison()
                .ignoringFields("params", "result", "attempts")
                .isEqualTo(whole);
    }

    @Test
    void listOfATypeShowsNoOther() {
        List<Long> ids = submit(A, 3);
        submit(B, 3);

        assertThat(pages(TaskFilter.ALL.withType(A), 2, 1_000)).containsExactlyElementsOf(reversed(ids));
    }

    @Test
    void listOfAStatusShowsNoOther() {
        long failed = ended(FAILED);
        submit(A, 3);
        long succeeded = ended(SUCCEEDED);
        long scheduled = submit(newTask(A).delayedBy(Duration.ofHours(1)));

        assertThat(pages(TaskFilter.ALL.withStatus(TaskStatus.FAILED), 2, 1_000))
                .containsExactly(failed);
        assertThat(pages(TaskFilter.ALL.withStatus(TaskStatus.SUCCEEDED), 2, 1_000))
                .containsExactly(succeeded);
        assertThat(pages(TaskFilter.ALL.withStatus(TaskStatus.SCHEDULED), 2, 1_000))
                .containsExactly(scheduled);
        assertThat(pages(TaskFilter.ALL.withStatus(TaskStatus.QUEUED).withType(B), 2, 1_000))
                .isEmpty();
    }

    @Test
    void listIsBoundedByTimes() {
        long first = submit(A);
        long second = submit(A);
        long third = submit(A);
        Instant begin = task(first).times().createdAt();
        Instant end = task(third).times().createdAt();

        assertThat(pages(between(Optional.of(begin), Optional.of(end)), 10, 1_000))
                .containsExactly(second, first);
        assertThat(pages(between(Optional.of(begin), Optional.empty()), 10, 1_000))
                .containsExactly(third, second, first);
        assertThat(pages(between(Optional.empty(), Optional.of(end)), 10, 1_000))
                .containsExactly(second, first);
    }

    @Test
    void windowOfAListContainsItsStartAndNotItsEnd() {
        List<Long> ids = List.of(submit(A), submit(A), submit(A));
        Instant first = createdAt(ids.get(0));
        Instant second = createdAt(ids.get(1));
        Instant end = store().now().plusSeconds(1);

        for (Duration shift :
                List.of(Duration.ZERO, Duration.ofNanos(1), Duration.ofNanos(-1), Duration.ofNanos(500))) {
            Instant cut = second.plus(shift);
            List<Long> early = pages(between(Optional.of(first), Optional.of(cut)), 10, 1_000);
            List<Long> late = pages(between(Optional.of(cut), Optional.of(end)), 10, 1_000);

            // Each is in one window, whatever the boundary.
            assertThat(Stream.concat(late.stream(), early.stream()))
                    .as("%s", shift)
                    .containsExactlyElementsOf(reversed(ids));
            assertThat(late.contains(ids.get(1))).as("%s", shift).isEqualTo(!second.isBefore(cut));
        }
    }

    private Instant createdAt(long id) {
        return task(id).times().createdAt();
    }

    private static TaskFilter between(Optional<Instant> after, Optional<Instant> before) {
        return new TaskFilter(Optional.empty(), Optional.empty(), after, before);
    }

    @Test
    void listScansAtNoMoreRowsThanItMay() {
        long wanted = submit(B);
        submit(A, 10);

        TaskPage page = store().submissions().list(TaskFilter.ALL.withType(B), Optional.empty(), 5, 4);

        assertThat(page.tasks()).isEmpty();
        assertThat(page.next()).isPresent();
        assertThat(page.lookedBackTo()).isPresent();
        assertThat(pages(TaskFilter.ALL.withType(B), 5, 4)).containsExactly(wanted);
    }

    @Test
    void listSaysHowFarItScannedBack() {
        List<Long> ids = submit(A, 5);

        TaskPage page = store().submissions().list(TaskFilter.ALL, Optional.empty(), 2, 1_000);

        assertThat(page.lookedBackTo()).contains(task(ids.get(3)).times().createdAt());
    }

    @Test
    void emptyListHasNoNextPage() {
        assertThat(store().submissions().list(TaskFilter.ALL, Optional.empty(), 10, 10))
                .isEqualTo(new TaskPage(List.of(), Optional.empty(), Optional.empty()));
    }

    @Test
    void listWithoutRoomIsRefused() {
        assertThatThrownBy(() -> store().submissions().list(TaskFilter.ALL, Optional.empty(), 0, 10))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().submissions().list(TaskFilter.ALL, Optional.empty(), 10, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
