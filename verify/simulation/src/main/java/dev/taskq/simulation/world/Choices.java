package dev.taskq.simulation.world;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Where the choices of one run come from: a seed, a recorded list, or a search over all of them. Given equal answers, a
 * run is the same again. Used by one run, and by one thread at a time.
 */
public interface Choices {
    /**
     * Who goes on.
     *
     * @param ready how many actors are ready, 2 or more
     * @param own the place of the one that has just stopped; -1 if it is not ready
     * @return the place of the one that goes on
     */
    int next(int ready, int own);

    /** A half of a call that is no switching point at all, and takes no time. */
    long NONE = -1;

    /**
     * How long one half of a port's call takes: that before it takes effect, or that before its answer arrives.
     *
     * @param call the call
     * @return nanoseconds of virtual time; 0 where the caller is ready to go on at once; {@link #NONE} where nobody is to
     *     be asked who goes on
     */
    long delay(PortCall call);

    /**
     * How long something takes that is no call of a port.
     *
     * @param process the process that does it
     * @return nanoseconds of virtual time, as {@link #delay(PortCall)}
     */
    long pause(String process);

    /**
     * The chance that a process draws from.
     *
     * @param process its name
     * @return a generator of its own
     */
    RandomGenerator random(String process);

    /**
     * Whether an accident strikes at a call.
     *
     * @param call the call
     * @return what strikes; empty for nothing
     */
    Optional<Strike> strike(PortCall call);

    /**
     * Names the choices in reports.
     *
     * @return a few words, {@code seed 7} for example
     */
    String name();

    /**
     * Choices by chance, without accidents.
     *
     * @param seed what decides everything
     * @return the choices
     */
    static Choices seeded(long seed) {
        return new SeededChoices(seed);
    }
}
