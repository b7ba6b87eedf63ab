package dev.taskq.engine;

import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Signal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** Where a coordinator or an agent stands in its own life: started once, closed any number of times. Thread-safe. */
public final class Phase {
    private static final Duration SCAN = Duration.ofHours(1);

    private enum Step {
        NEW,
        RUNNING,
        STOPPING,
        STOPPED
    }

    private final AtomicReference<Step> step = new AtomicReference<>(Step.NEW);
    private final Signal over;

    /**
     * Not started.
     *
     * @param platform where it gets its waiting
     */
    public Phase(Platform platform) {
        over = platform.newSignal();
    }

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
     * Moves on to stopping, or past it where it never ran.
     *
     * @return whether it ran until now, so that the caller is to stop it and then to call {@link #stopped()}
     */
    public boolean stop() {
        step.compareAndSet(Step.NEW, Step.STOPPED);
        return step.compareAndSet(Step.RUNNING, Step.STOPPING);
    }

    /** Moves on to stopped. */
    public void stopped() {
        step.set(Step.STOPPED);
        over.raise();
    }

    /** Waits while somebody else stops it; the thread's interruption cuts that short. */
    public void awaitStopped() {
        try {
            long seen = over.count();
            while (step.get() == Step.STOPPING) {
                over.await(seen, SCAN);
                seen = over.count();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Whether it was started or closed before, so that it cannot be started any more.
     *
     * @return whether it was
     */
    public boolean isStarted() {
        return step.get() != Step.NEW;
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
