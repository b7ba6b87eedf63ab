package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.BACK_OFF;
import static dev.taskq.testkit.contract.StoreFixture.FAILED;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.completion;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.FiredTask;
import dev.taskq.NewSchedule;
import dev.taskq.Origin;
import dev.taskq.Recurrence;
import dev.taskq.RunResult;
import dev.taskq.Schedule;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import dev.taskq.spi.RetryRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The newest tasks of schedules. */
interface NewestTasksContract extends StoreUnderTest {
    private static void put(StoreFixture store, String name) {
        NewSchedule schedule = NewSchedule.of(name, Recurrence.every(Duration.ofHours(1)), A, "{}");
        store.schedules().put(schedule, Optional.empty(), Schedule.MOST);
    }

    private static long run(StoreFixture store, String name) {
        Origin origin = new Origin("runner", "c-1", Optional.empty());
        RunResult result = store.schedules()
                .run(name, Optional.empty(), Optional.empty(), origin)
                .result();
        return ((RunResult.Queued) result).task();
    }

    @Test
    default void newestTasksOfEachScheduleAreReadAndNoOthers(StoreFixture store) throws Exception {
        for (String name : List.of("s", "t", "other", "idle")) {
            put(store, name);
        }
        store.submit(A);
        List<Long> ofS = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ofS.add(run(store, "s"));
            store.age(ofS.getLast(), Duration.ofSeconds(1));
        }
        long ofT = run(store, "t");
        run(store, "other");
        store.age(ofT, Duration.ofSeconds(1));
        long session = store.agent();
        store.claim(session, 1, ofS.get(3), ofT);
        store.end(completion(ofS.get(3), session, 1, SUCCEEDED));

        Map<String, List<FiredTask>> newest =
                store.schedules().newestTasks(List.of("s", "t", "idle", "none"), Optional.empty(), 3);

        assertThat(newest).containsOnlyKeys("s", "t");
        List<FiredTask> newestOfS = newest.getOrDefault("s", List.of());
        List<FiredTask> newestOfT = newest.getOrDefault("t", List.of());
        assertThat(newestOfS).extracting(FiredTask::id).containsExactly(ofS.get(3), ofS.get(2), ofS.get(1));
        assertThat(newestOfS.getFirst()).isEqualTo(fired(store.task(ofS.get(3))));
        assertThat(newestOfS.getFirst().finishedAt()).isPresent();
        assertThat(newestOfS.getLast().startedAt()).isEmpty();
        assertThat(newestOfT).containsExactly(fired(store.task(ofT)));
        assertThat(newestOfT.getFirst().startedAt()).isPresent();
        assertThat(store.schedules().newestTasks(List.of("s", "t"), Optional.of("another"), 3))
                .isEmpty();
        assertThat(store.schedules().newestTasks(List.of("s", "t"), Optional.of("runner"), 3))
                .isEqualTo(newest);
        assertThat(store.schedules().newestTasks(List.of(), Optional.empty(), 3))
                .isEmpty();
    }

    private static FiredTask fired(Task task) {
        return new FiredTask(
                task.id(),
                task.status(),
                task.times().createdAt(),
                task.times().startedAt(),
                task.times().finishedAt());
    }

    /** What began before it is over. */
    @Test
    default void taskOfAScheduleThatIsQueuedAgainHasNotStarted(StoreFixture store) throws Exception {
        put(store, "s");
        long id = run(store, "s");
        store.age(id, Duration.ofSeconds(1));
        long session = store.agent();
        store.claim(session, 1, id);
        store.end(completion(id, session, 1, FAILED));
        store.age(id, Duration.ofSeconds(1));
        store.submissions().retry(List.of(new RetryRequest(id, OptionalInt.empty())));

        assertThat(store.schedules()
                        .newestTasks(List.of("s"), Optional.empty(), 3)
                        .get("s"))
                .singleElement()
                .satisfies(task -> {
                    assertThat(task.status()).isEqualTo(TaskStatus.QUEUED);
                    assertThat(task.startedAt()).isEmpty();
                });
        store.submissions().cancel(List.of(id));
        store.submissions().delete(List.of(id));
        assertThat(store.schedules().newestTasks(List.of("s"), Optional.empty(), 3))
                .isEmpty();
    }

    /** Else its back-off would be shown as the time for which it ran. */
    @Test
    default void taskOfAScheduleThatIsCancelledInItsBackOffHasNotStarted(StoreFixture store) throws Exception {
        put(store, "s");
        long id = run(store, "s");
        store.age(id, Duration.ofSeconds(1));
        long session = store.agent();
        store.claim(session, 1, id);
        store.end(completion(id, session, 1, BACK_OFF));
        assertThat(newestWithoutAStart(store)).isEqualTo(TaskStatus.SCHEDULED);

        store.submissions().cancel(List.of(id));

        assertThat(newestWithoutAStart(store)).isEqualTo(TaskStatus.CANCELLED);
    }

    private static TaskStatus newestWithoutAStart(StoreFixture store) {
        FiredTask task = store.schedules()
                .newestTasks(List.of("s"), Optional.empty(), 1)
                .getOrDefault("s", List.of())
                .getFirst();
        assertThat(task.startedAt()).isEmpty();
        return task.status();
    }
}
