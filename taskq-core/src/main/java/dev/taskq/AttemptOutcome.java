package dev.taskq;

import java.util.Locale;

/** How an attempt ended. Immutable. */
public enum AttemptOutcome {
    /** The handler returned. */
    SUCCEEDED,
    /** The handler threw, or asked for another try. Counts as a failure. */
    FAILED,
    /** The handler gave up for good, or its result could not be stored. Counts as a failure. */
    GAVE_UP,
    /** Its time was over. Counts as a failure. */
    TIMED_OUT,
    /** Handed back unfinished, because the agent stops. */
    RELEASED,
    /** Interrupted, because its cancel was asked for. */
    CANCELLED,
    /** Its agent was lost. Counts as a loss. */
    LOST;

    /**
     * The name used in the API and in the database.
     *
     * @return the lower-case name
     */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The outcome of a name used in the API and in the database.
     *
     * @param name a lower-case name, as {@link #wireName()} gives it
     * @return the outcome
     * @throws IllegalArgumentException if no outcome has that name
     */
    public static AttemptOutcome ofWireName(String name) {
        for (AttemptOutcome outcome : values()) {
            if (outcome.wireName().equals(name)) {
                return outcome;
            }
        }
        throw new IllegalArgumentException("no such outcome");
    }
}
