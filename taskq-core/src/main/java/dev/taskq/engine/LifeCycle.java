package dev.taskq.engine;

import dev.taskq.NotRunningException;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskqException;
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
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final Platform platform;
    private final String name;
    private final RoleMetrics metrics;
    private final Stages stages;
    private final List<DutyLoop> loops = new ArrayList<>();
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.NEW);
    private final Signal stopped;
    private volatile boolean healthy = true;
    private volatile boolean closing;

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
        STARTING,
        RUNNING,
        STOPPING,
        STOPPED
    }

    /** What a coordinator or an agent does at the stages of its life. */
    public interface Stages {
        /** Opens the session, and starts what is no loop. Where the store fails, nothing was started, and it may be called again. */
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
        start(Duration.ZERO);
    }

    /**
     * Opens, and starts the loops. If the store does not answer, it tries again after a pause. If it cannot open, the life is over.
     *
     * @param longest for how long it tries again; zero for one try
     * @throws IllegalStateException if it was started or closed before
     * @throws NotRunningException if it is closed meanwhile
     */
    public void start(Duration longest) {
        if (!phase.compareAndSet(Phase.NEW, Phase.STARTING)) {
            throw new IllegalStateException("it was started or closed before; make a new one");
        }
        try {
            open(platform.timer(longest));
        } catch (RuntimeException | Error e) {
            over();
            throw e;
        }
        phase.set(Phase.RUNNING);
        loops.forEach(DutyLoop::start);
        // A close that found it starting has said so before it waits for the end.
        if (closing) {
            close();
            throw NotRunningException.closed(metrics.role());
        }
    }

    private void open(Timer left) {
        for (Duration pause = FIRST_PAUSE; ; pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE)) {
            try {
                stages.open();
                return;
            } catch (StoreUnavailableException e) {
                requireAnotherTry(e, e.repeatingHelps() && !left.isExpired(), shorter(pause, left.remaining()));
            } catch (OutcomeUnknownException e) {
                // A session that nothing uses may be left. The next opening stops it, or else it is found dead.
                requireAnotherTry(e, !left.isExpired(), shorter(pause, left.remaining()));
            }
        }
    }

    private void requireAnotherTry(TaskqException failure, boolean helps, Duration pause) {
        if (!helps) {
            throw failure;
        }
        LOG.warn(
                "the store does not answer, the start of the {} tries again in={} reason=\"{}\"",
                metrics.role(),
                pause,
                Causes.text(failure));
        try {
            if (stopped.await(() -> closing, platform.timer(pause))) {
                throw NotRunningException.closed(metrics.role());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Stops; returns when it has stopped. The thread's interruption cuts the waiting short. */
    public void close() {
        closing = true;
        phase.compareAndSet(Phase.NEW, Phase.STOPPED);
        if (phase.compareAndSet(Phase.RUNNING, Phase.STOPPING)) {
            stop();
            return;
        }
        stopped.raise();
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

    /** Ends a loop that a stop can do without, and leaves half of the time for what comes after it. */
    public static void endWithinHalf(DutyLoop loop, Timer longest, Platform platform) throws InterruptedException {
        end(List.of(loop), platform.timer(longest.remaining().dividedBy(2)));
    }

    /**
     * Refuses a call while it does not run.
     *
     * @throws NotRunningException if it was not started yet, or was closed
     */
    public void requireRunning() {
        if (!isRunning()) {
            throw phase.get() == Phase.NEW || phase.get() == Phase.STARTING
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
