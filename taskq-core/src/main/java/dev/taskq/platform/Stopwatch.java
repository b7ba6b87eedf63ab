package dev.taskq.platform;

import java.time.Duration;

/** Measures how long ago something was, on a platform's monotonic clock. Thread-safe. */
public final class Stopwatch {
    private final Platform platform;
    private volatile long start;

    Stopwatch(Platform platform) {
        this.platform = platform;
        this.start = platform.nanoTime();
    }

    /**
     * The time since the start.
     *
     * @return the time
     */
    public Duration elapsed() {
        return Duration.ofNanos(platform.nanoTime() - start);
    }

    /**
     * Whether so much time has passed since the start.
     *
     * @param time how much
     * @return whether it has
     */
    public boolean hasReached(Duration time) {
        return elapsed().compareTo(time) >= 0;
    }

    /** Starts anew, at zero. */
    public void restart() {
        start = platform.nanoTime();
    }
}
