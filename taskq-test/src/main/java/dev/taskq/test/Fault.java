package dev.taskq.test;

/** What goes wrong with an attempt on demand. */
sealed interface Fault {
    /**
     * The handler fails, and is not called.
     *
     * @param failure what it throws
     */
    record Failure(Exception failure) implements Fault {}

    /** The attempt times out, and the handler is not called. */
    record TimeOut() implements Fault {}

    /** The agent is lost when the handler has returned, and its outcome with it, unless a transaction has recorded it. */
    record Loss() implements Fault {}

    /** A client cancels the task when its handler begins. */
    record Cancel() implements Fault {}
}
