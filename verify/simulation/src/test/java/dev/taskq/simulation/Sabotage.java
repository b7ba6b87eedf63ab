package dev.taskq.simulation;

import java.util.OptionalLong;
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
 * @param first a seed that showed it, which is played before all others; empty where those from the first on show it soon
 */
record Sabotage(
        String name,
        String file,
        String text,
        String replacement,
        Driver driver,
        Supplier<Focus> focus,
        OptionalLong first) {
    /** The folder of core's sources. */
    static final String CORE = "taskq-core/src/main/java/dev/taskq/";

    /** The folder of the simulated servers. */
    static final String HOSTS = "verify/simulation/src/main/java/dev/taskq/simulation/world/";

    /** How schedules are chosen. */
    enum Driver {
        SEEDS,
        EXHAUSTIVE
    }

    /** One that schedules by chance must find. */
    static Sabotage seeds(String name, String file, String text, String replacement, Supplier<Focus> focus) {
        return new Sabotage(name, file, text, replacement, Driver.SEEDS, focus, OptionalLong.empty());
    }

    /** One that the search of all schedules must find. */
    static Sabotage searched(String name, String file, String text, String replacement, Supplier<Focus> focus) {
        return new Sabotage(name, file, text, replacement, Driver.EXHAUSTIVE, focus, OptionalLong.empty());
    }

    /** The same one, with a seed that is played before all others. */
    Sabotage foundBy(long seed) {
        return new Sabotage(name, file, text, replacement, driver, focus, OptionalLong.of(seed));
    }

    @Override
    public String toString() {
        return name;
    }
}
