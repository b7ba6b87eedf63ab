package dev.taskq;

import java.time.Duration;

/** Too many tasks of a type are waiting. Nothing was stored. Try again later. */
public final class BacklogFullException extends TaskqException {
    private static final long serialVersionUID = 1L;

    /** The type's name. */
    private final String type;

    /** The most tasks of the type that may wait. */
    private final long limit;

    /** When to try again. */
    private final Duration retryAfter;

    /**
     * Reports a full backlog.
     *
     * @param type the type's name
     * @param limit the most tasks of the type that may wait
     * @param retryAfter when to try again
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
     * @return the most tasks of the type that may wait
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
