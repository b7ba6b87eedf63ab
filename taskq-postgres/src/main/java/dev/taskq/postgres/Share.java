package dev.taskq.postgres;

import dev.taskq.StoreBusyException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A share of the pool's connections, for one kind of call that comes from outside in any number. Submits and the leader's duties
 * find connections however many such calls there are. Thread-safe.
 *
 * <p>A bounded number of calls waits for the share, as long as a call waits for a connection of the pool; a call beyond that
 * number fails at once. The time is longer than the lock time-out of a call in the share: one call that waits for a locked row
 * does not fail the calls behind it.
 */
final class Share {
    private static final Duration TIMEOUT = Database.POOL_WAIT;
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
            if (free.getQueueLength() >= MOST_WAITING || !free.tryAcquire(TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new StoreBusyException(null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreBusyException(e);
        }
    }
}
