package dev.taskq.simulation;

import java.util.function.Supplier;

/**
 * The removal of a protection: a piece of one source file that is replaced. Immutable.
 *
 * @param name the protection that is removed
 * @param file the source file, relative to the project's folder
 * @param text the piece, which occurs exactly once
 * @param replacement the replacement
 * @param driver the search that must find it
 * @param focus the circumstances in which it is found soon
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
