package dev.taskq.simulation.world;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The wall clock of the {@link StoreHost}, which may jump. */
final class ServerClock implements InstantSource {
    private final InstantSource steady;
    private Duration offset = Duration.ZERO;
    private Duration jumps = Duration.ZERO;
    private @Nullable Instant stopped;

    ServerClock(InstantSource steady) {
        this.steady = steady;
    }

    @Override
    public Instant instant() {
        Instant fixed = stopped;
        return fixed != null ? fixed : steady.instant().plus(offset);
    }

    void step(Duration by) {
        offset = offset.plus(by);
        jumps = jumps.plus(by.abs());
    }

    /** The sum of all jumps in either direction. */
    Duration jumps() {
        return jumps;
    }

    /** Runs an action for which the clock shows the given moment. */
    void showing(Instant moment, Runnable action) {
        stopped = moment;
        try {
            action.run();
        } finally {
            stopped = null;
        }
    }
}
