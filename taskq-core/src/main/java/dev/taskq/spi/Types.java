package dev.taskq.spi;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** The known task types. {@link StorePort} describes what holds for every method. */
public interface Types {
    /** The most types of a store. */
    int MOST_TYPES = 10_000;

    /**
     * Registers types as announced by an agent, up to {@link #MOST_TYPES} in all. They count against no
     * caller, even if a caller created them before.
     *
     * @param names any number
     * @return the types that were not registered because there are too many
     */
    List<String> register(Collection<String> names);

    /**
     * Admits types that a caller submits tasks of: known types, and new ones up to the caller's limit and
     * {@link #MOST_TYPES}. The new ones count as created by the caller.
     *
     * @param names any number
     * @param admission the caller and its limit
     * @return the types that are not admitted
     */
    List<TypeRefusal> admit(Collection<String> names, TypeAdmission admission);

    /**
     * Removes types that have been neither registered nor admitted for a while, that no living session serves, that
     * have no task which is not final, and that are not paused.
     *
     * @param unused how long, for types that no agent has announced. A submitter may rely on an admission for an hour,
     *     so callers must set more than two hours
     * @param unusedAnnounced how long, for announced types
     * @return how many it removed
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
     * @return the states of the known ones
     */
    List<TypeState> some(Collection<String> names);

    /**
     * Pauses or resumes the dispatch of a type. An unknown type is created by the caller, and is not announced, since its name
     * may be misspelt. A type that is paused already keeps the time and the caller of the pause.
     *
     * @param type its name
     * @param paused whether to pause it
     * @param by the caller; empty for an embedding application
     * @return true if it was done; false if the type is unknown and {@link #MOST_TYPES} is reached
     */
    boolean pause(String type, boolean paused, String by);

    /**
     * Pauses or resumes for an embedding application.
     *
     * @param type its name
     * @param paused whether to pause it
     * @return true if it was done; false if the type is unknown and {@link #MOST_TYPES} is reached
     */
    default boolean pause(String type, boolean paused) {
        return pause(type, paused, "");
    }

    /**
     * Stores the leader's backlog statistics.
     *
     * @param gauges each type once; unknown types are skipped
     */
    void recordBacklog(List<BacklogCount> gauges);
}
