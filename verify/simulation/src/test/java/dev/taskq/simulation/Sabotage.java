package dev.taskq.simulation;

import java.util.function.Supplier;

/**
 * A protection, taken out: a piece of one source file, replaced. Immutable.
 *
 * @param name what is no longer done
 * @param file the source file, from the project's folder
 * @param text the piece, which stands there once
 * @param replacement what stands there instead
 * @param driver what is to find it
 * @param focus where it can be found soon
 */
record Sabotage(String name, String file, String text, String replacement, Driver driver, Supplier<Focus> focus) {
    /** How schedules are chosen. */
    enum Driver {
        SEEDS,
        EXHAUSTIVE
    }

    @Override
    public String toString() {
        return name;
    }
}
