package dev.taskq.simulation.world;

import java.time.Duration;

/**
 * An accident at a call. Immutable.
 *
 * @param accident the accident
 * @param length how long it lasts; for a crash, how long the process stays away; zero if the accident has no length
 */
public record Strike(Accident accident, Duration length) {
    @Override
    public String toString() {
        return accident + (length.isZero() ? "" : " " + length.toMillis() + "ms");
    }
}
