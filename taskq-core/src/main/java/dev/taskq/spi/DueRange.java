package dev.taskq.spi;

import java.time.Instant;

/**
 * A range of due times. Immutable.
 *
 * @param from the first due time in it
 * @param before the first due time behind it
 */
public record DueRange(Instant from, Instant before) {
    /** All due times. */
    public static final DueRange ALL = new DueRange(Instant.EPOCH, Scan.NO_END);

    /**
     * Whether a time is in the range.
     *
     * @param due a due time
     * @return true if so
     */
    public boolean contains(Instant due) {
        return !due.isBefore(from) && due.isBefore(before);
    }
}
