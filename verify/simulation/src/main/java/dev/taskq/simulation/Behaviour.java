package dev.taskq.simulation;

/** The behaviour of a task's handler. */
enum Behaviour {
    /** Returns soon. */
    SUCCEEDS,
    /** Returns after some seconds. */
    TAKES_LONG,
    /** Returns after a long time, with a longer time-out. */
    LASTS,
    /** Fails the first attempt. */
    FAILS_ONCE,
    /** Fails each attempt. */
    FAILS,
    /** Throws an Error in each attempt. */
    THROWS_ERROR,
    /** Asks for another attempt, then returns. */
    ASKS_FOR_RETRY,
    /** Gives up. */
    GIVES_UP,
    /** Waits until it is interrupted. */
    HANGS,
    /** Continues for a long time and ignores interruptions. */
    IGNORES_INTERRUPTION,
    /** Kills its process. */
    KILLS,
    /** Calls for the exit of its process. */
    EXITS,
    /** Returns after some steps. Makes a checkpoint after each, and begins behind the last one. */
    STEPS;

    /** Whether the task succeeds if nothing goes wrong. */
    boolean endsWell() {
        return switch (this) {
            case SUCCEEDS, TAKES_LONG, LASTS, FAILS_ONCE, ASKS_FOR_RETRY, STEPS -> true;
            case FAILS, THROWS_ERROR, GIVES_UP, HANGS, IGNORES_INTERRUPTION, KILLS, EXITS -> false;
        };
    }

    /** Whether it ends its process. */
    boolean endsProcess() {
        return this == KILLS || this == EXITS;
    }
}
