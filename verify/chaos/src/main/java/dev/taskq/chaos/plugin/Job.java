package dev.taskq.chaos.plugin;

/**
 * The params of every task: who asked for it, and what its handler does.
 *
 * @param call the number of the client's call
 * @param place its place in the call
 * @param kind what to do
 * @param millis how long, where that matters
 */
public record Job(long call, int place, Kind kind, int millis) {
    /** What a handler does. */
    public enum Kind {
        /** Returns at once. */
        QUICK,
        /** Takes a while. */
        WAIT,
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
