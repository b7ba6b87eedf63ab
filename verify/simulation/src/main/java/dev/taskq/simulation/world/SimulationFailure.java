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

    private final boolean stuck;

    private SimulationFailure(String what, String message, @Nullable Throwable cause, boolean stuck) {
        super(message, cause);
        this.what = what;
        this.stuck = stuck;
    }

    /** The same schedule fails in the same way again. */
    static SimulationFailure of(String what, String message, @Nullable Throwable cause) {
        return new SimulationFailure(what, message, cause, false);
    }

    /** An actor reached no switching point for long. */
    static SimulationFailure stuck(String what, String message) {
        return new SimulationFailure(what, message, null, true);
    }

    /**
     * The failure, without the state of the actors.
     *
     * @return a sentence
     */
    public String what() {
        return what;
    }

    /**
     * Whether an actor reached no switching point for long, in real time. The cause may be the code, or a machine that is busy with other
     * things.
     *
     * @return false if the same schedule fails in the same way again
     */
    public boolean isStuck() {
        return stuck;
    }
}
