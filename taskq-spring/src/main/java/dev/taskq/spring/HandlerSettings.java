package dev.taskq.spring;

import dev.taskq.JsonMapping;
import dev.taskq.TaskHandler.Threads;
import io.micrometer.observation.ObservationRegistry;

/**
 * What all handlers of an application have in common. Immutable.
 *
 * @param mapping maps params and results of handlers that are methods, where no bean {@code TaskType} says another one
 * @param threads the kind of threads that run handlers that are methods
 * @param observations where each attempt is observed
 */
public record HandlerSettings(JsonMapping mapping, Threads threads, ObservationRegistry observations) {
    /** The standard mapping, platform threads, and no observations. */
    public static final HandlerSettings DEFAULTS =
            new HandlerSettings(JsonMapping.strict(), Threads.PLATFORM, ObservationRegistry.NOOP);

    /**
     * These settings with another mapping.
     *
     * @param value maps params and results
     * @return the new value
     */
    public HandlerSettings withMapping(JsonMapping value) {
        return new HandlerSettings(value, threads, observations);
    }

    /**
     * These settings with another kind of threads.
     *
     * @param value platform or virtual
     * @return the new value
     */
    public HandlerSettings withThreads(Threads value) {
        return new HandlerSettings(mapping, value, observations);
    }

    /**
     * These settings with another registry of observations.
     *
     * @param value where each attempt is observed
     * @return the new value
     */
    public HandlerSettings withObservations(ObservationRegistry value) {
        return new HandlerSettings(mapping, threads, value);
    }
}
