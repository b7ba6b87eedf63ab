package dev.taskq.postgres;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.CallDeadline;
import dev.taskq.StoreBusyException;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Timer;
import dev.taskq.postgres.Connections.Lent;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How long one call waits for its place and for a connection: no longer than its caller waits for it. A call whose
 * caller disconnects or times out before the first statement is given up. Used by one thread.
 */
final class CallerWait {
    /** A call waits at least so long for a connection: a free one is checked before it is lent. */
    private static final Duration LEAST = Duration.ofMillis(100);

    private final CallDeadline caller;
    private final Timer end;

    /** A wait that begins now. */
    CallerWait(CallDeadline caller) {
        this.caller = caller;
        this.end = Platform.system().timer(caller.longest());
    }

    /** The wait of a call whose caller does not leave. */
    static CallerWait unbounded() {
        return new CallerWait(CallDeadline.unbounded());
    }

    /** The rest of the caller's time, or the given time if that is shorter. */
    Duration atMost(Duration longest) {
        Duration rest = end.remaining();
        return rest.compareTo(longest) < 0 ? rest : longest;
    }

    void whenLeft(Runnable action) {
        caller.whenLeft(action);
    }

    /**
     * Lends a connection.
     *
     * @throws StoreBusyException if the call was given up
     * @throws SQLException if there is no connection
     */
    Lent lend(Connections connections) throws SQLException {
        Interruption interruption = new Interruption();
        try {
            caller.whenLeft(interruption::begin);
            if (end.remaining().compareTo(OwnPool.WAIT) < 0) {
                CompletableFuture.delayedExecutor(
                                Math.max(end.remaining().toNanos(), LEAST.toNanos()),
                                TimeUnit.NANOSECONDS,
                                Runnable::run)
                        .execute(interruption::begin);
            }
            Lent lent = connections.lend();
            if (caller.hasLeft()) {
                lent.close();
                throw new StoreBusyException(null);
            }
            return lent;
        } catch (SQLException e) {
            if (interruption.hasBegun()) {
                throw new StoreBusyException(e);
            }
            throw e;
        } finally {
            interruption.end();
        }
    }

    /**
     * The interruption of the thread that waits for a connection. It never reaches a statement, and leaves no mark on
     * the thread. Thread-safe.
     */
    private static final class Interruption {
        private final Thread waiting = Thread.currentThread();
        private final ReentrantLock lock = new ReentrantLock();

        @GuardedBy("lock")
        private boolean begun;

        @GuardedBy("lock")
        private boolean over;

        void begin() {
            lock.lock();
            try {
                if (!over && !begun) {
                    begun = true;
                    waiting.interrupt();
                }
            } finally {
                lock.unlock();
            }
        }

        boolean hasBegun() {
            lock.lock();
            try {
                return begun;
            } finally {
                lock.unlock();
            }
        }

        /** The thread waits no more. */
        void end() {
            lock.lock();
            try {
                over = true;
                if (begun) {
                    Thread.interrupted();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
