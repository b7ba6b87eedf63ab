package dev.taskq.app.http;

/**
 * What a connection does at the moment. Compared by identity: two phases of the same kind are two.
 *
 * @param kind what it does
 * @param since when that began, on the monotonic clock
 * @param deadline when it has taken too long, on the same clock; {@link #NEVER} for a phase without bound
 */
record Phase(Kind kind, long since, long deadline) {
    /** No time is over. */
    static final long NEVER = Long.MAX_VALUE;

    enum Kind {
        /** Waits for the first byte of a request. */
        SILENT,
        /** Reads the head of a request. */
        HEAD,
        /** Reads the body of a request that is not answered yet. */
        BODY,
        /** Reads over what is left of a request that is answered. */
        LEFTOVER,
        /** Works on a request, or will in a moment. */
        BUSY,
        /** Sends an answer. */
        ANSWER,
        /** Is over. */
        CLOSED;

        /** Whether there is no request that somebody works on: such a connection can be closed at any time. */
        boolean isIdle() {
            return this == SILENT || this == HEAD || this == LEFTOVER;
        }

        /** Whether the peer has begun a request and is owed an answer. */
        boolean isOwedAnAnswer() {
            return this == HEAD || this == BODY;
        }
    }

    boolean isOver(long now) {
        return deadline != NEVER && now - deadline >= 0;
    }
}
