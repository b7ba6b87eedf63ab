package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.B;
import static dev.taskq.testkit.contract.StoreFixture.CALLER;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.claimed;
import static dev.taskq.testkit.contract.StoreFixture.completion;
import static dev.taskq.testkit.contract.StoreFixture.insert;
import static dev.taskq.testkit.contract.StoreFixture.newTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.KeyConflictException;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.StoreBusyException;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.StorePort;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Idempotency keys: the same key gives the same task, and another body under it is refused. */
interface IdempotencyContract extends StoreUnderTest {
    @Test
    default void taskWithAKeyIsScheduledOrQueuedLikeAnyOther(StoreFixture store) {
        NewTask keyed = newTask(A).withIdempotencyKey("later");
        Task later = store.task(store.submit(keyed.delayedBy(Duration.ofHours(1))));
        Task past =
                store.task(store.submit(newTask(A).withIdempotencyKey("past").runAt(Instant.EPOCH)));

        assertThat(later.status()).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(later.times().queuedAt()).isEmpty();
        assertThat(store.waitingIds(A)).containsExactly(past.id());
        assertThat(past.times().runAt()).isEmpty();
        assertThat(past.times().queuedAt()).isPresent();
    }

    @Test
    default void sameKeyGivesTheSameTask(StoreFixture store) {
        Inserted first = store.submitted(newTask(A).withIdempotencyKey("key"));
        Inserted again = store.submitted(newTask(A).withIdempotencyKey("key"));

        assertThat(first.replayed()).isFalse();
        assertThat(again).isEqualTo(new Inserted(first.id(), TaskStatus.QUEUED, true, Optional.empty()));
        assertThat(store.waitingIds(A)).containsExactly(first.id());
    }

    @Test
    default void keyWithAnotherBodyIsAConflict(StoreFixture store) {
        store.submit(newTask(A).withIdempotencyKey("key"));
        NewTask other =
                NewTask.of(A, "{\"n\": 2}").withOrigin(newTask(A).origin()).withIdempotencyKey("key");

        assertThatThrownBy(() -> store.submit(other))
                .isInstanceOfSatisfying(
                        KeyConflictException.class, e -> assertThat(e.places()).containsExactly(0));
        assertThat(store.waiting(A)).hasSize(1);
    }

    @Test
    default void conflictStoresNothingOfTheCallAndNamesThePlace(StoreFixture store) {
        store.submit(newTask(A).withIdempotencyKey("key"));
        NewTask other =
                NewTask.of(A, "{\"n\": 2}").withOrigin(newTask(A).origin()).withIdempotencyKey("key");
        List<Insert> call = List.of(insert(newTask(B)), insert(newTask(B).withIdempotencyKey("fresh")), insert(other));

        assertThatThrownBy(() -> store.submissions().insert(call))
                .isInstanceOfSatisfying(
                        KeyConflictException.class, e -> assertThat(e.places()).containsExactly(2));
        assertThat(store.waiting(B)).isEmpty();
        assertThat(store.submitted(newTask(B).withIdempotencyKey("fresh")).replayed())
                .isFalse();
    }

    @Test
    default void sameKeyTwiceInOneCallGivesOneTask(StoreFixture store) {
        Insert one = insert(newTask(A).withIdempotencyKey("key"));

        List<Inserted> inserted = store.submissions().insert(List.of(one, one, insert(newTask(A))));

        assertThat(inserted.get(1).id()).isEqualTo(inserted.get(0).id());
        assertThat(inserted.stream().map(Inserted::replayed)).containsExactly(false, true, false);
        assertThat(inserted.stream().map(row -> row.hint().isPresent())).containsExactly(true, false, true);
        assertThat(store.waiting(A)).hasSize(2);
    }

    @Test
    default void sameKeyTwiceInOneCallWithOtherBodiesIsAConflict(StoreFixture store) {
        NewTask other =
                NewTask.of(A, "{\"n\": 2}").withOrigin(newTask(A).origin()).withIdempotencyKey("key");

        assertThatThrownBy(() -> store.submissions()
                        .insert(List.of(
                                insert(newTask(A)), insert(newTask(A).withIdempotencyKey("key")), insert(other))))
                .isInstanceOfSatisfying(
                        KeyConflictException.class, e -> assertThat(e.places()).containsExactly(2));
        assertThat(store.waiting(A)).isEmpty();
    }

    @Test
    default void keysOfDifferentCallersAreApart(StoreFixture store) {
        Inserted mine = store.submitted(newTask(A).withIdempotencyKey("key"));
        Inserted embedded = store.submitted(
                newTask(A).withOrigin(new Origin("", "c", Optional.empty())).withIdempotencyKey("key"));
        Inserted theirs = store.submitted(newTask(A)
                .withOrigin(new Origin("other", "c", Optional.empty()))
                .withIdempotencyKey("key"));

        assertThat(Stream.of(mine, embedded, theirs).map(Inserted::replayed)).containsOnly(false);
        assertThat(store.waiting(A)).hasSize(3);
        for (Inserted first : List.of(mine, embedded, theirs)) {
            Task task = store.task(first.id());
            Inserted again =
                    store.submitted(newTask(A).withOrigin(task.origin()).withIdempotencyKey("key"));
            assertThat(again.replayed()).isTrue();
            assertThat(again.id()).isEqualTo(first.id());
        }
    }

    @Test
    default void keysAreToldApartToTheLetter(StoreFixture store) {
        List<String> keys = List.of("key", "KEY", "key ", " key", "k'ey", "k\"ey\\", "k".repeat(255));

        List<Inserted> inserted = store.submissions()
                .insert(keys.stream()
                        .map(key -> insert(newTask(A).withIdempotencyKey(key)))
                        .toList());

        assertThat(inserted.stream().map(Inserted::id)).doesNotHaveDuplicates();
    }

    @Test
    default void replayIsAnsweredAsTheFirstEvenAfterTheTaskHasRun(StoreFixture store) throws Exception {
        NewTask delayed = newTask(A).delayedBy(Duration.ofHours(1)).withIdempotencyKey("key");
        long id = store.submit(delayed);
        store.age(id, Duration.ofHours(2));
        store.dispatch().promoteDue(DueRange.ALL, 10);
        long session = store.agent();
        claimed(store.claim(session, 1, id));
        assertThat(store.end(completion(id, session, 1, SUCCEEDED))).isInstanceOf(CompletionResult.Recorded.class);

        assertThat(store.submitted(delayed)).isEqualTo(new Inserted(id, TaskStatus.SCHEDULED, true, Optional.empty()));
    }

    @Test
    default void replaysAndNewTasksMixInOneCall(StoreFixture store) {
        long first = store.submit(newTask(A).withIdempotencyKey("first"));

        List<Inserted> inserted = store.submissions()
                .insert(List.of(
                        insert(newTask(A).withIdempotencyKey("second")),
                        insert(newTask(A).withIdempotencyKey("first")),
                        insert(newTask(A))));

        assertThat(inserted.get(1).id()).isEqualTo(first);
        assertThat(inserted.stream().map(Inserted::replayed)).containsExactly(false, true, false);
        assertThat(store.waiting(A)).hasSize(3);
    }

    @Test
    default void sameKeyFromManyThreadsGivesOneTask(StoreFixture store) throws Exception {
        StorePort other = store.another();
        List<Insert> call = IntStream.range(0, 10)
                .mapToObj(i -> insert(newTask(A).withIdempotencyKey("key-" + i)))
                .toList();
        List<Insert> reversed = new ArrayList<>(call);
        Collections.reverse(reversed);

        List<List<Inserted>> all = Together.run(
                8,
                number -> BusyCalls.repeated(
                        () -> (number < 4 ? store : other).submissions().insert(number % 2 == 0 ? call : reversed)));

        assertThat(all.stream().flatMap(List::stream).map(Inserted::id).distinct())
                .hasSize(10);
        assertThat(all.stream().flatMap(List::stream).filter(one -> !one.replayed()))
                .hasSize(10);
        assertThat(store.waiting(A)).hasSize(10);
    }

    @Test
    default void keyHeldByAnotherCallMakesTheCallBusyAndStoresNothing(StoreFixture store) throws Exception {
        try (AutoCloseable held = store.lockKey(CALLER, "key")) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> store.submissions()
                            .insert(List.of(
                                    insert(newTask(A)), insert(newTask(A).withIdempotencyKey("key")))))
                    .isInstanceOf(StoreBusyException.class);
            assertThat(store.waiting(A)).isEmpty();
        }
        assertThat(store.submitted(newTask(A).withIdempotencyKey("key")).replayed())
                .isFalse();
    }

    @Test
    default void keyHeldByAnotherCallHindersNoOtherKey(StoreFixture store) throws Exception {
        try (AutoCloseable held = store.lockKey(CALLER, "key")) {
            assertThat(held).isNotNull();
            store.submit(newTask(A).withIdempotencyKey("other"));
            store.submit(newTask(A));
        }
        assertThat(store.waiting(A)).hasSize(2);
    }
}
