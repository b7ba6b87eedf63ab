package dev.taskq.simulation.world;

import java.time.Duration;

/**
 * The limits beyond which a simulation counts as endless. Immutable.
 *
 * @param steps how often an actor may be chosen, 1 or more
 * @param virtualTime how much virtual time may pass, more than zero
 */
public record SimulationLimits(long steps, Duration virtualTime) {
    /** A million steps, and a day of virtual time. */
    public static final SimulationLimits DEFAULTS = new SimulationLimits(1_000_000, Duration.ofDays(1));

    /** Checks the ranges. */
    public SimulationLimits {
        if (steps < 1 || virtualTime.isNegative() || virtualTime.isZero()) {
            throw new IllegalArgumentException("steps and virtualTime must be positive");
        }
    }

    /**
     * These limits with another limit on steps.
     *
     * @param most 1 or more
     * @return the new limits
     */
    public SimulationLimits withSteps(long most) {
        return new SimulationLimits(most, virtualTime);
    }

    /**
     * These limits with another limit on virtual time.
     *
     * @param longest more than zero
     * @return the new limits
     */
    public SimulationLimits withVirtualTime(Duration longest) {
        return new SimulationLimits(steps, longest);
    }
}
