package dev.taskq.recurrence;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The times at whole intervals from an anchor, before it and after it, so that no delay of a fire moves the next one.
 *
 * @param anchor the anchor, in microseconds
 * @param interval the interval, in microseconds
 */
record IntervalTimes(Instant anchor, Duration interval) implements FireTimes {
    @Override
    public Optional<Instant> after(Instant time) {
        return Optional.of(at(whole(time) + 1));
    }

    @Override
    public Optional<Instant> atOrBefore(Instant time) {
        return Optional.of(at(whole(time)));
    }

    /** How many intervals lie between the anchor and a time, rounded down. */
    private long whole(Instant time) {
        long micros = ChronoUnit.MICROS.between(anchor, time);
        boolean isCut = anchor.plus(micros, ChronoUnit.MICROS).isAfter(time);
        return Math.floorDiv(isCut ? micros - 1 : micros, micros());
    }

    private Instant at(long number) {
        return anchor.plus(Math.multiplyExact(number, micros()), ChronoUnit.MICROS);
    }

    private long micros() {
        return interval.toNanos() / 1_000;
    }
}
