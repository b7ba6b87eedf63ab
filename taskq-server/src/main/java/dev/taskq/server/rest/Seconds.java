package dev.taskq.server.rest;

import java.time.Duration;

/** Times in headers, which have whole seconds. */
final class Seconds {
    private Seconds() {}

    /** The seconds after which the time is surely over, at least 1. */
    static long roundedUp(Duration time) {
        return Math.max(1, time.plusSeconds(1).minusNanos(1).toSeconds());
    }
}
