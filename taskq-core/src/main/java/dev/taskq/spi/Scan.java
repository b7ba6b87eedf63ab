package dev.taskq.spi;

import java.time.Instant;

/**
 * A bounded look along one type's open rows, in the dispatch order. Immutable.
 *
 * @param type the type
 * @param after only rows behind this place
 * @param before only rows with a stamp before this one
 * @param rows how many rows may be looked at, 1 or more
 * @param max how many may be given, 1 or more
 * @param suspects whether suspects are given, too; see {@link dev.taskq.Task.Counts#isSuspect()}
 */
public record Scan(String type, Position after, Instant before, int rows, int max, boolean suspects) {
    /** No end: later than every stamp, whatever it is. */
    public static final Instant NO_END = Instant.MAX;

    /** Checks the bounds. */
    public Scan {
        if (rows < 1 || max < 1) {
            throw new IllegalArgumentException("rows and max must be 1 or more");
        }
    }

    /**
     * A scan that gives suspects, too.
     *
     * @param type the type
     * @param after only rows behind this place
     * @param before only rows with a stamp before this one
     * @param rows how many rows may be looked at, 1 or more
     * @param max how many may be given, 1 or more
     */
    public Scan(String type, Position after, Instant before, int rows, int max) {
        this(type, after, before, rows, max, true);
    }
}
