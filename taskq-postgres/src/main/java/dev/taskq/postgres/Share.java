package dev.taskq.postgres;

import dev.taskq.StoreBusyException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A share of the pool's connections, for one kind of call that comes from outside in any number: what is beyond it fails
 * quickly, so that submits and the lead's duties find connections whatever is asked. Thread-safe.
 */
final class Share {
    private static final Duration PATIENCE = Duration.ofMillis(200);
    /** More than can be served within that time help nobody. */
    private static final int MOST_WAITING = 100;

    private final Semaphore free;

    /** A share of so many connections. */
    Share(int connections) {
        free = new Semaphore(connections, true);
    }

    /** A quarter of a pool, and one connection at least. */
    static Share ofPool(int poolSize) {
        return new Share(Math.max(1, poolSize / 4));
    }

    <T> T call(Supplier<T> call) {
        take();
        try {
            return call.get();
        } finally {
            free.release();
        }
    }

    private void take() {
        try {
            if (free.getQueueLength() >= MOST_WAITING || !free.tryAcquire(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new StoreBusyException(null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreBusyException(e);
        }
    }
}
