package dev.taskq.chaos.plugin;

/**
 * The params of every task: the call that submitted it, and the behaviour of its handler.
 *
 * @param call the number of the client's call
 * @param place its place in the call
 * @param kind the behaviour
 * @param millis the length, for kinds that have one
 */
public record Job(long call, int place, Kind kind, int millis) {
    /** The behaviour of a handler. */
    public enum Kind {
        /** Returns at once. */
        QUICK,
        /** Takes a while. */
        WAIT,
        /** Takes a while, in parts, and makes a checkpoint after each. */
        PARTS,
        /** Fails the first attempt, succeeds the second. */
        FAIL_ONCE,
        /** Fails every attempt. */
        FAIL,
        /** Gives up. */
        GIVE_UP,
        /** Never returns, unless it is interrupted. */
        HANG,
        /** Never returns. */
        DEAF,
        /** Halts its own process. */
        POISON
    }
}
