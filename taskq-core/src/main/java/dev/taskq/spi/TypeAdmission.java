package dev.taskq.spi;

/**
 * The caller that types are admitted for, and its limit. Immutable.
 *
 * @param caller the submitter of tasks of these types; empty for an embedding application
 * @param most how many unannounced types the caller may have created, 0 to {@link Types#MOST_TYPES}; 0 admits only
 *     types that an agent has announced, even if other callers have created more
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
     * @return true if so
     */
    public boolean announcedOnly() {
        return most == 0;
    }
}
