package dev.taskq.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.NewSchedule;
import dev.taskq.Recurrence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScheduleRowTest {
    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration INTERVAL = Duration.ofSeconds(3);

    /** The store's clock when it has stepped back behind the fire time that was done. */
    private static final Instant STEPPED_BACK = CREATED.plusSeconds(1);

    private final ScheduleRow fired = done(false);

    private static NewSchedule every(Duration interval) {
        return NewSchedule.of("s", new Recurrence.Interval(interval), "t", "{}");
    }

    /** A schedule whose first fire time was done. */
    private static ScheduleRow done(boolean overlapped) {
        ScheduleRow row = ScheduleRow.create(every(INTERVAL), CREATED);
        Instant first = row.schedule().nextFireAt().orElseThrow();
        FireStep step = new FireStep(
                "s", row.version(), List.of(first), Optional.of(first.plus(INTERVAL)), 0, Optional.empty());
        return row.fire(step, overlapped, overlapped ? List.of() : List.of(1L));
    }

    private static Instant resumed(ScheduleRow row) {
        return row.setPaused(true, STEPPED_BACK)
                .setPaused(false, STEPPED_BACK)
                .schedule()
                .nextFireAt()
                .orElseThrow();
    }

    @Test
    void aResumeDoesNotGoBackToTheLastFireTime() {
        assertThat(resumed(fired)).isEqualTo(CREATED.plus(INTERVAL.multipliedBy(2)));
    }

    @Test
    void aResumeDoesNotGoBackToTheLastSkippedTime() {
        assertThat(resumed(done(true))).isEqualTo(CREATED.plus(INTERVAL.multipliedBy(2)));
    }

    @Test
    void anotherRecurrenceDoesNotGoBackToTheLastFireTime() {
        ScheduleRow changed = fired.put(every(Duration.ofSeconds(2)), STEPPED_BACK);

        assertThat(changed.schedule().nextFireAt()).contains(STEPPED_BACK.plusSeconds(4));
    }
}
