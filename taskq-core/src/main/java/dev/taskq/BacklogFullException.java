package dev.taskq;

import java.time.Duration;

/** Too many tasks of a type wait already; nothing was stored. Try again later. */
public final class BacklogFullException extends TaskqException {
    private static final long serialVersionUID = 1L;

    /** The type's name. */
    private final String type;

    /** How many may wait. */
    private final long limit;

    /** When it is worth trying again. */
    private final Duration retryAfter;

    /**
     * A type's backlog is full.
     *
     * @param type the type's name
     * @param limit how many may wait
     * @param retryAfter when it is worth trying again
     */
    public BacklogFullException(String type, long limit, Duration retryAfter) {
        super("too many tasks of this type are waiting", null);
        this.type = type;
        this.limit = limit;
        this.retryAfter = retryAfter;
    }

    /**
     * The type.
     *
     * @return its name
     */
    public String type() {
        return type;
    }

    /**
     * The limit.
     *
     * @return how many may wait
     */
    public long limit() {
        return limit;
    }

    /**
     * When to try again.
     *
     * @return the delay
     */
    public Duration retryAfter() {
        return retryAfter;
    }
}
