package dev.taskq;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A window of time. It includes its start and excludes its end, so that adjacent windows contain each time once.
 * Immutable.
 *
 * @param after the start; rounded up to microseconds
 * @param before the end; rounded up to microseconds
 */
public record TimeWindow(Optional<Instant> after, Optional<Instant> before) {
    /** All times. */
    public static final TimeWindow ALWAYS = new TimeWindow(Optional.empty(), Optional.empty());

    /** Rounds the times. */
    public TimeWindow {
        after = after.map(TimeWindow::inMicros);
        before = before.map(TimeWindow::inMicros);
    }

    /** Stores count in microseconds, so no task's time lies between the given time and the rounded one. */
    private static Instant inMicros(Instant time) {
        Instant micros = time.truncatedTo(ChronoUnit.MICROS);
        boolean isExact = micros.equals(time) || !time.isBefore(Instant.MAX.truncatedTo(ChronoUnit.MICROS));
        return isExact ? micros : micros.plus(1, ChronoUnit.MICROS);
    }

    /**
     * The window from one time to another.
     *
     * @param after the start
     * @param before the end
     * @return the window
     */
    public static TimeWindow between(Instant after, Instant before) {
        return new TimeWindow(Optional.of(after), Optional.of(before));
    }

    /**
     * Whether a time is in the window.
     *
     * @param time the time, in microseconds
     * @return true if it is
     */
    public boolean contains(Instant time) {
        return after.filter(time::isBefore).isEmpty()
                && before.filter(end -> !time.isBefore(end)).isEmpty();
    }
}
