package dev.taskq.spi;

/**
 * For whom types are admitted, and how many. Immutable.
 *
 * @param caller who submits tasks of them; empty for an embedder's own
 * @param most how many types the caller may have made known that no agent has announced, 0 to {@link Types#MOST_TYPES}; 0
 *     admits only types that an agent has announced, whoever made others known
 */
public record TypeAdmission(String caller, int most) {
    /** Checks the range. */
    public TypeAdmission {
        if (most < 0 || most > Types.MOST_TYPES) {
            throw new IllegalArgumentException("most must be between 0 and " + Types.MOST_TYPES);
        }
    }

    /**
     * Whether only types are admitted that an agent has announced.
     *
     * @return whether it is so
     */
    public boolean announcedOnly() {
        return most == 0;
    }
}
