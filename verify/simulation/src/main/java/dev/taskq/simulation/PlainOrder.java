package dev.taskq.simulation;

import dev.taskq.simulation.world.Choices;
import dev.taskq.simulation.world.Operation;
import dev.taskq.simulation.world.PortCall;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The order without chance: the running actor continues, calls take almost no time, and every process draws the same
 * numbers.
 */
final class PlainOrder {
    private final Map<String, SplittableRandom> chances = new HashMap<>();

    int next(int own) {
        return Math.max(own, 0);
    }

    /** Some calls are switching points until the storm is over. */
    long delay(Set<Operation> points, Setting setting, PortCall call) {
        boolean isPoint = points.contains(call.operation()) && call.at().toMillis() <= setting.storm();
        return isPoint ? 0 : Choices.NONE;
    }

    RandomGenerator random(String process) {
        return chances.computeIfAbsent(process, name -> new SplittableRandom(name.hashCode()));
    }
}
