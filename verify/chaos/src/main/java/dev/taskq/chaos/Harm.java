package dev.taskq.chaos;

/**
 * The effect of a fault on one member. Immutable.
 *
 * @param member its name
 * @param what the kind of effect
 * @param from the beginning
 * @param to the end
 */
record Harm(String member, What what, long from, long to) {
    /** The effects that can end a member's session. */
    enum What {
        /** {@code kill -9}. */
        KILLED,
        /** SIGSTOP. */
        FROZEN,
        /** Its packets to or from Postgres disappeared. */
        SILENT,
        /** Its connections to Postgres were closed, and new ones were refused. */
        CUT
    }
}
