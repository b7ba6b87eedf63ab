package dev.taskq.spring;

import dev.taskq.JsonMapping;
import dev.taskq.TaskHandler.Threads;
import io.micrometer.observation.ObservationRegistry;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * What all handlers of an application have in common. Immutable.
 *
 * @param mapping maps params and results of handlers that are methods, where no bean {@code TaskType} says another one
 * @param threads the kind of threads that run handlers that are methods
 * @param observations where each attempt is observed
 * @param dataSource the one of the agent's store, if it has one of the application's. A method that is transactional on it completes
 *     its task in its transaction
 */
public record HandlerSettings(
        JsonMapping mapping, Threads threads, ObservationRegistry observations, Optional<DataSource> dataSource) {
    /** The standard mapping, platform threads, no observations, and no data source. */
    public static final HandlerSettings DEFAULTS =
            new HandlerSettings(JsonMapping.strict(), Threads.PLATFORM, ObservationRegistry.NOOP, Optional.empty());

    /**
     * These settings with another mapping.
     *
     * @param value maps params and results
     * @return the new value
     */
    public HandlerSettings withMapping(JsonMapping value) {
        return new HandlerSettings(value, threads, observations, dataSource);
    }

    /**
     * These settings with another kind of threads.
     *
     * @param value platform or virtual
     * @return the new value
     */
    public HandlerSettings withThreads(Threads value) {
        return new HandlerSettings(mapping, value, observations, dataSource);
    }

    /**
     * These settings with another registry of observations.
     *
     * @param value where each attempt is observed
     * @return the new value
     */
    public HandlerSettings withObservations(ObservationRegistry value) {
        return new HandlerSettings(mapping, threads, value, dataSource);
    }

    /**
     * These settings with another data source of the agent's store.
     *
     * @param value the data source; empty if transactional methods complete no task
     * @return the new value
     */
    public HandlerSettings withDataSource(Optional<DataSource> value) {
        return new HandlerSettings(mapping, threads, observations, value);
    }
}
