package dev.taskq.simulation;

import dev.taskq.simulation.world.Simulation;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a broken promise is told: it ends the run.
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

    /** Whether so much time has not passed since then. */
    boolean isWithin(Duration since, Duration bound) {
        return now().minus(since).compareTo(bound) <= 0;
    }
}
