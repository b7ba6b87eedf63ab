package dev.taskq.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * What a command has around it. Immutable.
 *
 * @param environment the variables of the environment
 * @param in its input
 * @param out its output
 * @param err where it complains
 * @param columns the width of the terminal that the output goes to; empty if it goes elsewhere
 * @param clock the time of this machine
 */
record Surroundings(
        Map<String, String> environment,
        InputStream in,
        PrintStream out,
        PrintStream err,
        Optional<Integer> columns,
        InstantSource clock) {
    /** Copies the map. */
    Surroundings {
        environment = Map.copyOf(environment);
    }

    /** A variable; one that is empty counts as absent. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /** Whether the output is coloured: it goes to a terminal that can, and nothing asks for none. */
    boolean isColoured() {
        return columns.isPresent()
                && variable("NO_COLOR").isEmpty()
                && !variable("TERM").equals(Optional.of("dumb"));
    }
}
