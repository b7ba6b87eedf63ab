package dev.taskq.simulation.world;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The steps of a run. Two runs of one scenario with equal choices have equal traces. Immutable.
 *
 * @param choices the name of the choices
 * @param steps the steps
 */
public record Trace(String choices, List<Step> steps) {
    /** Copies the list. */
    public Trace {
        steps = List.copyOf(steps);
    }

    /**
     * An actor was chosen and continued.
     *
     * @param at the virtual time since the start
     * @param actor its number and name
     * @param point the point where it had stopped
     */
    public record Step(Duration at, String actor, String point) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%14.6f s  %-32s %s", at.toNanos() / 1e9, actor, point);
        }
    }

    /** One line for each step. */
    @Override
    public String toString() {
        return choices + "\n" + lines(steps);
    }

    static String lines(List<Step> steps) {
        return steps.stream().map(Step::toString).collect(Collectors.joining("\n"));
    }
}
