package dev.taskq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.Inspector;
import dev.taskq.memory.InMemoryTaskStore;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is due when, by the Java API. */
class DueTasksOfACoordinatorTest {
    private final InMemoryTaskStore store = new InMemoryTaskStore();
    private final Coordinator coordinator = Coordinator.builder(store).build();

    /** A whole hour, three hours ahead and more. */
    private final Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS).plus(4, ChronoUnit.HOURS);

    @BeforeEach
    void start() {
        coordinator.start();
    }

    @AfterEach
    void stop() {
        coordinator.close();
        store.close();
    }

    private List<Long> submit(int number, Instant due, String caller) {
        List<NewTask> tasks = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            tasks.add(NewTask.of("report", "{}")
                    .runAt(due)
                    .withOrigin(new Origin(caller, "correlation-1", Optional.empty())));
        }
        return coordinator.submitAll(tasks).stream().map(Submitted::id).toList();
    }

    private static List<Long> ids(ScheduledTasks read) {
        return read.tasks().stream().map(ScheduledTask::id).toList();
    }

    @Test
    void scheduledTasksAreReadFromATimeOnAllOrThoseOfACaller() {
        long second = submit(1, hour.plusSeconds(60), "shop").getFirst();
        long first = submit(1, hour, "mail").getFirst();
        coordinator.submit(NewTask.of("report", "{}"));

        assertThat(ids(coordinator.scheduled(Instant.MIN, Optional.empty(), 10)))
                .containsExactly(first, second);
        assertThat(ids(coordinator.scheduled(hour.plusSeconds(1), Optional.empty(), 10)))
                .containsExactly(second);
        assertThat(ids(coordinator.scheduled(Instant.EPOCH, Optional.of("shop"), 10)))
                .containsExactly(second);
        for (int most : new int[] {0, Inspector.MOST_SCHEDULED + 1}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> coordinator.scheduled(Instant.EPOCH, Optional.empty(), most))
                    .withMessageContaining("between 1 and " + Inspector.MOST_SCHEDULED);
        }
    }

    @Test
    void tasksOfACallerAreThoseAmongABoundedNumberOfAll() {
        submit(Inspector.MOST_SCHEDULED - 1, hour, "mail");
        long read = submit(1, hour.plusSeconds(1), "shop").getFirst();
        long notRead = submit(1, hour.plusSeconds(2), "shop").getFirst();

        ScheduledTasks ofTheShop = coordinator.scheduled(Instant.EPOCH, Optional.of("shop"), 10);

        assertThat(ids(ofTheShop)).containsExactly(read);
        assertThat(ofTheShop.readTo()).contains(hour.plusSeconds(1));
        assertThat(ids(coordinator.scheduled(ofTheShop.readTo().orElseThrow(), Optional.of("shop"), 10)))
                .containsExactly(read, notRead);
    }

    @Test
    void dueTasksAreCountedByTheHourUpToABound() {
        submit(DueHours.MOST_COUNTED + 1, hour, "mail");
        submit(DueHours.MOST_COUNTED, hour.plus(1, ChronoUnit.HOURS), "mail");
        submit(2, hour.plus(3, ChronoUnit.HOURS).minusNanos(1_000), "shop");
        submit(1, hour.plus(Duration.ofDays(3)), "shop");

        DueHours hours = coordinator.dueHours();

        assertThat(hours.hours()).hasSize(DueHours.HOURS);
        Instant begin = hours.at().truncatedTo(ChronoUnit.HOURS);
        assertThat(hours.hours()).extracting(DueHours.Hour::from).first().isEqualTo(begin);
        assertThat(hours.hours().stream().filter(one -> one.tasks() > 0))
                .containsExactly(
                        new DueHours.Hour(hour, DueHours.MOST_COUNTED, true),
                        new DueHours.Hour(hour.plus(1, ChronoUnit.HOURS), DueHours.MOST_COUNTED, false),
                        new DueHours.Hour(hour.plus(2, ChronoUnit.HOURS), 2, false));
    }

    @Test
    void schedulesAreReadByTheirNextFires() {
        coordinator
                .schedules()
                .put(NewSchedule.of("daily", Recurrence.every(Duration.ofDays(1)), "report", "{}")
                        .withCaller("shop"));
        coordinator.schedules().put(NewSchedule.of("hourly", Recurrence.every(Duration.ofHours(1)), "report", "{}"));

        assertThat(coordinator.schedules().next(Instant.EPOCH, 10))
                .extracting(Schedule::name)
                .containsExactly("hourly", "daily");
        assertThat(coordinator.schedules().ofCaller("shop").next(Instant.EPOCH, 10))
                .extracting(Schedule::name)
                .containsExactly("daily");
        for (int most : new int[] {0, 1_001}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> coordinator.schedules().next(Instant.EPOCH, most))
                    .withMessageContaining("between 1 and 1000");
        }
    }
}
