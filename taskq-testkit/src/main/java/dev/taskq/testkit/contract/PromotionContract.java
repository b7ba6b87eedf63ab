package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.AT_ONCE;
import static dev.taskq.testkit.contract.StoreFixture.B;
import static dev.taskq.testkit.contract.StoreFixture.claimed;
import static dev.taskq.testkit.contract.StoreFixture.insert;
import static dev.taskq.testkit.contract.StoreFixture.newTask;
import static dev.taskq.testkit.contract.StoreFixture.taken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.AttemptOutcome;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import dev.taskq.spi.ClaimedTask;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.Promotion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Queueing the scheduled tasks that are due. */
interface PromotionContract extends StoreUnderTest {
    private static long due(StoreFixture store, Duration since) throws Exception {
        long id = store.submit(newTask(A).delayedBy(Duration.ofHours(10)));
        store.age(id, Duration.ofHours(10).plus(since));
        return id;
    }

    @Test
    default void dueTaskIsQueuedWithAHint(StoreFixture store) throws Exception {
        long id = due(store, Duration.ofSeconds(1));
        Instant before = store.now();

        Promotion promotion = store.dispatch().promoteDue(DueRange.ALL, 10);

        assertThat(promotion.hints()).hasSize(1);
        assertThat(promotion.hints().get(0).id()).isEqualTo(id);
        assertThat(store.waiting(A)).isEqualTo(promotion.hints());
        Task task = store.task(id);
        assertThat(task.status()).isEqualTo(TaskStatus.QUEUED);
        assertThat(task.times().runAt()).isEmpty();
        assertThat(task.times().queuedAt().orElseThrow()).isBetween(before, store.now());
    }

    @Test
    default void taskThatIsNotDueStaysScheduled(StoreFixture store) {
        long id = store.submit(newTask(A).delayedBy(Duration.ofHours(1)));

        Promotion promotion = store.dispatch().promoteDue(DueRange.ALL, 10);

        assertThat(promotion.hints()).isEmpty();
        assertThat(promotion.untilNext().orElseThrow()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
        assertThat(store.status(id)).isEqualTo(TaskStatus.SCHEDULED);
    }

    @Test
    default void nextIsUnknownWhereNothingIsScheduled(StoreFixture store) throws Exception {
        store.submit(A);
        due(store, Duration.ofSeconds(1));

        assertThat(store.dispatch().promoteDue(DueRange.ALL, 10).untilNext()).isEmpty();
        assertThat(store.dispatch().promoteDue(DueRange.ALL, 10)).isEqualTo(new Promotion(List.of(), Optional.empty()));
    }

    @Test
    default void longestDueComesFirst(StoreFixture store) throws Exception {
        List<Long> ids = new ArrayList<>();
        for (int hours : List.of(2, 3, 1)) {
            ids.add(store.submit(newTask(hours == 3 ? B : A).delayedBy(Duration.ofHours(hours))));
        }
        for (long id : ids) {
            store.age(id, Duration.ofHours(4));
        }

        Promotion first = store.dispatch().promoteDue(DueRange.ALL, 2);

        assertThat(first.hints().stream().map(Hint::id)).containsExactly(ids.get(2), ids.get(0));
        assertThat(first.untilNext()).contains(Duration.ZERO);
        assertThat(store.dispatch().promoteDue(DueRange.ALL, 2).hints().stream().map(Hint::id))
                .containsExactly(ids.get(1));
    }

    @Test
    default void lockedDueTaskIsPassedOverUntilItIsFree(StoreFixture store) throws Exception {
        long locked = due(store, Duration.ofSeconds(2));
        long free = due(store, Duration.ofSeconds(1));

        try (AutoCloseable held = store.lockRow(locked)) {
            assertThat(held).isNotNull();
            assertThat(store.dispatch().promoteDue(DueRange.ALL, 10).hints().stream()
                            .map(Hint::id))
                    .containsExactly(free);
        }
        assertThat(store.dispatch().promoteDue(DueRange.ALL, 10).hints().stream()
                        .map(Hint::id))
                .containsExactly(locked);
    }

    @Test
    default void manyPromotersQueueEachTaskOnce(StoreFixture store) throws Exception {
        List<Long> ids = store
                .submissions()
                .insert(Collections.nCopies(12, insert(newTask(A).delayedBy(Duration.ofHours(1)))))
                .stream()
                .map(Inserted::id)
                .toList();
        for (long id : ids) {
            store.age(id, Duration.ofHours(2));
        }

        List<List<Hint>> hints = Together.run(4, number -> {
            List<Hint> all = new ArrayList<>();
            while (store.submissions().statuses(ids).containsValue(TaskStatus.SCHEDULED)) {
                all.addAll(store.dispatch().promoteDue(DueRange.ALL, 2).hints());
            }
            return all;
        });

        assertThat(hints.stream().flatMap(List::stream).map(Hint::id)).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    default void promotingNoneIsRefused(StoreFixture store) {
        assertThatThrownBy(() -> store.dispatch().promoteDue(DueRange.ALL, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Instant runAt(StoreFixture store, long id) {
        return store.task(id).times().runAt().orElseThrow();
    }

    @Test
    default void onlyARangeOfDueTimesIsPromoted(StoreFixture store) throws Exception {
        long old = due(store, Duration.ofHours(3));
        long between = due(store, Duration.ofHours(2));
        long young = due(store, Duration.ofHours(1));
        DueRange range = new DueRange(runAt(store, between), runAt(store, young));

        Promotion promotion = store.dispatch().promoteDue(range, 10);

        assertThat(promotion.hints().stream().map(Hint::id)).containsExactly(between);
        assertThat(promotion.untilNext()).isEmpty();
        assertThat(store.dispatch().promoteDue(new DueRange(range.before(), Instant.MAX), 10).hints().stream()
                        .map(Hint::id))
                .containsExactly(young);
        assertThat(store.status(old)).isEqualTo(TaskStatus.SCHEDULED);
    }

    @Test
    default void someThatAreDueAreQueuedByTheirIds(StoreFixture store) throws Exception {
        long first = due(store, Duration.ofSeconds(1));
        long second = due(store, Duration.ofSeconds(2));
        long unasked = due(store, Duration.ofSeconds(3));
        long later = store.submit(newTask(A).delayedBy(Duration.ofHours(1)));
        long queued = store.submit(A);

        List<Hint> hints = store.dispatch().promote(List.of(queued, second, later, first, 999_999L));

        assertThat(hints.stream().map(Hint::id)).containsExactly(first, second);
        assertThat(store.waiting(A)).containsAll(hints);
        assertThat(store.submissions().statuses(List.of(unasked, later)).values())
                .containsOnly(TaskStatus.SCHEDULED);
        assertThat(store.dispatch().promote(List.of(first, second))).isEmpty();
        assertThat(store.dispatch().promote(List.of())).isEmpty();
    }

    @Test
    default void aTaskThatIsAskedForAndLockedIsPassedOver(StoreFixture store) throws Exception {
        long locked = due(store, Duration.ofSeconds(1));

        try (AutoCloseable held = store.lockRow(locked)) {
            assertThat(held).isNotNull();
            assertThat(store.dispatch().promote(List.of(locked))).isEmpty();
        }
        assertThat(store.dispatch().promote(List.of(locked))).hasSize(1);
    }

    @Test
    default void promotedTaskIsClaimedLikeAnyOther(StoreFixture store) throws Exception {
        long id = due(store, Duration.ofSeconds(1));
        store.dispatch().promoteDue(DueRange.ALL, 10);

        assertThat(claimed(store.claim(store.agent(), 1, id)).running().counts().attempt())
                .isEqualTo(1);
    }

    @Test
    default void claimedTaskSaysWhenItWasDueFirst(StoreFixture store) throws Exception {
        long id = due(store, Duration.ofSeconds(1));
        store.dispatch().promoteDue(DueRange.ALL, 10);
        long session = store.agent();

        ClaimedTask first = claimed(store.claim(session, 1, id));
        store.end(taken(id, session, 1, AT_ONCE, AttemptOutcome.RELEASED));
        ClaimedTask second = claimed(store.claim(session, 2, id));

        assertThat(first.running().dueAt())
                .isBetween(store.task(id).times().createdAt().plusMillis(900), first.startedAt())
                .isEqualTo(second.running().dueAt());
        assertThat(second.queuedAt()).isAfterOrEqualTo(first.startedAt());
    }
}
