package dev.taskq.simulation;

import dev.taskq.simulation.world.PortCall;
import java.util.Comparator;

/**
 * Identifies a call, so that it is found again in another run: the process, and the number of the call.
 *
 * @param process the name of the process
 * @param number the number of calls that the process made before
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
