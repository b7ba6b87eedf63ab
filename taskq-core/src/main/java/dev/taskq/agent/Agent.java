package dev.taskq.agent;

import dev.taskq.NotRunningException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskStore;
import dev.taskq.engine.LifeCycle;
import dev.taskq.platform.Platform;
import dev.taskq.spi.QueuePort;
import dev.taskq.spi.StorePort;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/**
 * Claims tasks of its handlers' types, runs them, and reports what came of them. Any number may run at once, in any number
 * of processes.
 *
 * <p>{@link #start()} opens its session and starts its threads. {@link #close()} stops in order: takes no more, hands back
 * what has not begun, lets the rest finish for the grace time, interrupts what is left and hands it back, reports, heartbeats
 * last, ends its session. The store and the queue stay open: the program that made them closes them. Thread-safe.
 *
 * <p>Execution is at least once: after a crash of the agent its tasks run again elsewhere. What an agent reports after a
 * task was taken back is refused.
 */
public final class Agent implements AutoCloseable {
    private final AgentParts parts;
    private final LifeCycle life;

    Agent(
            Platform platform,
            StorePort store,
            QueuePort queue,
            Handlers handlers,
            AgentConfig config,
            MeterRegistry meters) {
        this.parts = new AgentParts(platform, store, queue, handlers, config, meters);
        this.life = parts.life();
    }

    /**
     * Begins to make an agent.
     *
     * @param store the tasks; it stays open when the agent is closed
     * @return the builder
     */
    public static AgentBuilder builder(TaskStore store) {
        return new AgentBuilder(store);
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
     * Starts as {@link #start()} does. If the store does not answer, it tries again after a pause, with a line in the log for each
     * try. What an operator must correct fails at once.
     *
     * @param longest for how long it tries again
     * @return this
     * @throws StoreUnavailableException if the store did not answer for that long, or refuses; then it is closed, and a new one is
     *     needed
     * @throws NotRunningException if it is closed meanwhile
     * @throws IllegalStateException if it was started or closed before
     */
    public Agent start(Duration longest) {
        life.start(longest);
        return this;
    }

    /**
     * Whether it takes tasks: it runs, it was not asked to drain, and its last heartbeat reached the store.
     *
     * @return whether it does
     */
    public boolean isReady() {
        return life.isRunning() && !parts.isDraining() && parts.isHeartbeatWorking();
    }

    /**
     * Whether it was asked to drain, by {@link dev.taskq.coordinator.Coordinator#drain}: it takes no more, and finishes what it runs.
     * It goes on to live, so that an operator sees it, until it is closed.
     *
     * @return whether it was
     */
    public boolean isDraining() {
        return parts.isDraining();
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
