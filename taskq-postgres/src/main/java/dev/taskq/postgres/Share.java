package dev.taskq.postgres;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.CallDeadline;
import dev.taskq.StoreBusyException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A share of the pool's connections for one kind of external call. However many such calls there are, submissions and
 * the leader's duties find connections. Thread-safe.
 *
 * A bounded number of calls waits for the share, in order of arrival, at most as long as a call waits for a connection
 * of the pool. A call beyond that number fails at once, and a waiting call fails if its caller leaves. The wait is
 * longer than the lock time-out of a call in the share, so a call that waits for a locked row does not fail the calls
 * behind it.
 */
final class Share {
    private static final Duration TIMEOUT = OwnPool.WAIT;
    private static final int MOST_WAITING = 100;

    private final Duration longest;
    private final int mostWaiting;
    private final ReentrantLock lock = new ReentrantLock();

    /** Each is told once that it need not wait any more: those that have got their place are no longer among these. */
    @GuardedBy("lock")
    private final Deque<CountDownLatch> waiting = new ArrayDeque<>();

    /** None while calls wait: a place that becomes free is handed to the first of them. */
    @GuardedBy("lock")
    private int free;

    /** A share of so many connections. */
    Share(int connections) {
        this(connections, TIMEOUT);
    }

    /** A share with a limit on a call's wait. */
    Share(int connections, Duration longest) {
        this(connections, longest, MOST_WAITING);
    }

    /** A share with limits on a call's wait, and on the calls that wait. */
    Share(int connections, Duration longest, int mostWaiting) {
        this.free = connections;
        this.longest = longest;
        this.mostWaiting = mostWaiting;
    }

    /** A quarter of a pool, but at least one connection. */
    static Share ofPool(int poolSize) {
        return new Share(quarterOf(poolSize));
    }

    /** A quarter of a pool, in which calls wait longer and in a larger number: those that are not repeated if they fail. */
    static Share ofPool(int poolSize, Duration longest, int mostWaiting) {
        return new Share(quarterOf(poolSize), longest, mostWaiting);
    }

    private static int quarterOf(int poolSize) {
        return Math.max(1, poolSize / 4);
    }

    /** Makes a call for a caller that does not leave. */
    <T> T call(Supplier<T> call) {
        return call(CallDeadline.unbounded(), wait -> call.get());
    }

    /**
     * Makes a call, unless its caller leaves or times out before there is a place.
     *
     * @param call takes the rest of the caller's wait
     */
    <T> T call(CallDeadline caller, Function<CallerWait, T> call) {
        CallerWait wait = new CallerWait(caller);
        take(wait);
        try {
            if (caller.hasLeft()) {
                throw new StoreBusyException(null);
            }
            return call.apply(wait);
        } finally {
            giveBack();
        }
    }

    private void take(CallerWait wait) {
        CountDownLatch told = new CountDownLatch(1);
        if (!isFree(told)) {
            wait.whenLeft(told::countDown);
            await(told, wait.atMost(longest));
        }
    }

    /** Takes a place, or joins the waiting calls. */
    private boolean isFree(CountDownLatch told) {
        lock.lock();
        try {
            if (free > 0) {
                free--;
                return true;
            }
            if (waiting.size() >= mostWaiting) {
                throw new StoreBusyException(null);
            }
            waiting.add(told);
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void await(CountDownLatch told, Duration atMost) {
        @Nullable InterruptedException interruption = null;
        try {
            told.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            interruption = e;
        }
        lock.lock();
        try {
            if (waiting.remove(told)) {
                throw new StoreBusyException(interruption);
            }
        } finally {
            lock.unlock();
        }
    }

    private void giveBack() {
        lock.lock();
        try {
            CountDownLatch next = waiting.poll();
            if (next == null) {
                free++;
            } else {
                next.countDown();
            }
        } finally {
            lock.unlock();
        }
    }
}
