package dev.taskq.server.http;

/**
 * The current activity of a connection. Compared by identity: two phases of the same kind are different.
 *
 * @param kind the activity
 * @param since when it began, on the monotonic clock
 * @param deadline when it has taken too long, on the same clock; {@link #NEVER} for no bound
 */
record Phase(Kind kind, long since, long deadline) {
    /** No deadline. */
    static final long NEVER = Long.MAX_VALUE;

    enum Kind {
        /** Waits for the first byte of a request. */
        SILENT,
        /** Reads the head of a request. */
        HEAD,
        /** Reads the body of a request that is not answered yet. */
        BODY,
        /** Discards the rest of a request that is already answered. */
        LEFTOVER,
        /** Handles a request, or will in a moment. */
        BUSY,
        /** Sends a response. */
        ANSWER,
        /** Is closed. */
        CLOSED;

        /** Whether no request is in progress: such a connection can be closed at any time. */
        boolean isIdle() {
            return this == SILENT || this == HEAD || this == LEFTOVER;
        }

        /** Whether the peer has begun a request and must get a response. */
        boolean isOwedAnAnswer() {
            return this == HEAD || this == BODY;
        }
    }

    boolean isOver(long now) {
        return deadline != NEVER && now - deadline >= 0;
    }
}
