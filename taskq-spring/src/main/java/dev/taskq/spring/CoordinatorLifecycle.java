package dev.taskq.spring;

import dev.taskq.coordinator.Coordinator;
import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops a coordinator with its context. A coordinator starts once, so a context that was stopped cannot be started again.
 * Thread-safe.
 */
public final class CoordinatorLifecycle implements SmartLifecycle {
    private final Coordinator coordinator;
    private final StartWait wait;
    private volatile State state = State.NEW;

    /**
     * The life cycle of a coordinator.
     *
     * @param coordinator the coordinator, not started
     * @param wait how long its start tries again while the store does not answer, together with other steps
     */
    public CoordinatorLifecycle(Coordinator coordinator, StartWait wait) {
        this.coordinator = coordinator;
        this.wait = wait;
    }

    private enum State {
        NEW,
        RUNNING,
        STOPPED
    }

    @Override
    public void start() {
        if (state == State.STOPPED) {
            throw new IllegalStateException(
                    "taskq's coordinator was stopped with its context: a coordinator starts once, so"
                            + " close the context and make a new one");
        }
        wait.within(coordinator::start);
        state = State.RUNNING;
    }

    @Override
    public void stop() {
        state = State.STOPPED;
        coordinator.close();
    }

    @Override
    public boolean isRunning() {
        return state == State.RUNNING;
    }

    @Override
    public int getPhase() {
        return LifecyclePhases.COORDINATOR;
    }

    /**
     * Spring 7 asks this before it stops a context of tests that is not in use.
     *
     * @return false: it could not start again
     */
    public boolean isPauseable() {
        return false;
    }
}
