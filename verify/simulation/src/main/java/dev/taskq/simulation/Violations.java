package dev.taskq.simulation;

import dev.taskq.simulation.world.Simulation;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reports a broken promise, which ends the run.
 *
 * @param simulation the run
 */
record Violations(Simulation simulation) {
    void check(boolean holds, String otherwise, @Nullable Object... facts) {
        if (!holds) {
            throw violation(otherwise, facts);
        }
    }

    @SuppressWarnings("AnnotateFormatMethod") // The annotation would cost a dependency of its own.
    Error violation(String what, @Nullable Object... facts) {
        return simulation.fail(String.format(Locale.ROOT, what, facts));
    }

    /** The virtual time since the start. */
    Duration now() {
        return simulation.elapsed();
    }

    /** Whether less than a time has passed since then. */
    boolean isWithin(Duration since, Duration bound) {
        return now().minus(since).compareTo(bound) <= 0;
    }
}
