package dev.taskq;

import java.util.Locale;

/** How an attempt ended. Immutable. */
public enum AttemptOutcome {
    /** The handler returned. */
    SUCCEEDED,
    /** The handler threw, or asked for another try. Counts as a failure. */
    FAILED,
    /** The handler gave up, or its result could not be stored. Counts as a failure. */
    GAVE_UP,
    /** The attempt timed out. Counts as a failure. */
    TIMED_OUT,
    /** Released unfinished, because the agent stops. */
    RELEASED,
    /** Interrupted after a request to cancel. */
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
     * The outcome with a name used in the API and in the database.
     *
     * @param name a lower-case name, as {@link #wireName()} returns it
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
