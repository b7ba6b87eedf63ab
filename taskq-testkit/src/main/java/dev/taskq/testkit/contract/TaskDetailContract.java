package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.BACK_OFF;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.newTask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.CallDeadline;
import dev.taskq.Task;
import dev.taskq.spi.Hint;
import dev.taskq.spi.TaskDetail;
import dev.taskq.spi.TaskDetail.Holding;
import dev.taskq.spi.TaskMark;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What only the row of a task knows. */
interface TaskDetailContract extends StoreUnderTest {
    private static TaskDetail detail(StoreFixture store, long id) {
        return store.inspections().detail(id, CallDeadline.unbounded()).orElseThrow();
    }

    private static Task withoutBody(Task task) {
        return new Task(
                task.id(),
                task.type(),
                task.status(),
                "{}",
                Optional.empty(),
                task.error(),
                task.counts(),
                task.limits(),
                task.cancelRequested(),
                task.times(),
                task.agent(),
                task.progress(),
                task.origin(),
                task.attempts());
    }

    @Test
    default void detailIsTheTaskWithoutParamsAndResult(StoreFixture store) {
        Instant before = store.now();
        for (long id : List.of(
                store.submit(A), store.running(store.agent(), 1), store.ended(SUCCEEDED), store.ended(BACK_OFF))) {
            TaskDetail detail = detail(store, id);

            assertThat(detail.task()).isEqualTo(withoutBody(store.task(id)));
            assertThat(detail.at()).isBetween(before, store.now());
        }
    }

    @Test
    default void detailsAreReadById(StoreFixture store) {
        List<Long> ids = store.submit(A, 3);

        assertThat(store.inspections()
                        .details(List.of(ids.get(2), Long.MAX_VALUE, ids.get(0)), CallDeadline.unbounded()))
                .extracting(detail -> detail.task().id())
                .containsExactly(ids.get(0), ids.get(2));
        assertThat(store.inspections().details(List.of(), CallDeadline.unbounded()))
                .isEmpty();
        assertThat(store.inspections().detail(Long.MAX_VALUE, CallDeadline.unbounded()))
                .isEmpty();
    }

    @Test
    default void detailOfAWaitingTaskHasItsPlace(StoreFixture store) {
        Hint hint = store.submitted(newTask(A)).hint().orElseThrow();

        TaskDetail detail = detail(store, hint.id());

        assertThat(detail.hintedAt()).contains(hint.hintedAt());
        assertThat(detail.scheduledFor()).isEmpty();
        assertThat(detail.cancelRequestedAt()).isEmpty();
        assertThat(detail.holding()).isEmpty();
    }

    @Test
    default void detailOfAScheduledTaskHasTheTimeOfItsSubmitter(StoreFixture store) {
        long id = store.submit(newTask(A).delayedBy(Duration.ofHours(1)));

        TaskDetail detail = detail(store, id);

        assertThat(detail.hintedAt()).isEmpty();
        assertThat(detail.scheduledFor()).isEqualTo(store.task(id).times().runAt());
    }

    @Test
    default void detailOfARunningTaskHasItsSession(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        assertThat(detail(store, id).holding()).contains(new Holding(session, true));

        store.lose(session);
        assertThat(detail(store, id).holding()).contains(new Holding(session, false));

        store.sessions().clear(List.of(session));
        assertThat(detail(store, id).holding()).contains(new Holding(session, false));
    }

    @Test
    default void detailHasTheTimeOfARequestToCancel(StoreFixture store) {
        long id = store.running(store.agent(), 1);
        Instant before = store.now();

        store.submissions().cancel(List.of(id));

        assertThat(detail(store, id).cancelRequestedAt().orElseThrow()).isBetween(before, store.now());
    }

    @Test
    default void marksChangeWithTheTask(StoreFixture store) {
        long id = store.submit(A);
        long other = store.submit(A);
        TaskMark waiting =
                Objects.requireNonNull(store.inspections().marks(List.of(id)).get(id));
        store.claim(store.agent(), 1, id);

        assertThat(store.inspections().marks(List.of(id, other, Long.MAX_VALUE)))
                .containsOnlyKeys(id, other)
                .containsEntry(
                        id,
                        new TaskMark(store.status(id), 1, store.task(id).times().updatedAt(), Optional.empty()));
        assertThat(store.inspections().marks(List.of(id))).doesNotContainEntry(id, waiting);
        assertThat(store.inspections().marks(List.of())).isEmpty();
    }
}
