package dev.taskq.leader;

import dev.taskq.CatchUp;
import dev.taskq.Schedule;
import dev.taskq.recurrence.FireTimes;
import dev.taskq.spi.DueSchedule;
import dev.taskq.spi.FireStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Decides what a schedule that is due does: which of the fire times from its next one up to now become tasks, by its policy for
 * missed ones, and when it fires next. Depends on nothing but its arguments; the time is that of the store's clock.
 */
final class FirePlan {
    private final DueSchedule due;
    private final Instant now;
    private final FireTimes times;

    private FirePlan(DueSchedule due, FireTimes times, Instant now) {
        this.due = due;
        this.times = times;
        this.now = now;
    }

    /**
     * The step of a schedule.
     *
     * @param times the fire times of its recurrence
     * @param now the store's clock, not before the next fire time of the schedule
     */
    static FireStep of(DueSchedule due, FireTimes times, Instant now) {
        return new FirePlan(due, times, now).step();
    }

    private FireStep step() {
        Optional<Instant> second = times.after(due.fireAt());
        // As a rule it is. Then nothing else is computed, because many schedules may be due at one instant.
        boolean isAlone = second.filter(time -> !time.isAfter(now)).isEmpty();
        Optional<Instant> next = isAlone ? second : times.after(now);
        List<Instant> latest = isAlone ? List.of(due.fireAt()) : latest();
        boolean isMissed = due.catchUp() instanceof CatchUp.Skip
                && Duration.between(latest.getLast(), now).compareTo(CatchUp.MISSED) > 0;
        List<Instant> fired = isMissed ? List.of() : latest;
        Optional<Instant> skipped = isAlone ? Optional.empty() : before(latest.getFirst());
        Optional<Instant> lastSkipped = isMissed ? Optional.of(latest.getLast()) : skipped;
        return new FireStep(
                due.name(),
                due.version(),
                fired,
                next,
                lastSkipped.map(this::countUpTo).orElse(0),
                lastSkipped);
    }

    /** The latest fire times that are due, as many as may become tasks. */
    private List<Instant> latest() {
        Deque<Instant> latest = new ArrayDeque<>();
        Optional<Instant> time = times.atOrBefore(now).filter(this::isDue);
        while (time.isPresent() && latest.size() < due.catchUp().most()) {
            latest.addFirst(time.get());
            time = before(time.get());
        }
        if (latest.isEmpty()) {
            // The rules of the time zone were changed since it was computed. It was promised, so it fires.
            latest.add(due.fireAt());
        }
        return List.copyOf(latest);
    }

    private boolean isDue(Instant time) {
        return !time.isBefore(due.fireAt());
    }

    /** The fire time before one, if it is due. */
    private Optional<Instant> before(Instant time) {
        return times.atOrBefore(time.minusNanos(1_000)).filter(this::isDue);
    }

    private int countUpTo(Instant last) {
        int count = 1;
        Optional<Instant> time = times.after(due.fireAt());
        while (count < Schedule.Counts.MOST_SKIPPED
                && time.filter(it -> !it.isAfter(last)).isPresent()) {
            count++;
            time = times.after(time.get());
        }
        return count;
    }
}
