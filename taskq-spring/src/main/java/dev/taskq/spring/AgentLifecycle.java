package dev.taskq.spring;

import dev.taskq.TaskHandler;
import dev.taskq.agent.Agent;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * Makes an agent of the handlers of its context when that starts, and closes it when that stops. Without a handler there is no agent.
 * Thread-safe.
 */
public final class AgentLifecycle implements SmartLifecycle, DisposableBean {
    private final Handlers handlers;
    private final Function<List<TaskHandler<?>>, Agent> make;
    private final StartWait wait;
    private volatile @Nullable Agent agent;
    private volatile boolean draining;

    /**
     * The life cycle of an agent.
     *
     * @param handlers the handlers
     * @param make makes the agent of one handler or more, not started
     * @param wait how long its start tries again while the store does not answer, together with other steps
     */
    public AgentLifecycle(Handlers handlers, Function<List<TaskHandler<?>>, Agent> make, StartWait wait) {
        this.handlers = handlers;
        this.make = make;
        this.wait = wait;
    }

    @Override
    public void start() {
        draining = false;
        if (!handlers.all().isEmpty()) {
            Agent made = make.apply(handlers.all());
            agent = wait.within(made::start);
        }
    }

    @Override
    public void stop() {
        draining = true;
        agent().ifPresent(Agent::close);
        agent = null;
    }

    /** Where the start of the context fails after the agent has started, Spring destroys beans without stopping them. */
    @Override
    public void destroy() {
        stop();
    }

    @Override
    public boolean isRunning() {
        return agent != null;
    }

    @Override
    public int getPhase() {
        return LifecyclePhases.AGENT;
    }

    /**
     * Spring 7 asks this before it stops a context of tests that is not in use. The coordinator goes on there, and so does the agent.
     *
     * @return false
     */
    public boolean isPauseable() {
        return false;
    }

    /**
     * The agent.
     *
     * @return the agent, while it runs or stops
     */
    public Optional<Agent> agent() {
        return Optional.ofNullable(agent);
    }

    /**
     * Whether it stops or has stopped.
     *
     * @return whether it does
     */
    public boolean isDraining() {
        return draining;
    }
}
