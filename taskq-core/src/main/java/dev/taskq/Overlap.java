package dev.taskq;

import java.util.Locale;

/** What a schedule does at a fire time while the task that it fired last is not final. */
public enum Overlap {
    /** It fires. */
    ALLOW,
    /** It skips the fire time. */
    SKIP;

    /**
     * The name in the API and in the database.
     *
     * @return the name
     */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
