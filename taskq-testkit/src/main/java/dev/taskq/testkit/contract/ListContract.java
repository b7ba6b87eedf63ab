package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.B;
import static dev.taskq.testkit.contract.StoreFixture.BACK_OFF;
import static dev.taskq.testkit.contract.StoreFixture.FAILED;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.newTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.TaskStatus;
import dev.taskq.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Listing tasks, page by page. */
interface ListContract extends StoreUnderTest {
    /** The ids of all pages; checks that no page is too long. */
    static List<Long> pages(StoreFixture store, TaskFilter filter, int limit, int scan) {
        List<Long> ids = new ArrayList<>();
        Optional<TaskPage.Cursor> from = Optional.empty();
        do {
            TaskPage page = store.submissions().list(filter, from, limit, scan);
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
    default void listIsNewestFirst(StoreFixture store) {
        List<Long> ids = new ArrayList<>(store.submit(A, 3));
        ids.add(store.submit(B));

        assertThat(pages(store, TaskFilter.ALL, 100, 1_000)).containsExactlyElementsOf(reversed(ids));
    }

    @Test
    default void pagesFollowOneAnotherWithoutGapOrRepeat(StoreFixture store) {
        List<Long> ids = store.submit(A, 10);

        assertThat(pages(store, TaskFilter.ALL, 3, 1_000)).containsExactlyElementsOf(reversed(ids));
    }

    @Test
    default void listLeavesParamsResultAndAttemptsOut(StoreFixture store) {
        store.ended(SUCCEEDED);
        store.ended(FAILED);

        for (Task task : store.submissions()
                .list(TaskFilter.ALL, Optional.empty(), 10, 10)
                .tasks()) {
            assertThat(task.params()).isEqualTo("{}");
            assertThat(task.result()).isEmpty();
            assertThat(task.attempts()).isEmpty();
        }
    }

    @Test
    default void listedTaskIsOtherwiseWhole(StoreFixture store) {
        long id = store.ended(BACK_OFF);
        Task whole = store.task(id);

        Task listed = store.submissions()
                .list(TaskFilter.ALL, Optional.empty(), 10, 10)
                .tasks()
                .get(0);

        assertThat(listed)
                .usingRecursiveComparison()
                .ignoringFields("params", "result", "attempts")
                .isEqualTo(whole);
    }

    @Test
    default void listOfATypeShowsNoOther(StoreFixture store) {
        List<Long> ids = store.submit(A, 3);
        store.submit(B, 3);

        assertThat(pages(store, TaskFilter.ALL.withType(A), 2, 1_000)).containsExactlyElementsOf(reversed(ids));
    }

    @Test
    default void listOfAStatusShowsNoOther(StoreFixture store) {
        long failed = store.ended(FAILED);
        store.submit(A, 3);
        long succeeded = store.ended(SUCCEEDED);
        long scheduled = store.submit(newTask(A).delayedBy(Duration.ofHours(1)));

        assertThat(pages(store, TaskFilter.ALL.withStatus(TaskStatus.FAILED), 2, 1_000))
                .containsExactly(failed);
        assertThat(pages(store, TaskFilter.ALL.withStatus(TaskStatus.SUCCEEDED), 2, 1_000))
                .containsExactly(succeeded);
        assertThat(pages(store, TaskFilter.ALL.withStatus(TaskStatus.SCHEDULED), 2, 1_000))
                .containsExactly(scheduled);
        assertThat(pages(store, TaskFilter.ALL.withStatus(TaskStatus.QUEUED).withType(B), 2, 1_000))
                .isEmpty();
    }

    @Test
    default void listIsBoundedByTimes(StoreFixture store) {
        long first = store.submit(A);
        long second = store.submit(A);
        long third = store.submit(A);
        Instant begin = store.task(first).times().createdAt();
        Instant end = store.task(third).times().createdAt();

        assertThat(pages(store, between(Optional.of(begin), Optional.of(end)), 10, 1_000))
                .containsExactly(second, first);
        assertThat(pages(store, between(Optional.of(begin), Optional.empty()), 10, 1_000))
                .containsExactly(third, second, first);
        assertThat(pages(store, between(Optional.empty(), Optional.of(end)), 10, 1_000))
                .containsExactly(second, first);
    }

    @Test
    default void windowOfAListContainsItsStartAndNotItsEnd(StoreFixture store) {
        List<Long> ids = List.of(store.submit(A), store.submit(A), store.submit(A));
        Instant first = createdAt(store, ids.get(0));
        Instant second = createdAt(store, ids.get(1));
        Instant end = store.now().plusSeconds(1);

        for (Duration shift :
                List.of(Duration.ZERO, Duration.ofNanos(1), Duration.ofNanos(-1), Duration.ofNanos(500))) {
            Instant cut = second.plus(shift);
            List<Long> early = pages(store, between(Optional.of(first), Optional.of(cut)), 10, 1_000);
            List<Long> late = pages(store, between(Optional.of(cut), Optional.of(end)), 10, 1_000);

            // Each is in one window, whatever the boundary.
            assertThat(Stream.concat(late.stream(), early.stream()))
                    .as("%s", shift)
                    .containsExactlyElementsOf(reversed(ids));
            assertThat(late.contains(ids.get(1))).as("%s", shift).isEqualTo(!second.isBefore(cut));
        }
    }

    private static Instant createdAt(StoreFixture store, long id) {
        return store.task(id).times().createdAt();
    }

    private static TaskFilter between(Optional<Instant> after, Optional<Instant> before) {
        return TaskFilter.ALL.withCreated(new TimeWindow(after, before));
    }

    @Test
    default void listScansNoMoreRowsThanItMay(StoreFixture store) {
        long wanted = store.submit(B);
        store.submit(A, 10);

        TaskPage page = store.submissions().list(TaskFilter.ALL.withType(B), Optional.empty(), 5, 4);

        assertThat(page.tasks()).isEmpty();
        assertThat(page.next()).isPresent();
        assertThat(page.lookedBackTo()).isPresent();
        assertThat(pages(store, TaskFilter.ALL.withType(B), 5, 4)).containsExactly(wanted);
    }

    @Test
    default void listSaysHowFarItScannedBack(StoreFixture store) {
        List<Long> ids = store.submit(A, 5);

        TaskPage page = store.submissions().list(TaskFilter.ALL, Optional.empty(), 2, 1_000);

        assertThat(page.lookedBackTo()).contains(store.task(ids.get(3)).times().createdAt());
    }

    @Test
    default void emptyListHasNoNextPage(StoreFixture store) {
        assertThat(store.submissions().list(TaskFilter.ALL, Optional.empty(), 10, 10))
                .isEqualTo(new TaskPage(List.of(), Optional.empty(), Optional.empty()));
    }

    @Test
    default void listWithoutRoomIsRefused(StoreFixture store) {
        assertThatThrownBy(() -> store.submissions().list(TaskFilter.ALL, Optional.empty(), 0, 10))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.submissions().list(TaskFilter.ALL, Optional.empty(), 10, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
