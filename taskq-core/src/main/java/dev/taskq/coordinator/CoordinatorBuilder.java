package dev.taskq.coordinator;

import dev.taskq.TaskQueue;
import dev.taskq.TaskStore;
import dev.taskq.platform.Platform;
import dev.taskq.spi.QueuePort;
import dev.taskq.spi.StorePort;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;

/** Makes a coordinator. Only the store must be given. For one thread. */
public final class CoordinatorBuilder {
    private final StorePort store;
    private QueuePort queue = QueuePort.none();
    private CoordinatorConfig config = CoordinatorConfig.DEFAULTS;
    private MeterRegistry meters = new CompositeMeterRegistry();
    private Platform platform = Platform.system();

    CoordinatorBuilder(TaskStore store) {
        this.store = StorePort.of(store);
    }

    /**
     * Sets the queue of hints. Without one, agents find tasks by scans of the store.
     *
     * @param value the queue; it stays open when the coordinator is closed
     * @return this
     */
    public CoordinatorBuilder queue(TaskQueue value) {
        queue = QueuePort.of(value);
        return this;
    }

    /**
     * Sets the settings.
     *
     * @param value the settings; {@link CoordinatorConfig#DEFAULTS} by default
     * @return this
     */
    public CoordinatorBuilder config(CoordinatorConfig value) {
        config = value;
        return this;
    }

    /**
     * Sets the registry of the metrics. A coordinator and an agent may share a registry: metrics that both have carry the label
     * {@code role}. Two coordinators may not share one, because their gauges have the same names and labels: give each of
     * them a registry of its own, with a common tag.
     *
     * @param value the registry; by default there are no metrics
     * @return this
     */
    public CoordinatorBuilder meterRegistry(MeterRegistry value) {
        meters = value;
        return this;
    }

    /**
     * Sets the source of threads, waiting, time and chance. For simulations.
     *
     * @param value the platform; the machine's own by default
     * @return this
     */
    public CoordinatorBuilder platform(Platform value) {
        platform = value;
        return this;
    }

    /**
     * Makes the coordinator.
     *
     * @return the coordinator, not started
     */
    public Coordinator build() {
        return new Coordinator(platform, store, queue, config, meters);
    }
}
