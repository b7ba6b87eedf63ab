package dev.taskq.load;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes each call when it is due, whether or not those before it were answered: a system that stalls is not asked less. Only
 * so many calls are under way at once; beyond that calls wait, and count from when they were due all the same.
 */
final class OpenLoop {
    static final int MOST_UNDER_WAY = 2_000;

    private final Coordinator coordinator;
    private final Tally tally;
    private final Rate rate;
    private final long calls;

    OpenLoop(Coordinator coordinator, Tally tally, Rate rate, Duration length) {
        this.coordinator = coordinator;
        this.tally = tally;
        this.rate = rate;
        this.calls = rate.callsIn(length);
    }

    /** Makes all calls, and returns when the last is answered. */
    void run() throws InterruptedException {
        Semaphore free = new Semaphore(MOST_UNDER_WAY);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            long begun = System.nanoTime();
            for (long call = 0; call < calls; call++) {
                long due = begun + rate.due(call);
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                    if (Thread.interrupted()) {
                        throw new InterruptedException();
                    }
                }
                free.acquire();
                tally.offered();
                callers.execute(() -> {
                    try {
                        call(due);
                    } finally {
                        free.release();
                    }
                });
            }
        }
    }

    private void call(long due) {
        tally.late.add(Duration.ofNanos(System.nanoTime() - due));
        Coordinator.Answer answer = coordinator.submit();
        tally.answered(answer, Duration.ofNanos(System.nanoTime() - due));
    }
}
