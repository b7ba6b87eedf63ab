package dev.taskq.leader;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How much time a slice covers, in a walk back through the past in slices. It follows how long a slice takes, so that few slices
 * run into the statement's time-out, however many dead entries the index has.
 *
 * <p>A walk ends however slow Postgres is: a slice may take long because of what lies in it, or because each statement does, on a
 * busy server or over a long way, and then narrower slices take as long. So slowness alone never makes a slice narrower than a
 * part of its distance from where the walk began, and each slice below that width that was read at all is followed by a wider
 * one. Not thread-safe.
 */
final class SliceWidth {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration NARROWEST = Duration.ofMillis(1);
    private static final Duration WIDEST = Duration.between(Instant.MIN, Instant.MAX);
    private static final Duration FAST = Duration.ofMillis(20);
    private static final Duration SLOW = Duration.ofMillis(200);
    private static final int MUCH = 8;
    private static final int LITTLE = 2;

    /** With this, a walk over half a century takes about 300 slices if all of them are slow. */
    private static final int PART_OF_DISTANCE = 16;

    private static final Duration SHORTEST_PART = Duration.ofSeconds(1);

    private Duration width = FIRST;
    /** Empty until the first slice of the walk was read. */
    private Optional<Duration> afterFirst = Optional.empty();
    /** Whether a slice of the walk was too wide. */
    private boolean narrowed;

    Duration get() {
        return width;
    }

    /**
     * The next walk begins at the newest times. If all of the last one was fast enough for the width to grow, it begins with what
     * that came to. Else it begins as the last one did, which was fit for the newest times: the width of the last slice was fit for
     * the oldest ones, where few entries are.
     */
    void beginAgain() {
        if (narrowed) {
            width = afterFirst.orElse(width);
        }
        afterFirst = Optional.empty();
        narrowed = false;
    }

    /**
     * A slice was read.
     *
     * @param took how long that took
     * @param extent how much time it covered
     * @param distance how far it is from where the walk began; negative if the walk began in it
     */
    void read(Duration took, Duration extent, Duration distance) {
        Duration part = longer(SHORTEST_PART, distance.dividedBy(PART_OF_DISTANCE));
        if (took.compareTo(FAST) < 0) {
            widen(MUCH);
        } else if (took.compareTo(SLOW) < 0 || width.compareTo(part) < 0) {
            widen(LITTLE);
        } else {
            narrow(longer(part, shorter(width, extent).dividedBy(LITTLE)));
        }
        afterFirst = afterFirst.or(() -> Optional.of(width));
    }

    /**
     * The read of a slice ran into a time-out.
     *
     * @param extent how much time it covered
     */
    void timedOut(Duration extent) {
        narrow(longer(NARROWEST, shorter(width, extent).dividedBy(MUCH)));
    }

    private void narrow(Duration to) {
        width = to;
        narrowed = true;
    }

    private void widen(int times) {
        width = shorter(WIDEST, width.multipliedBy(times));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
