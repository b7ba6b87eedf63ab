package dev.taskq.engine;

import java.util.concurrent.atomic.AtomicReference;

/** Where a coordinator or an agent stands in its own life: started once, closed any number of times. Thread-safe. */
public final class Phase {
    private enum Step {
        NEW,
        RUNNING,
        STOPPED
    }

    private final AtomicReference<Step> step = new AtomicReference<>(Step.NEW);

    /** Not started. */
    public Phase() {}

    /**
     * Moves on to running.
     *
     * @throws IllegalStateException if it was started or closed before
     */
    public void start() {
        if (!step.compareAndSet(Step.NEW, Step.RUNNING)) {
            throw new IllegalStateException("it was started or closed before; make a new one");
        }
    }

    /**
     * Moves on to stopped.
     *
     * @return whether it ran until now, so that there is something to stop
     */
    public boolean stop() {
        return step.getAndSet(Step.STOPPED) == Step.RUNNING;
    }

    /**
     * Whether it runs.
     *
     * @return whether it was started and not closed
     */
    public boolean isRunning() {
        return step.get() == Step.RUNNING;
    }
}
