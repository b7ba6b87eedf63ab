package dev.taskq.engine;

import dev.taskq.platform.BackOff;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.platform.Platform.ThreadKind;
import dev.taskq.platform.Platform.Worker;
import dev.taskq.platform.Stopwatch;
import dev.taskq.platform.Timer;
import dev.taskq.telemetry.DutyMetrics;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one duty on a thread of its own: jitter between rounds, back-off after errors, a clean stop. An exception ends a
 * round, never the loop; an {@link Error} ends the loop and is handed to the owner of the loop. Thread-safe.
 */
public final class DutyLoop {
    private static final Logger LOG = LoggerFactory.getLogger(DutyLoop.class);
    private static final double JITTER = 0.1;
    private static final BackOff AFTER_FAILURE = new BackOff(Duration.ofMillis(50), 2, Duration.ofSeconds(2), 0);

    private final Platform platform;
    private final String name;
    private final Duty duty;
    private final Consumer<Error> onError;
    private final DutyMetrics metrics;
    private final Signal wakeUp;
    private volatile boolean stopping;
    private final Stopwatch sinceRound;
    private final Stopwatch sinceSuccess;
    private volatile @Nullable Worker worker;

    /** A loop that is not started. */
    public DutyLoop(
            Platform platform, String name, Duty duty, Signal wakeUp, Consumer<Error> onError, DutyMetrics metrics) {
        this.platform = platform;
        this.name = name;
        this.duty = duty;
        this.onError = onError;
        this.metrics = metrics;
        this.wakeUp = wakeUp;
        this.sinceRound = platform.stopwatch();
        this.sinceSuccess = platform.stopwatch();
        metrics.watch(this, DutyLoop::sinceLastRound);
    }

    /** Starts the thread. Once. */
    public void start() {
        sinceRound.restart();
        sinceSuccess.restart();
        worker = platform.spawn(name, ThreadKind.PLATFORM, this::run);
    }

    /** Asks the loop to end after the round it is in. */
    public void requestStop() {
        stopping = true;
        wakeUp.raise();
    }

    /** Asks the loop to end, and interrupts what its round is waiting for. */
    public void interrupt() {
        requestStop();
        Worker running = worker;
        if (running != null) {
            running.interrupt();
        }
    }

    /** Waits for the end of the loop. */
    public boolean join(Timer longest) throws InterruptedException {
        Worker running = worker;
        return running == null || running.join(longest.remaining());
    }

    /** How long ago the last round ended, well or badly. */
    public Duration sinceLastRound() {
        return sinceRound.elapsed();
    }

    /** How long ago a round ended well. */
    public Duration sinceLastSuccess() {
        return sinceSuccess.elapsed();
    }

    private void run() {
        try {
            int failures = 0;
            while (!stopping) {
                long seen = wakeUp.count();
                Stopwatch took = platform.stopwatch();
                Duration next;
                try {
                    next = duty.round();
                    failures = 0;
                    sinceSuccess.restart();
                } catch (RuntimeException e) {
                    failures++;
                    metrics.failed();
                    next = AFTER_FAILURE.after(failures, platform);
                    // One line for a run of failures; what goes on failing is told by the duty's own state.
                    if (failures == 1) {
                        LOG.warn("duty failed, goes on duty={}", name, e);
                    }
                }
                sinceRound.restart();
                metrics.ended(took.elapsed());
                if (!stopping && !next.isZero()) {
                    wakeUp.await(seen, platform.jittered(next, JITTER));
                }
            }
            end();
        } catch (InterruptedException e) {
            // Only a stop interrupts a loop: it ends here.
            LOG.debug("duty interrupted duty={}", name);
        } catch (Error e) {
            onError.accept(e);
        }
    }

    private void end() {
        try {
            duty.end();
        } catch (RuntimeException e) {
            LOG.warn("duty failed at its end duty={}", name, e);
        }
    }
}
