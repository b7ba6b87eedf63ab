package dev.taskq.chaos;

/**
 * The effect of a fault on one member's session. Immutable.
 *
 * @param member its name
 * @param what the kind of effect
 * @param from the beginning
 * @param to the end
 */
record Harm(String member, What what, long from, long to) {
    /** The effects on a member's session. */
    enum What {
        /** {@code kill -9}. */
        KILLED,
        /** SIGSTOP. */
        FROZEN,
        /** Its packets to or from Postgres disappeared. */
        SILENT,
        /** Its connections to Postgres were closed, and new ones were refused. */
        CUT,
        /** Its packets to or from Postgres were late, or its connections were closed or silent for a while. Alone it must not end a session. */
        DISTURBED
    }
}
