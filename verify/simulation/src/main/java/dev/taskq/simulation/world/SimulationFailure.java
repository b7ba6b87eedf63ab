package dev.taskq.simulation.world;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A simulation that went wrong. The message names the choices, the step and the virtual time, tells where every actor
 * stands, and ends with the last steps; the cause is what an actor threw, if it was that.
 */
public final class SimulationFailure extends AssertionError {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    private final String what;

    SimulationFailure(String what, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.what = what;
    }

    /**
     * What went wrong, without where all stand.
     *
     * @return a sentence
     */
    public String what() {
        return what;
    }
}
