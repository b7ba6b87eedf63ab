package dev.taskq.simulation.world;

import java.time.Duration;

/**
 * An accident that strikes. Immutable.
 *
 * @param accident which
 * @param length how long it lasts, or, of a crash, how long the process stays away; zero where that means nothing
 */
public record Strike(Accident accident, Duration length) {
    @Override
    public String toString() {
        return accident + (length.isZero() ? "" : " " + length.toMillis() + "ms");
    }
}
