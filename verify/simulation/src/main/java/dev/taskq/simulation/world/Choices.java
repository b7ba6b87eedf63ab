package dev.taskq.simulation.world;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The source of a run's choices: a seed, a recorded list, or a search over all of them. Equal choices give equal runs.
 * Used by one run, and by one thread at a time.
 */
public interface Choices {
    /**
     * Chooses the actor that runs next.
     *
     * @param ready the number of ready actors, 2 or more
     * @param own the place of the actor that has just stopped; -1 if it is not ready
     * @return the place of the chosen actor
     */
    int next(int ready, int own);

    /** A half of a call that is not a switching point, and takes no time. */
    long NONE = -1;

    /**
     * How long one half of a port's call takes: the half before it takes effect, or the half before its answer arrives.
     *
     * @param call the call
     * @return nanoseconds of virtual time; 0 if the caller is ready at once; {@link #NONE} if no choice is to be made
     */
    long delay(PortCall call);

    /**
     * How long an action takes that is not a call of a port.
     *
     * @param process the process that does it
     * @return nanoseconds of virtual time, as {@link #delay(PortCall)}
     */
    long pause(String process);

    /**
     * The source of random numbers of a process.
     *
     * @param process its name
     * @return its own generator
     */
    RandomGenerator random(String process);

    /**
     * Whether an accident happens at a call.
     *
     * @param call the call
     * @return the accident; empty for none
     */
    Optional<Strike> strike(PortCall call);

    /**
     * Names the choices in reports.
     *
     * @return a few words, for example {@code seed 7}
     */
    String name();

    /**
     * Random choices without accidents.
     *
     * @param seed determines all choices
     * @return the choices
     */
    static Choices seeded(long seed) {
        return new SeededChoices(seed);
    }
}
