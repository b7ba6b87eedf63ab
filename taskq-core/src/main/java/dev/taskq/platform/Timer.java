package dev.taskq.platform;

import java.time.Duration;

/** A deadline on a platform's monotonic clock. Thread-safe. */
public final class Timer {
    private final Platform platform;
    private volatile long end;

    Timer(Platform platform, Duration length) {
        this.platform = platform;
        this.end = platform.nanoTime() + length.toNanos();
    }

    /**
     * Whether the deadline has passed.
     *
     * @return whether it has
     */
    public boolean isExpired() {
        return left() <= 0;
    }

    /**
     * How long until the deadline.
     *
     * @return the time; zero once it has passed
     */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, left()));
    }

    /**
     * How long ago the deadline passed.
     *
     * @return the time; zero before it
     */
    public Duration overdue() {
        return Duration.ofNanos(Math.max(0, -left()));
    }

    /**
     * Sets the deadline anew.
     *
     * @param length from now on; zero or less has passed already
     */
    public void reset(Duration length) {
        end = platform.nanoTime() + length.toNanos();
    }

    /** Lets the deadline pass now. */
    public void expire() {
        reset(Duration.ZERO);
    }

    private long left() {
        return end - platform.nanoTime();
    }
}
