package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.B;
import static dev.taskq.testkit.contract.StoreFixture.insert;
import static dev.taskq.testkit.contract.StoreFixture.newTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.Task;
import dev.taskq.Task.Counts;
import dev.taskq.TaskLimits;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.StorePort;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Storing tasks: what a new task is, and when it is due. */
interface InsertContract extends StoreUnderTest {
    @Test
    default void newTaskIsQueued(StoreFixture store) {
        Inserted inserted = store.submitted(newTask(A));

        assertThat(inserted.status()).isEqualTo(TaskStatus.QUEUED);
        assertThat(inserted.replayed()).isFalse();
        assertThat(store.status(inserted.id())).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    default void newTaskIsReadAsItWasGiven(StoreFixture store) {
        Origin origin = new Origin("someone", "corr-42", Optional.of("00-aa-bb-01"));
        NewTask given = newTask(A).withOrigin(origin).withMaxAttempts(3).withTimeout(Duration.ofMillis(1_500));

        Task task = store.task(store.submit(given));

        assertThat(task.type()).isEqualTo(A);
        assertThat(task.origin()).isEqualTo(origin);
        assertThat(task.limits()).isEqualTo(given.limits());
        assertThat(task.counts()).isEqualTo(Counts.NONE);
        assertThat(task.cancelRequested()).isFalse();
        assertThat(task.attempts()).isEmpty();
        assertThat(Stream.of(task.result(), task.error(), task.agent())).containsOnly(Optional.empty());
    }

    @Test
    default void taskWithoutLimitsHasNoneUntilItIsClaimed(StoreFixture store) {
        assertThat(store.task(store.submit(A)).limits()).isEqualTo(TaskLimits.DEFAULTS);
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
    default void paramsComeBackAsTheSameValue(String params, StoreFixture store) {
        long id = store.submit(NewTask.of(A, params).withOrigin(newTask(A).origin()));

        assertThat(JsonValues.of(store.task(id).params())).isEqualTo(JsonValues.of(params));
    }

    @Test
    default void largeParamsComeBackWhole(StoreFixture store) {
        String params = "{\"text\": \"" + "x".repeat(256 * 1024 - 12) + "\"}";

        long id = store.submit(NewTask.of(A, params).withOrigin(newTask(A).origin()));

        assertThat(JsonValues.of(store.task(id).params())).isEqualTo(JsonValues.of(params));
    }

    @Test
    default void timesOfANewTaskAreTheStoresClock(StoreFixture store) {
        Instant before = store.now();
        Task task = store.task(store.submit(A));
        Instant after = store.now();

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
    default void hintHasTheStampOfTheRow(StoreFixture store) {
        Inserted inserted = store.submitted(newTask(A));

        Hint hint = inserted.hint().orElseThrow();
        assertThat(hint.type()).isEqualTo(A);
        assertThat(hint.id()).isEqualTo(inserted.id());
        assertThat(hint.hintedAt()).isEqualTo(hint.hintedAt().truncatedTo(ChronoUnit.MICROS));
        assertThat(store.waiting(A)).containsExactly(hint);
    }

    @Test
    default void idsGrowInTheOrderGiven(StoreFixture store) {
        List<Long> ids = store.submit(A, 100);

        assertThat(ids).isSorted().doesNotHaveDuplicates();
    }

    @Test
    default void taskOfALaterCallIsDispatchedLater(StoreFixture store) {
        List<Long> ids = new ArrayList<>(store.submit(A, 3));
        ids.add(store.submit(A));
        ids.addAll(store.submit(A, 2));

        assertThat(store.waitingIds(A)).containsExactlyElementsOf(ids);
    }

    @Test
    default void resultsStandInTheOrderOfTheTasks(StoreFixture store) {
        List<Inserted> inserted = store.submissions()
                .insert(List.of(
                        insert(newTask(A).withIdempotencyKey("z")),
                        insert(newTask(B)),
                        insert(newTask(A).withIdempotencyKey("a")),
                        insert(newTask(A).delayedBy(Duration.ofHours(1)))));

        assertThat(inserted.stream().map(one -> store.task(one.id()).type())).containsExactly(A, B, A, A);
        assertThat(inserted.stream().map(Inserted::status))
                .containsExactly(TaskStatus.QUEUED, TaskStatus.QUEUED, TaskStatus.QUEUED, TaskStatus.SCHEDULED);
    }

    @Test
    default void aThousandTasksAreStoredInOneCall(StoreFixture store) {
        List<Long> ids = store.submit(A, 1_000);

        assertThat(store.submissions().find(ids)).hasSize(1_000);
        assertThat(store.waitingIds(A)).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    default void taskOfAnUnregisteredTypeIsStoredAndDoesNotMakeTheTypeKnown(StoreFixture store) {
        long id = store.submit("stranger");

        assertThat(store.waitingIds("stranger")).containsExactly(id);
        assertThat(store.types().some(List.of("stranger"))).isEmpty();
    }

    @Test
    default void insertingNothingIsRefused(StoreFixture store) {
        assertThatThrownBy(() -> store.submissions().insert(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void manyThreadsStoreTheirTasks(StoreFixture store) throws Exception {
        StorePort other = store.another();

        List<List<Inserted>> all = Together.run(
                8,
                number -> (number % 2 == 0 ? store : other)
                        .submissions()
                        .insert(Collections.nCopies(25, insert(newTask(A)))));

        assertThat(all.stream().flatMap(List::stream).map(Inserted::id))
                .hasSize(200)
                .doesNotHaveDuplicates();
        assertThat(store.waiting(A)).hasSize(200);
    }

    @Test
    default void delayedTaskIsScheduledWithoutAHint(StoreFixture store) {
        Inserted inserted = store.submitted(newTask(A).delayedBy(Duration.ofHours(1)));

        assertThat(inserted.status()).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(inserted.hint()).isEmpty();
        assertThat(store.waiting(A)).isEmpty();
    }

    @Test
    default void delayCountsFromTheMomentOfStoring(StoreFixture store) {
        Task task = store.task(store.submit(newTask(A).delayedBy(Duration.ofHours(1))));

        Instant runAt = task.times().runAt().orElseThrow();
        assertThat(Duration.between(task.times().createdAt(), runAt))
                .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
        assertThat(task.times().queuedAt()).isEmpty();
    }

    @Test
    default void taskForALaterTimeIsScheduledForIt(StoreFixture store) {
        Instant time = store.now().plus(Duration.ofDays(3_650));

        Task task = store.task(store.submit(newTask(A).runAt(time)));

        assertThat(task.status()).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(task.times().runAt()).contains(time);
    }

    @Test
    default void taskForATimePastIsQueuedAtOnce(StoreFixture store) {
        for (NewTask past : List.of(
                newTask(A).runAt(store.now().minusSeconds(5)),
                newTask(A).runAt(Instant.EPOCH),
                newTask(A).delayedBy(Duration.ZERO))) {
            Inserted inserted = store.submitted(past);

            assertThat(inserted.status()).isEqualTo(TaskStatus.QUEUED);
            assertThat(inserted.hint()).isPresent();
            assertThat(store.task(inserted.id()).times().runAt()).isEmpty();
        }
    }
}
