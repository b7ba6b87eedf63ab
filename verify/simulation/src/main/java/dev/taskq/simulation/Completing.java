package dev.taskq.simulation;

/**
 * The transaction of a handler in which it completes its task and leaves an effect. Immutable.
 *
 * @param open how long it is open after the completion, in milliseconds; 0 for a handler that no interruption keeps from
 *     its commit
 * @param first what becomes of the first one of a task; the later ones commit
 */
record Completing(int open, First first) {
    /** What becomes of a transaction, and how the handler goes on. */
    enum First {
        /** It commits, and the handler returns a while later. */
        COMMITS,
        /** It is rolled back, and the handler throws. */
        ROLLED_BACK,
        /** It is rolled back, and the handler returns as if it had committed. */
        SWALLOWED,
        /** It is rolled back. The handler repeats it, as it does whenever a commit fails. */
        REPEATED
    }

    String text() {
        return "held=" + open + " first=" + first;
    }

    static Completing parse(Fields fields) {
        return new Completing(fields.number("held"), First.valueOf(fields.text("first")));
    }
}
