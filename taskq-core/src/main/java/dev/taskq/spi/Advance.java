package dev.taskq.spi;

/**
 * The next step of an operation. Immutable.
 *
 * @param operation its id
 * @param rows the most rows to read, 1 or more
 * @param passLocked whether tasks that another transaction holds are passed over and counted as failed. Otherwise the
 *     step stops before the first of them
 */
public record Advance(long operation, int rows, boolean passLocked) {
    /** Checks the bound. */
    public Advance {
        if (rows < 1) {
            throw new IllegalArgumentException("rows must be 1 or more");
        }
    }
}
