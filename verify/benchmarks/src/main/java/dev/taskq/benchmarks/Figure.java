package dev.taskq.benchmarks;

import java.util.Locale;
import java.util.Optional;

/**
 * A measured figure.
 *
 * @param row what was measured, such as single posts of 64 callers
 * @param what which of its figures this is, with its unit
 * @param value the value
 * @param goal what the project wants to reach, if that is set
 */
record Figure(String row, String what, double value, Optional<Goal> goal) {
    private static final int FINE = 100;

    static Figure of(String row, String what, double value) {
        return new Figure(row, what, value, Optional.empty());
    }

    /** The same with a goal that is met by this value and larger ones. */
    Figure atLeast(double bound) {
        return new Figure(row, what, value, Optional.of(new Goal(bound, true)));
    }

    /** The same with a goal that is met by this value and smaller ones. */
    Figure atMost(double bound) {
        return new Figure(row, what, value, Optional.of(new Goal(bound, false)));
    }

    Figure withValue(double other) {
        return new Figure(row, what, other, goal);
    }

    String name() {
        return row + ": " + what;
    }

    /** What to print beside the value: the goal, and whether it is met or the ratio to it. */
    String beside() {
        return goal.map(one -> one.text() + "   "
                        + (one.isMet(value) ? "met" : String.format(Locale.ROOT, "%.2f of it", value / one.bound())))
                .orElse("");
    }

    static String text(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < FINE ? "%,.2f" : "%,.0f", value);
    }

    /**
     * A goal.
     *
     * @param bound the least or the largest value that meets it
     * @param least whether it is the least
     */
    record Goal(double bound, boolean least) {
        boolean isMet(double value) {
            return least ? value >= bound : value <= bound;
        }

        String text() {
            return (least ? "≥ " : "≤ ") + Figure.text(bound);
        }
    }
}
