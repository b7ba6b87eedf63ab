package dev.taskq.simulation;

import dev.taskq.simulation.world.PortCall;
import java.util.Comparator;

/**
 * A call, found again in another run: the process, and which of its calls.
 *
 * @param process its name
 * @param number how many calls it had made before
 */
record Spot(String process, long number) implements Comparable<Spot> {
    private static final Comparator<Spot> ORDER =
            Comparator.comparing(Spot::process).thenComparingLong(Spot::number);

    static Spot of(PortCall call) {
        return new Spot(call.process(), call.number());
    }

    @Override
    public int compareTo(Spot other) {
        return ORDER.compare(this, other);
    }
}
