package dev.taskq.simulation.world;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The end of a run. The run is over when its first actor has ended or it has failed. It is finished when all actors are
 * unwound. The thread that started the run waits for that, outside of virtual time.
 */
final class RunEnd {
    /** Real time after which an actor that reaches no switching point counts as stuck. */
    private static final Duration STUCK = Duration.ofSeconds(20);

    private static final long SCAN_NANOS = 1_000_000_000;

    private final Thread outside = Thread.currentThread();
    private volatile @Nullable SimulationFailure failure;
    private volatile boolean over;
    private volatile boolean finished;
    private volatile boolean interrupted;

    boolean isOver() {
        return over;
    }

    void over() {
        over = true;
    }

    /** The run is over because of a failure. Only the first one counts. */
    void failed(Supplier<SimulationFailure> reported) {
        if (!over) {
            failure = reported.get();
            over = true;
        }
    }

    /** Whether the thread outside was interrupted. */
    boolean isInterrupted() {
        return interrupted;
    }

    void finished() {
        finished = true;
        LockSupport.unpark(outside);
    }

    /**
     * Waits outside until the run is finished.
     *
     * @param progress changes with each step of the run
     * @param stuck makes the failure of a run that makes no progress
     * @throws SimulationFailure if the run has failed
     */
    void await(LongSupplier progress, Supplier<SimulationFailure> stuck) {
        long seen = -1;
        long since = System.nanoTime();
        while (!finished) {
            LockSupport.parkNanos(this, SCAN_NANOS);
            if (Thread.interrupted()) {
                interrupted = true;
            }
            if (progress.getAsLong() != seen) {
                seen = progress.getAsLong();
                since = System.nanoTime();
            } else if (System.nanoTime() - since > STUCK.toNanos()) {
                // The thread cannot be ended, so the failure only reports it.
                throw stuck.get();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        SimulationFailure failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    static String stuckFor() {
        return STUCK.toSeconds() + " s";
    }
}
