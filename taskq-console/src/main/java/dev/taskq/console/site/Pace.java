package dev.taskq.console.site;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * How many of something came a second in a step. A step that goes on is divided by the time that it has lasted, and has no rate before
 * that is long enough: processes add what they count only every ten seconds. Immutable.
 *
 * @param step the length of a step
 * @param now the time
 */
record Pace(Duration step, Instant now) {
    /** Until counts of a moment are surely in a reading. */
    static final Duration LATE = Duration.ofSeconds(15);

    /** From then on what is late is a small part of a step that goes on. */
    static final Duration LONG_ENOUGH = Duration.ofMinutes(30);

    /**
     * The rate in a step.
     *
     * @param at the begin of the step
     * @param number how many came
     * @return how many a second; empty if it cannot be told yet
     */
    OptionalDouble perSecond(Instant at, long number) {
        Duration age = Duration.between(at, now);
        Duration needed = step.compareTo(LONG_ENOUGH) < 0 ? step : LONG_ENOUGH;
        if (age.compareTo(needed.plus(LATE)) < 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(perSecond(number, age.compareTo(step) < 0 ? age : step));
    }

    static double perSecond(long number, Duration time) {
        return number * 1e9 / time.toNanos();
    }
}
