package dev.taskq.spi;

/**
 * A claim's limit on the size of its tasks' params and checkpoints. Immutable.
 *
 * @param bytes the most bytes of params and checkpoints in all
 * @param oneAlways whether the first task is taken regardless of its size, so that a single task always fits
 */
public record Room(long bytes, boolean oneAlways) {
    /** No limit. */
    public static final Room UNLIMITED = new Room(Long.MAX_VALUE, true);

    /**
     * Whether a task fits.
     *
     * @param before the bytes of the claimable tasks before it in the claim, including those that do not fit
     * @param size its own bytes
     * @param first whether no claimable task is before it in the claim
     * @return true if it fits
     */
    public boolean fits(long before, long size, boolean first) {
        return (first && oneAlways) || (bytes - before >= size);
    }
}
