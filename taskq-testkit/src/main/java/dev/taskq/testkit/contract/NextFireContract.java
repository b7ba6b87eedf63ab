package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.taskq.NewSchedule;
import dev.taskq.Recurrence;
import dev.taskq.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The schedules that fire next. */
interface NextFireContract extends StoreUnderTest {
    private static void put(StoreFixture store, String name, int hours, String caller) {
        NewSchedule schedule = NewSchedule.of(name, Recurrence.every(Duration.ofHours(hours)), A, "{\"n\":1}")
                .withCaller(caller);
        store.schedules().put(schedule, Optional.empty(), Schedule.MOST);
    }

    private static List<String> names(List<Schedule> schedules) {
        return schedules.stream().map(Schedule::name).toList();
    }

    @Test
    default void schedulesAreReadInTheOrderOfTheirNextFires(StoreFixture store) {
        put(store, "late", 3, "shop");
        put(store, "soon", 1, "shop");
        put(store, "between", 2, "mail");
        put(store, "never", 1, "shop");
        store.schedules().setPaused("never", true, Optional.empty());

        List<Schedule> next = store.schedules().next(Instant.EPOCH, Optional.empty(), 10);

        assertThat(names(next)).containsExactly("soon", "between", "late");
        assertThat(next)
                .containsExactlyInAnyOrderElementsOf(
                        store.schedules().list(Optional.empty(), Optional.empty(), 10).schedules().stream()
                                .filter(schedule -> !schedule.paused())
                                .toList());
        assertThat(names(store.schedules().next(Instant.EPOCH, Optional.empty(), 2)))
                .containsExactly("soon", "between");
        assertThat(names(store.schedules().next(Instant.EPOCH, Optional.of("shop"), 10)))
                .containsExactly("soon", "late");
        Instant between = next.get(1).nextFireAt().orElseThrow();
        assertThat(names(store.schedules().next(between, Optional.empty(), 10))).containsExactly("between", "late");
        assertThat(names(store.schedules().next(between.plusNanos(1_000), Optional.empty(), 10)))
                .containsExactly("late");
        assertThat(store.schedules().next(Instant.MIN, Optional.empty(), 10)).isEqualTo(next);
        assertThat(store.schedules().next(Instant.MAX, Optional.empty(), 10)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.schedules().next(Instant.EPOCH, Optional.empty(), 0));
    }
}
