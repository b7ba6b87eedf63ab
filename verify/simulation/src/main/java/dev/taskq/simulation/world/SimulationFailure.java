package dev.taskq.simulation.world;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A failed simulation. The message has the choices, the step, the virtual time, the state of every actor, and the last
 * steps. The cause is the exception of an actor, if there was one.
 */
public final class SimulationFailure extends AssertionError {
    @Serial
    private static final long serialVersionUID = 1L;

    /** The failure. */
    private final String what;

    SimulationFailure(String what, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.what = what;
    }

    /**
     * The failure, without the state of the actors.
     *
     * @return a sentence
     */
    public String what() {
        return what;
    }
}
