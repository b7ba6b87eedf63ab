package dev.taskq;

import dev.taskq.platform.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Time that a test moves, for duties that it calls round by round on its own thread. */
public final class ManualPlatform implements Platform {
    private final RandomGenerator random = new SplittableRandom(1);
    private Duration passed = Duration.ZERO;
    private Duration stepped = Duration.ZERO;

    /** Time begins. */
    public ManualPlatform() {}

    /** Lets time pass. */
    public void pass(Duration time) {
        passed = passed.plus(time);
    }

    /** Steps the wall clock, which is the store's, and not the monotonic one. */
    public void stepClock(Duration by) {
        stepped = stepped.plus(by);
    }

    /** The store's clock. */
    public Instant wallClock() {
        return Instant.parse("2026-01-01T00:00:00Z").plus(passed).plus(stepped);
    }

    @Override
    public long nanoTime() {
        return passed.toNanos();
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public Worker spawn(String name, ThreadKind kind, Runnable body) {
        throw new UnsupportedOperationException("duties start no threads");
    }

    @Override
    public Worker current() {
        throw new UnsupportedOperationException("duties do not ask for their thread");
    }

    @Override
    public Signal newSignal() {
        return Platform.system().newSignal();
    }
}
