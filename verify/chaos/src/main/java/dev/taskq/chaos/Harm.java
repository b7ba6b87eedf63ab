package dev.taskq.chaos;

/**
 * What was done to one member. Immutable.
 *
 * @param member its name
 * @param what what was done
 * @param from since when
 * @param to until when
 */
record Harm(String member, What what, long from, long to) {
    /** What can cost a member its session. */
    enum What {
        /** {@code kill -9}. */
        KILLED,
        /** SIGSTOP. */
        FROZEN,
        /** Its packets to or from Postgres vanished. */
        SILENT,
        /** Its connections to Postgres were ended, and new ones refused. */
        CUT
    }
}
