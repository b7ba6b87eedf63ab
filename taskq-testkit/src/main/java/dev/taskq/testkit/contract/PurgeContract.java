package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.AT_ONCE;
import static dev.taskq.testkit.contract.StoreFixture.FAILED;
import static dev.taskq.testkit.contract.StoreFixture.MONTH;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.WEEK;
import static dev.taskq.testkit.contract.StoreFixture.claimed;
import static dev.taskq.testkit.contract.StoreFixture.completion;
import static dev.taskq.testkit.contract.StoreFixture.newTask;
import static dev.taskq.testkit.contract.StoreFixture.taken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.AttemptOutcome;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Purge;
import dev.taskq.spi.Purged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Deleting finished tasks after their retention. */
interface PurgeContract extends StoreUnderTest {
    private static Purged purge(StoreFixture store) {
        return store.completions().purge(new Purge(0, 1_000, WEEK, MONTH));
    }

    @Test
    default void finishedTaskPastItsRetentionIsDeletedWithItsAttempts(StoreFixture store) throws Exception {
        long session = store.agent();
        long id = store.running(session, 1);
        store.end(taken(id, session, 1, AT_ONCE, AttemptOutcome.LOST));
        claimed(store.claim(session, 2, id));
        store.end(completion(id, session, 2, SUCCEEDED));
        store.age(id, WEEK.plusHours(1));

        assertThat(purge(store)).isEqualTo(new Purged(1, OptionalLong.of(id)));
        assertThat(store.submissions().find(List.of(id))).isEmpty();
        assertThat(store.submissions().statuses(List.of(id))).isEmpty();
    }

    @Test
    default void attemptsOfTasksThatAreKeptStay(StoreFixture store) throws Exception {
        long past = store.ended(FAILED);
        store.age(past, MONTH.plusHours(1));
        long kept = store.ended(FAILED);

        assertThat(purge(store).deleted()).isEqualTo(1);

        assertThat(store.submissions().find(List.of(past))).isEmpty();
        assertThat(store.task(kept).attempts()).hasSize(1);
    }

    @Test
    default void cancelledTaskIsDeletedLikeASucceededOne(StoreFixture store) throws Exception {
        long id = store.submit(A);
        store.submissions().cancel(List.of(id));
        store.age(id, WEEK.plusHours(1));

        assertThat(purge(store).deleted()).isEqualTo(1);
    }

    @Test
    default void finishedTaskWithinItsRetentionIsKept(StoreFixture store) throws Exception {
        long id = store.ended(SUCCEEDED);
        store.age(id, WEEK.minusHours(1));

        assertThat(purge(store)).isEqualTo(new Purged(0, OptionalLong.empty()));
        assertThat(store.status(id)).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    default void failedTaskIsKeptLonger(StoreFixture store) throws Exception {
        long id = store.ended(FAILED);
        store.age(id, MONTH.minusHours(1));
        assertThat(purge(store).deleted()).isZero();

        store.age(id, Duration.ofHours(2));

        assertThat(purge(store).deleted()).isEqualTo(1);
    }

    @Test
    default void taskThatHasNotFinishedIsNeverDeleted(StoreFixture store) throws Exception {
        long scheduled = store.submit(newTask(A).delayedBy(Duration.ofDays(3_000)));
        long queued = store.submit(A);
        long running = store.running(store.agent(), 1);
        for (long id : List.of(scheduled, queued, running)) {
            store.age(id, Duration.ofDays(400));
        }

        assertThat(purge(store).deleted()).isZero();
        assertThat(store.submissions().find(List.of(scheduled, queued, running)))
                .hasSize(3);
    }

    @Test
    default void keyOfADeletedTaskIsFree(StoreFixture store) throws Exception {
        long id = store.submit(newTask(A).withIdempotencyKey("key"));
        store.submissions().cancel(List.of(id));
        store.age(id, WEEK.plusHours(1));
        purge(store);

        var again = store.submitted(newTask(A).withIdempotencyKey("key"));

        assertThat(again.replayed()).isFalse();
        assertThat(again.id()).isNotEqualTo(id);
    }

    @Test
    default void purgingGoesAlongTheIdsInBoundedSteps(StoreFixture store) throws Exception {
        List<Long> ids = store.submit(A, 7);
        store.submissions().cancel(ids);
        for (long id : ids) {
            store.age(id, WEEK.plusHours(1));
        }

        List<Integer> deleted = new ArrayList<>();
        OptionalLong next = OptionalLong.of(0);
        while (next.isPresent()) {
            Purged purged = store.completions().purge(new Purge(next.getAsLong(), 3, WEEK, MONTH));
            deleted.add(purged.deleted());
            next = purged.next();
        }

        assertThat(deleted.subList(0, 3)).containsExactly(3, 3, 1);
        assertThat(store.submissions().find(ids)).isEmpty();
    }

    @Test
    default void purgingEndsAtTasksThatAreYoungerThanAnyRetention(StoreFixture store) throws Exception {
        List<Long> old = store.submit(A, 3);
        store.submissions().cancel(old);
        for (long id : old) {
            store.age(id, WEEK.plusHours(1));
        }
        store.submit(A, 7);

        Purged first = store.completions().purge(new Purge(0, 5, WEEK, MONTH));
        assertThat(first).isEqualTo(new Purged(3, OptionalLong.of(old.getLast())));
        assertThat(store.completions().purge(new Purge(old.getLast(), 5, WEEK, MONTH)))
                .isEqualTo(new Purged(0, OptionalLong.empty()));
    }

    @Test
    default void oldTasksThatAreKeptDoNotEndPurging(StoreFixture store) throws Exception {
        List<Long> queued = store.submit(A, 3);
        List<Long> cancelled = store.submit(A, 2);
        store.submissions().cancel(cancelled);
        for (long id : queued) {
            store.age(id, WEEK.plusHours(1));
        }
        for (long id : cancelled) {
            store.age(id, WEEK.plusHours(1));
        }

        Purged first = store.completions().purge(new Purge(0, 3, WEEK, MONTH));
        assertThat(first).isEqualTo(new Purged(0, OptionalLong.of(queued.getLast())));
        assertThat(store.completions().purge(new Purge(queued.getLast(), 3, WEEK, MONTH)))
                .isEqualTo(new Purged(2, OptionalLong.of(cancelled.getLast())));
    }

    @Test
    default void taskOfTheFutureDoesNotEndPurging(StoreFixture store) throws Exception {
        long id = store.submit(A);
        store.age(id, Duration.ofDays(1).negated());

        assertThat(purge(store)).isEqualTo(new Purged(0, OptionalLong.of(id)));
    }

    @Test
    default void purgingBeginsBehindAnId(StoreFixture store) throws Exception {
        List<Long> ids = store.submit(A, 3);
        store.submissions().cancel(ids);
        for (long id : ids) {
            store.age(id, WEEK.plusHours(1));
        }

        store.completions().purge(new Purge(ids.get(1), 100, WEEK, MONTH));

        assertThat(store.submissions().statuses(ids)).containsOnlyKeys(ids.get(0), ids.get(1));
    }

    @Test
    default void lockedTaskIsPassedOverByPurging(StoreFixture store) throws Exception {
        List<Long> ids = store.submit(A, 3);
        store.submissions().cancel(ids);
        for (long id : ids) {
            store.age(id, WEEK.plusHours(1));
        }

        try (AutoCloseable held = store.lockRow(ids.get(1))) {
            assertThat(held).isNotNull();
            assertThat(purge(store).deleted()).isEqualTo(2);
        }
        assertThat(store.submissions().statuses(ids)).containsOnlyKeys(ids.get(1));
    }

    @Test
    default void purgingOfNothingEnds(StoreFixture store) {
        assertThat(purge(store)).isEqualTo(new Purged(0, OptionalLong.empty()));
    }

    @Test
    default void purgingWithoutRoomIsRefused(StoreFixture store) {
        assertThatThrownBy(() -> store.completions().purge(new Purge(0, 0, WEEK, MONTH)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
