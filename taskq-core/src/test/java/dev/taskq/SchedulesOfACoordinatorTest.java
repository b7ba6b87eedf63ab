package dev.taskq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.agent.Agent;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.Schedules;
import dev.taskq.memory.InMemoryTaskStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Schedules by the Java API, from their put to a handler. */
class SchedulesOfACoordinatorTest {
    private final InMemoryTaskStore store = new InMemoryTaskStore();
    private final Coordinator coordinator = Coordinator.builder(store).build();
    private final Schedules schedules = coordinator.schedules();

    @BeforeEach
    void start() {
        coordinator.start();
    }

    @AfterEach
    void stop() {
        coordinator.close();
        store.close();
    }

    private static NewSchedule every(Duration interval) {
        return NewSchedule.of("report", Recurrence.every(interval), "report", "{}");
    }

    @Test
    void scheduleFiresATaskWhoseHandlerIsGivenTheFireTime() throws Exception {
        CompletableFuture<Fire> fired = new CompletableFuture<>();
        TaskType<Map<String, Object>> type = TaskType.of("report", anyMap());
        try (Agent agent = Agent.builder(store)
                .handler(TaskHandler.of(type, (context, params) -> {
                    context.fire().ifPresent(fired::complete);
                    return Outcome.done();
                }))
                .build()) {
            agent.start();
            PutResult put = schedules.put(every(Duration.ofSeconds(1)));

            Fire fire = fired.get(2, TimeUnit.MINUTES);

            assertThat(fire.schedule()).isEqualTo("report");
            // On a busy machine it may be a later one.
            Duration later = Duration.between(
                    put.schedule().nextFireAt().orElseThrow(), fire.time().orElseThrow());
            assertThat(later).isGreaterThanOrEqualTo(Duration.ZERO);
            assertThat(later.toNanosPart()).isZero();
        }
    }

    @SuppressWarnings("unchecked") // A class literal has no type arguments.
    private static Class<Map<String, Object>> anyMap() {
        return (Class<Map<String, Object>>) (Class<?>) Map.class;
    }

    @Test
    void scheduleIsPausedRunResumedListedAndDeleted() {
        schedules.put(every(Duration.ofHours(1)));

        assertThat(schedules.pause("report").orElseThrow().paused()).isTrue();
        RunResult run = schedules.runNow("report");
        assertThat(run).isInstanceOf(RunResult.Queued.class);
        assertThat(coordinator
                        .find(((RunResult.Queued) run).task())
                        .orElseThrow()
                        .origin()
                        .correlationId())
                .isNotEmpty();
        assertThat(schedules.resume("report").orElseThrow().nextFireAt()).isPresent();
        assertThat(schedules.list(Optional.empty(), 10).schedules())
                .extracting(Schedule::name)
                .containsExactly("report");
        assertThat(schedules.ofCaller("shop").find("report")).isEmpty();
        assertThat(schedules.delete("report")).isTrue();
        assertThat(schedules.runNow("report")).isEqualTo(new RunResult.NotFound("report"));
    }

    @Test
    void editFollowsTheRulesOfAPutButForWhatIsStoredAlready() {
        Schedule stored = schedules.put(every(Duration.ofHours(1))).schedule();

        assertThatThrownBy(() -> schedules.edit(every(Duration.ofHours(1)).withParams("[]"), stored.updatedAt()))
                .isInstanceOf(TaskRejectedException.class);
        assertThat(schedules.put(every(Duration.ofHours(1))).effect()).isEqualTo(PutResult.Effect.UNCHANGED);
        assertThat(schedules.edit(every(Duration.ofHours(1)), stored.updatedAt()))
                .isInstanceOfSatisfying(
                        EditResult.Edited.class,
                        edited -> assertThat(edited.schedule().nextFireAt()).isEqualTo(stored.nextFireAt()));
        assertThat(schedules.ofCaller("shop").edit(every(Duration.ofHours(2)), stored.updatedAt()))
                .isEqualTo(new EditResult.NotFound("report"));
        coordinator.close();
        assertThatThrownBy(() -> schedules.edit(every(Duration.ofHours(2)), stored.updatedAt()))
                .isInstanceOf(NotRunningException.class);
    }

    @Test
    void newestTasksAreReadOfABoundedNumberOfSchedules() {
        schedules.put(every(Duration.ofHours(1)));
        long task = ((RunResult.Queued) schedules.runNow("report")).task();

        assertThat(schedules.newestTasks(List.of("report", "report"), 1).get("report"))
                .extracting(FiredTask::id)
                .containsExactly(task);
        for (int most : new int[] {0, Schedules.MOST_NEWEST + 1}) {
            assertThatThrownBy(() -> schedules.newestTasks(List.of("report"), most))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("most must be between 1 and 100");
        }
        List<String> names = IntStream.rangeClosed(0, Schedules.LIST_LIMIT)
                .mapToObj(Integer::toString)
                .toList();
        assertThatThrownBy(() -> schedules.newestTasks(names, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("names must be at most 1000");
    }

    @Test
    void whatATaskCouldNotBeIsRefused() {
        assertThatThrownBy(() -> schedules.put(every(Duration.ofHours(1)).withParams("[]")))
                .isInstanceOfSatisfying(
                        TaskRejectedException.class,
                        e -> assertThat(e.violations().getFirst().pointer()).isEqualTo("/params"));
        NewTask forged =
                NewTask.of("report", "{}").withOrigin(Origin.UNKNOWN.withFire(new Fire("report", Optional.empty())));
        assertThatThrownBy(() -> coordinator.submit(forged))
                .isInstanceOfSatisfying(
                        TaskRejectedException.class,
                        e -> assertThat(e.violations().getFirst().pointer()).isEqualTo("/schedule"));
        assertThatThrownBy(() -> schedules.list(Optional.empty(), 0)).isInstanceOf(IllegalArgumentException.class);
        coordinator.close();
        assertThatThrownBy(() -> schedules.put(every(Duration.ofHours(1)))).isInstanceOf(NotRunningException.class);
    }
}
