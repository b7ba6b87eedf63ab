package dev.taskq.engine;

import dev.taskq.NotRunningException;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.platform.Platform.ThreadKind;
import dev.taskq.platform.Timer;
import dev.taskq.telemetry.RoleMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a coordinator or an agent: it is started once and closed any number of times, and its duties run on loops meanwhile.
 * It stops in order. An {@link Error} in a duty stops it as unhealthy, and only another process helps. Thread-safe.
 */
public final class LifeCycle {
    private static final Logger LOG = LoggerFactory.getLogger(LifeCycle.class);
    private static final Duration LONGEST_WAIT = Duration.ofDays(365);

    private final Platform platform;
    private final String name;
    private final RoleMetrics metrics;
    private final Stages stages;
    private final List<DutyLoop> loops = new ArrayList<>();
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.NEW);
    private final Signal stopped;
    private volatile boolean healthy = true;

    /** Not started. */
    public LifeCycle(Platform platform, String name, RoleMetrics metrics, Stages stages) {
        this.platform = platform;
        this.name = name;
        this.metrics = metrics;
        this.stages = stages;
        this.stopped = platform.newSignal();
    }

    private enum Phase {
        NEW,
        RUNNING,
        STOPPING,
        STOPPED
    }

    /** What a coordinator or an agent does at the stages of its life. */
    public interface Stages {
        /** Opens the session, and starts what is no loop. Where that fails, the life is over. */
        void open();

        /** Ends what is under way, and the loops. */
        void drain() throws InterruptedException;

        /** Ends the session, also after a wait that was cut short. */
        void closeSession();

        /** Takes back what shows its state. Any number of times. */
        void closeMetrics();
    }

    /** Makes a loop, before the start. Loops are started in the order in which they were made. */
    public DutyLoop loop(String duty, Duty body, Signal wakeUp) {
        DutyLoop loop =
                new DutyLoop(platform, name + "-" + duty, body, wakeUp, this::stopAfterError, metrics.duty(duty));
        loops.add(loop);
        return loop;
    }

    /**
     * Opens, and starts the loops.
     *
     * @throws IllegalStateException if it was started or closed before
     */
    public void start() {
        if (!phase.compareAndSet(Phase.NEW, Phase.RUNNING)) {
            throw new IllegalStateException("it was started or closed before; make a new one");
        }
        try {
            stages.open();
        } catch (RuntimeException e) {
            over();
            throw e;
        }
        loops.forEach(DutyLoop::start);
    }

    /** Stops; returns when it has stopped. The thread's interruption cuts the waiting short. */
    public void close() {
        phase.compareAndSet(Phase.NEW, Phase.STOPPED);
        if (phase.compareAndSet(Phase.RUNNING, Phase.STOPPING)) {
            stop();
            return;
        }
        try {
            stopped.await(() -> phase.get() == Phase.STOPPED, platform.timer(LONGEST_WAIT));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stages.closeMetrics();
    }

    /** Stops as unhealthy, without waiting for it. */
    public void fail() {
        healthy = false;
        if (phase.compareAndSet(Phase.RUNNING, Phase.STOPPING)) {
            platform.spawn(name + "-stop", ThreadKind.PLATFORM, this::stop);
        }
    }

    /** Ends some loops, after the rounds that they are in. */
    public static void end(Collection<DutyLoop> loops, Timer longest) throws InterruptedException {
        loops.forEach(DutyLoop::requestStop);
        for (DutyLoop loop : loops) {
            loop.join(longest);
        }
    }

    /**
     * Refuses a call while it does not run.
     *
     * @throws NotRunningException if it was not started yet, or was closed
     */
    public void requireRunning() {
        if (!isRunning()) {
            throw phase.get() == Phase.NEW
                    ? NotRunningException.notStarted(metrics.role())
                    : NotRunningException.closed(metrics.role());
        }
    }

    /** Whether it runs. */
    public boolean isRunning() {
        return phase.get() == Phase.RUNNING;
    }

    /** Whether it is sound. */
    public boolean isHealthy() {
        return healthy;
    }

    private void stopAfterError(Error error) {
        LOG.error("a duty met an error, the {} stops", metrics.role(), error);
        fail();
    }

    private void stop() {
        try {
            try {
                stages.drain();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                loops.forEach(DutyLoop::requestStop);
            }
            stages.closeSession();
        } finally {
            over();
        }
    }

    private void over() {
        stages.closeMetrics();
        phase.set(Phase.STOPPED);
        stopped.raise();
    }
}
