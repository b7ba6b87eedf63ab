package dev.taskq.spi;

import java.time.Instant;

/**
 * A bounded read of one type's open rows, in the dispatch order. Immutable.
 *
 * @param type the type
 * @param after only rows after this position
 * @param before only rows with a stamp before this one
 * @param rows the most rows to read, 1 or more
 * @param max the most rows to return, 1 or more
 * @param suspects whether suspects are returned; see {@link dev.taskq.Task.Counts#isSuspect()}
 */
public record Scan(String type, Position after, Instant before, int rows, int max, boolean suspects) {
    /** No end: later than every stamp. */
    public static final Instant NO_END = Instant.MAX;

    /** Checks the bounds. */
    public Scan {
        if (rows < 1 || max < 1) {
            throw new IllegalArgumentException("rows and max must be 1 or more");
        }
    }

    /**
     * A scan that returns suspects as well.
     *
     * @param type the type
     * @param after only rows after this position
     * @param before only rows with a stamp before this one
     * @param rows the most rows to read, 1 or more
     * @param max the most rows to return, 1 or more
     */
    public Scan(String type, Position after, Instant before, int rows, int max) {
        this(type, after, before, rows, max, true);
    }
}
