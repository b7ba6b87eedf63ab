package dev.taskq.simulation;

import dev.taskq.simulation.world.Choices;
import dev.taskq.simulation.world.Simulation;
import dev.taskq.simulation.world.SimulationFailure;
import dev.taskq.simulation.world.SimulationLimits;
import java.time.Duration;
import java.util.Optional;

/** Plays settings with given choices. */
final class Plays {
    private static final SimulationLimits LIMITS = new SimulationLimits(3_000_000, Duration.ofHours(3));

    private Plays() {}

    /** The failure, if there was one. */
    static Optional<SimulationFailure> play(Setting setting, Choices choices, Coverage coverage) {
        try {
            coverage.ran(0, Simulation.run(choices, LIMITS, new Play(setting, coverage)));
            return Optional.empty();
        } catch (SimulationFailure e) {
            return Optional.of(e);
        }
    }

    static Optional<SimulationFailure> play(Schedule schedule) {
        return play(schedule.setting(), schedule.choices(), new Coverage());
    }
}
