package dev.taskq.agent;

import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskHandler;
import dev.taskq.engine.LifeCycle;
import dev.taskq.platform.Platform;
import dev.taskq.spi.TaskQueue;
import dev.taskq.spi.TaskStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.Collection;
import java.util.List;

/**
 * Claims tasks of its handlers' types, runs them, and reports what came of them. Any number may run at once, in any number
 * of processes.
 *
 * <p>{@link #start()} opens its session and starts its threads. {@link #close()} stops in order: takes no more, hands back
 * what has not begun, lets the rest finish for the grace time, interrupts what is left and hands it back, reports, heartbeats
 * last, ends its session. The store and the queue stay open: who made them closes them. Thread-safe.
 *
 * <p>Execution is at least once: after a crash of the agent its tasks run again elsewhere. What an agent reports after a
 * task was taken back is refused.
 */
public final class Agent implements AutoCloseable {
    private final AgentParts parts;
    private final LifeCycle life;

    private Agent(
            Platform platform,
            TaskStore store,
            TaskQueue queue,
            Handlers handlers,
            AgentConfig config,
            MeterRegistry meters) {
        this.parts = new AgentParts(platform, store, queue, handlers, config, meters);
        this.life = parts.life();
    }

    /**
     * An agent with default settings, not started.
     *
     * @param store where tasks are kept
     * @param queue the fast hints; {@link TaskQueue#none()} for none
     * @param handlers one or more, one a type
     * @return the agent
     */
    public static Agent of(TaskStore store, TaskQueue queue, TaskHandler<?>... handlers) {
        return of(store, queue, List.of(handlers), AgentConfig.DEFAULTS);
    }

    /**
     * An agent, not started.
     *
     * @param store where tasks are kept
     * @param queue the fast hints; {@link TaskQueue#none()} for none
     * @param handlers one or more, one a type
     * @param config its settings
     * @return the agent
     */
    public static Agent of(
            TaskStore store, TaskQueue queue, Collection<? extends TaskHandler<?>> handlers, AgentConfig config) {
        return of(store, queue, handlers, config, new CompositeMeterRegistry());
    }

    /**
     * An agent that tells of itself by metrics, not started. A coordinator may have the same registry: what both tell has the
     * label {@code role}. Two agents may not, for their gauges have the same names and labels, and of such a registry shows the
     * first alone. Where a program has several, give each a {@link CompositeMeterRegistry} of its own, with a common tag
     * ({@code own.config().commonTags("part", name)}) and the program's registry added to it.
     *
     * @param store where tasks are kept
     * @param queue the fast hints; {@link TaskQueue#none()} for none
     * @param handlers one or more, one a type
     * @param config its settings
     * @param meters where its metrics go
     * @return the agent
     */
    public static Agent of(
            TaskStore store,
            TaskQueue queue,
            Collection<? extends TaskHandler<?>> handlers,
            AgentConfig config,
            MeterRegistry meters) {
        return of(store, queue, handlers, config, meters, Platform.system());
    }

    /**
     * An agent on a platform of the caller's, not started.
     *
     * @param store where tasks are kept
     * @param queue the fast hints; {@link TaskQueue#none()} for none
     * @param handlers one or more, one a type
     * @param config its settings
     * @param meters where its metrics go
     * @param platform where it gets threads, waiting, time and chance
     * @return the agent
     */
    public static Agent of(
            TaskStore store,
            TaskQueue queue,
            Collection<? extends TaskHandler<?>> handlers,
            AgentConfig config,
            MeterRegistry meters,
            Platform platform) {
        return new Agent(platform, store, queue, new Handlers(handlers), config, meters);
    }

    /**
     * Opens its session and starts its threads.
     *
     * @return this
     * @throws StoreUnavailableException if the store does not answer; then it is closed, and a new one is needed
     * @throws IllegalStateException if it was started or closed before
     */
    public Agent start() {
        life.start();
        return this;
    }

    /**
     * Whether it takes tasks: it runs, and its last heartbeat reached the store.
     *
     * @return whether it does
     */
    public boolean isReady() {
        return life.isRunning() && parts.isHeartbeatWorking();
    }

    /**
     * Whether it is sound. One that has lost more threads to handlers that do not come back than it has slots, or met an
     * {@link Error} in a duty, has stopped and must be replaced, its process too.
     *
     * @return whether it is
     */
    public boolean isHealthy() {
        return life.isHealthy();
    }

    /**
     * Stops, in order. Any number of calls, each of which returns when it has stopped; the thread's
     * interruption cuts the waiting short.
     */
    @Override
    public void close() {
        life.close();
    }
}
