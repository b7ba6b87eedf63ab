package dev.taskq.spi;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** What is known of task types. What holds for every method is said at {@link StorePort}. */
public interface Types {
    /** The most types that a store knows. */
    int MOST_TYPES = 10_000;

    /**
     * Makes types known as announced by an agent, or by an operator, up to {@link #MOST_TYPES} in all. They count against no
     * caller, whoever made them known before.
     *
     * @param names any number
     * @return those that could not be, for there are too many
     */
    List<String> register(Collection<String> names);

    /**
     * Admits types of which a caller submits tasks: those that are known, and new ones as far as its bound and
     * {@link #MOST_TYPES} allow, which it then has made known.
     *
     * @param names any number
     * @param admission for whom, and how many
     * @return those that are not admitted
     */
    List<TypeRefusal> admit(Collection<String> names, TypeAdmission admission);

    /**
     * Forgets types that have been neither registered nor admitted for a while, that no living session serves, that have no
     * task which is not final, and whose dispatch is not stopped.
     *
     * @param unused for how long, of those that no agent has announced. Who registered a type may rely on it for an hour, so
     *     that callers leave it more than two
     * @param unusedAnnounced for how long, of the others
     * @return how many it forgot
     */
    int forget(Duration unused, Duration unusedAnnounced);

    /**
     * Reads the state of all types.
     *
     * @return the states, by name
     */
    List<TypeState> all();

    /**
     * Reads the state of some types.
     *
     * @param names any number
     * @return the states of those that are known
     */
    List<TypeState> some(Collection<String> names);

    /**
     * Stops or restarts the dispatch of a type; makes it known, as announced, where it is not.
     *
     * @param type its name
     * @param paused whether to stop
     * @return whether it was done; not, where the type is unknown and one beyond {@link #MOST_TYPES}
     */
    boolean pause(String type, boolean paused);

    /**
     * Keeps what the gauges duty found.
     *
     * @param gauges each type once; unknown types are passed over
     */
    void recordBacklog(List<BacklogCount> gauges);
}
