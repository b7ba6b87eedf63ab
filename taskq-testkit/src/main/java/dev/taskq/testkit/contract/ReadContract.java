package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.newTask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.Task;
import dev.taskq.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reading tasks by their ids. */
interface ReadContract extends StoreUnderTest {
    @Test
    default void findGivesThoseThatExistById(StoreFixture store) {
        List<Long> ids = new ArrayList<>(store.submit(A, 3));
        List<Long> asked = new ArrayList<>(List.of(-1L, 0L, Long.MAX_VALUE));
        asked.addAll(ids);
        Collections.reverse(asked);

        assertThat(store.submissions().find(asked).stream().map(Task::id)).containsExactlyElementsOf(ids);
        assertThat(store.submissions().find(List.of())).isEmpty();
    }

    @Test
    default void statusesAreThoseOfTheTasksAskedForThatExist(StoreFixture store) {
        store.submit(A);
        long queued = store.submit(A);
        long scheduled = store.submit(newTask(A).delayedBy(Duration.ofHours(1)));

        assertThat(store.submissions().statuses(List.of(queued, scheduled, Long.MAX_VALUE)))
                .containsOnly(Map.entry(queued, TaskStatus.QUEUED), Map.entry(scheduled, TaskStatus.SCHEDULED));
        assertThat(store.submissions().statuses(List.of())).isEmpty();
    }

    @Test
    default void anotherProcessSeesTheSame(StoreFixture store) throws Exception {
        long id = store.submit(A);

        assertThat(store.another().submissions().find(List.of(id))).containsExactly(store.task(id));
    }
}
