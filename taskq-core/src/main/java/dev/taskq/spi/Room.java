package dev.taskq.spi;

/**
 * How much a claim may take, by the size of its tasks' params. Immutable.
 *
 * @param bytes the most bytes of params in all
 * @param oneAlways whether the first task is taken whatever its size: so that one alone always fits
 */
public record Room(long bytes, boolean oneAlways) {
    /** Everything fits. */
    public static final Room UNLIMITED = new Room(Long.MAX_VALUE, true);

    /**
     * Whether a task fits.
     *
     * @param before the bytes of those before it in the claim that fit, or would
     * @param size its own
     * @param first whether none is before it
     * @return whether it does
     */
    public boolean fits(long before, long size, boolean first) {
        return (first && oneAlways) || (bytes - before >= size);
    }
}
