package dev.taskq.agent;

import dev.taskq.TaskHandler;
import dev.taskq.TaskQueue;
import dev.taskq.TaskStore;
import dev.taskq.platform.Platform;
import dev.taskq.spi.QueuePort;
import dev.taskq.spi.StorePort;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Makes an agent. The store and one handler or more must be given. For one thread. */
public final class AgentBuilder {
    private final StorePort store;
    private final List<TaskHandler<?>> handlers = new ArrayList<>();
    private QueuePort queue = QueuePort.none();
    private AgentConfig config = AgentConfig.DEFAULTS;
    private MeterRegistry meters = new CompositeMeterRegistry();
    private Platform platform = Platform.system();

    AgentBuilder(TaskStore store) {
        this.store = StorePort.of(store);
    }

    /**
     * Adds a handler.
     *
     * @param handler the only one of its type
     * @return this
     */
    public AgentBuilder handler(TaskHandler<?> handler) {
        handlers.add(handler);
        return this;
    }

    /**
     * Adds handlers.
     *
     * @param more any number, one for each type
     * @return this
     */
    public AgentBuilder handlers(Collection<? extends TaskHandler<?>> more) {
        handlers.addAll(more);
        return this;
    }

    /**
     * Sets the queue of hints. Without one, the agent finds tasks by scans of the store.
     *
     * @param value the queue; it stays open when the agent is closed
     * @return this
     */
    public AgentBuilder queue(TaskQueue value) {
        queue = QueuePort.of(value);
        return this;
    }

    /**
     * Sets the settings.
     *
     * @param value the settings; {@link AgentConfig#DEFAULTS} by default
     * @return this
     */
    public AgentBuilder config(AgentConfig value) {
        config = value;
        return this;
    }

    /**
     * Sets the registry of the metrics. A coordinator and an agent may share a registry: metrics that both have carry the label
     * {@code role}. Two agents may not share one, because their gauges have the same names and labels, and a registry shows
     * only the first of them. In a program with several agents, give each of them a {@link CompositeMeterRegistry} of its own,
     * with a common tag ({@code own.config().commonTags("part", name)}) and the program's registry added to it.
     *
     * @param value the registry; by default there are no metrics
     * @return this
     */
    public AgentBuilder meterRegistry(MeterRegistry value) {
        meters = value;
        return this;
    }

    /**
     * Sets the source of threads, waiting, time and chance. For simulations.
     *
     * @param value the platform; the machine's own by default
     * @return this
     */
    public AgentBuilder platform(Platform value) {
        platform = value;
        return this;
    }

    /**
     * Makes the agent.
     *
     * @return the agent, not started
     * @throws IllegalArgumentException if there is no handler, or two of them serve one type
     */
    public Agent build() {
        return new Agent(platform, store, queue, new Handlers(handlers), config, meters);
    }
}
