package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.AT_ONCE;
import static dev.taskq.testkit.contract.StoreFixture.FAILED;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.claimed;
import static dev.taskq.testkit.contract.StoreFixture.completion;
import static dev.taskq.testkit.contract.StoreFixture.newTask;
import static dev.taskq.testkit.contract.StoreFixture.taken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.AttemptOutcome;
import dev.taskq.DeleteResult;
import dev.taskq.StoreBusyException;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Deleting tasks by hand. */
interface DeleteContract extends StoreUnderTest {
    @Test
    default void finalTasksAreDeletedWithTheirAttempts(StoreFixture store) {
        long session = store.agent();
        long lostOnce = store.running(session, 1);
        store.end(taken(lostOnce, session, 1, AT_ONCE, AttemptOutcome.LOST));
        claimed(store.claim(session, 2, lostOnce));
        store.end(completion(lostOnce, session, 2, SUCCEEDED));
        long failed = store.ended(FAILED);
        long cancelled = store.submit(A);
        store.submissions().cancel(List.of(cancelled));
        long kept = store.ended(FAILED);

        assertThat(store.submissions().delete(List.of(failed, lostOnce, cancelled)))
                .containsExactly(
                        new DeleteResult.Deleted(failed),
                        new DeleteResult.Deleted(lostOnce),
                        new DeleteResult.Deleted(cancelled));

        assertThat(store.submissions().find(List.of(failed, lostOnce, cancelled)))
                .isEmpty();
        assertThat(store.task(kept).attempts()).hasSize(1);
        assertThat(store.completions().forgiveLosses(session, 0, "none").tasks())
                .isEmpty();
    }

    @Test
    default void taskThatIsNotFinalIsNotDeleted(StoreFixture store) {
        long queued = store.submit(A);
        long scheduled = store.submit(newTask(A).delayedBy(Duration.ofHours(1)));
        long running = store.running(store.agent(), 1);
        List<Long> ids = List.of(queued, scheduled, running);
        List<Task> before = store.submissions().find(ids);

        assertThat(store.submissions().delete(ids))
                .containsExactly(
                        new DeleteResult.NotFinal(queued, TaskStatus.QUEUED),
                        new DeleteResult.NotFinal(scheduled, TaskStatus.SCHEDULED),
                        new DeleteResult.NotFinal(running, TaskStatus.RUNNING));
        assertThat(store.submissions().find(ids)).isEqualTo(before);
    }

    @Test
    default void deletionTellsMissingAndOpenTasksFromDeletedOnes(StoreFixture store) {
        long done = store.ended(SUCCEEDED);
        long open = store.submit(A);

        assertThat(store.submissions().delete(List.of(Long.MAX_VALUE, open, done)))
                .containsExactly(
                        new DeleteResult.NotFound(Long.MAX_VALUE),
                        new DeleteResult.NotFinal(open, TaskStatus.QUEUED),
                        new DeleteResult.Deleted(done));
        assertThat(store.submissions().delete(List.of(done))).containsExactly(new DeleteResult.NotFound(done));
        assertThat(store.submissions().delete(List.of())).isEmpty();
    }

    @Test
    default void deletionOfALockedTaskIsBusyAndChangesNothing(StoreFixture store) throws Exception {
        long free = store.ended(FAILED);
        long locked = store.ended(FAILED);

        try (AutoCloseable held = store.lockRow(locked)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> store.submissions().delete(List.of(free, locked)))
                    .isInstanceOf(StoreBusyException.class);
        }
        assertThat(store.submissions().statuses(List.of(free, locked))).hasSize(2);
        assertThat(store.submissions().delete(List.of(free, locked)))
                .containsExactly(new DeleteResult.Deleted(free), new DeleteResult.Deleted(locked));
    }

    @Test
    default void keyOfATaskThatWasDeletedByHandIsFree(StoreFixture store) {
        long id = store.submit(newTask(A).withIdempotencyKey("key"));
        store.submissions().cancel(List.of(id));
        store.submissions().delete(List.of(id));

        assertThat(store.submitted(newTask(A).withIdempotencyKey("key")).replayed())
                .isFalse();
    }
}
