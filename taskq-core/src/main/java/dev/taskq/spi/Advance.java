package dev.taskq.spi;

/**
 * The next step of an operation. Immutable.
 *
 * @param operation its id
 * @param rows the most rows to read, 1 or more
 * @param most the most tasks to handle, 1 or more
 * @param passLocked whether tasks that another transaction holds are passed over and counted as failed. Otherwise the
 *     step stops before the first of them
 */
public record Advance(long operation, int rows, int most, boolean passLocked) {
    /** Checks the bounds. */
    public Advance {
        if (rows < 1 || most < 1) {
            throw new IllegalArgumentException("rows and most must be 1 or more");
        }
    }
}
