package dev.taskq.simulation;

/** What a task's handler does. */
enum Behaviour {
    /** Returns soon. */
    SUCCEEDS,
    /** Returns after some seconds. */
    TAKES_LONG,
    /** Returns after long, with a time-out that is longer. */
    LASTS,
    /** Fails the first time that it runs. */
    FAILS_ONCE,
    /** Fails each time. */
    FAILS,
    /** Throws an Error each time. */
    THROWS_ERROR,
    /** Asks for another try, then returns. */
    ASKS_FOR_RETRY,
    /** Gives up. */
    GIVES_UP,
    /** Waits for ever, until interrupted. */
    HANGS,
    /** Goes on for long, whatever the interruptions. */
    IGNORES_INTERRUPTION,
    /** Kills its process. */
    KILLS,
    /** Calls for the end of its process. */
    EXITS;

    /** Whether it ends well, left to itself. */
    boolean endsWell() {
        return switch (this) {
            case SUCCEEDS, TAKES_LONG, LASTS, FAILS_ONCE, ASKS_FOR_RETRY -> true;
            case FAILS, THROWS_ERROR, GIVES_UP, HANGS, IGNORES_INTERRUPTION, KILLS, EXITS -> false;
        };
    }

    /** Whether it takes its process with it. */
    boolean endsProcess() {
        return this == KILLS || this == EXITS;
    }
}
