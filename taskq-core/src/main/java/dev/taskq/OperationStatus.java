package dev.taskq;

import java.util.Locale;

/** The status of an operation. Immutable. */
public enum OperationStatus {
    /** Accepted; the leader works on it, or will. */
    RUNNING,
    /** Final: every task that it selects was handled, or its limit was reached. */
    DONE,
    /** Final: a client asked for its end. What it did before stays. */
    CANCELLED,
    /** Final: it cannot go on; its error says why. What it did before stays. */
    FAILED;

    /**
     * Whether the operation has ended.
     *
     * @return true unless it is running
     */
    public boolean isFinal() {
        return this != RUNNING;
    }

    /**
     * The name used in the API and in the database.
     *
     * @return the lower-case name
     */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The status with a name used in the API and in the database.
     *
     * @param name a lower-case name, as {@link #wireName()} returns it
     * @return the status
     * @throws IllegalArgumentException if no status has that name
     */
    public static OperationStatus ofWireName(String name) {
        for (OperationStatus status : values()) {
            if (status.wireName().equals(name)) {
                return status;
            }
        }
        throw new IllegalArgumentException("no such status");
    }
}
