package dev.taskq.testkit;

import java.time.Duration;
import java.util.Optional;

/**
 * How long tests wait for what has to come about. These are bounds for what has gone wrong, not measures: a wait ends with its
 * condition. They suit two cores with a load of 15; on a slower machine the environment variable {@code TASKQ_TEST_TIMEOUT_FACTOR}
 * multiplies them, {@code 3} for three times as long.
 */
public final class TestTimeouts {
    /** For what happens within processes and servers that run. */
    public static final Duration LONG;

    /** For the start and the end of processes and servers. */
    public static final Duration PROCESS;

    /** For programs that do much: a build, a demo. */
    public static final Duration PROGRAM;

    private static final String VARIABLE = "TASKQ_TEST_TIMEOUT_FACTOR";
    private static final double MOST = 100;

    static {
        double factor = factor(Optional.ofNullable(System.getenv(VARIABLE)));
        LONG = times(Duration.ofMinutes(1), factor);
        PROCESS = times(Duration.ofMinutes(4), factor);
        PROGRAM = times(Duration.ofMinutes(12), factor);
    }

    private TestTimeouts() {}

    static double factor(Optional<String> variable) {
        if (variable.isEmpty()) {
            return 1;
        }
        try {
            double factor = Double.parseDouble(variable.get());
            if (factor > 0 && factor <= MOST) {
                return factor;
            }
        } catch (NumberFormatException e) {
            // Told below, as every other value that is not allowed.
        }
        throw new IllegalArgumentException(
                VARIABLE + " must be a number above 0, 100 at most, not \"" + variable.get() + "\"");
    }

    private static Duration times(Duration duration, double factor) {
        return Duration.ofMillis(Math.round(duration.toMillis() * factor));
    }
}
