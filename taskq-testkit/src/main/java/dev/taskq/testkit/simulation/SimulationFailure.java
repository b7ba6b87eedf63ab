package dev.taskq.testkit.simulation;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A simulation that went wrong. The message names the seed, the step and the virtual time, tells where every actor
 * stands, and ends with the last steps; the cause is what an actor threw, if it was that.
 */
public final class SimulationFailure extends AssertionError {
    @Serial
    private static final long serialVersionUID = 1L;

    SimulationFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
