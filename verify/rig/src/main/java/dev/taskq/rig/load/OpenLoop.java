package dev.taskq.rig.load;

import java.util.Iterator;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Makes each call when it is due, whether or not those before it were answered: a system that stalls is not asked less, and a
 * latency that counts from when a call was due has the whole stall in it. Only so many calls are under way at once. Thread-safe;
 * {@link #run} is for one thread.
 *
 * @param <T> what a call is about
 */
public final class OpenLoop<T> {
    private final int most;
    private final WhenFull whenFull;
    private final Caller<T> caller;
    private final Semaphore free;
    private final AtomicLong skipped = new AtomicLong();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /**
     * A loop that has not begun.
     *
     * @param most how many calls may be under way at once
     * @param whenFull what becomes of a call that is due while so many are
     * @param caller makes the calls, each on a thread of its own
     */
    public OpenLoop(int most, WhenFull whenFull, Caller<T> caller) {
        this.most = most;
        this.whenFull = whenFull;
        this.caller = caller;
        this.free = new Semaphore(most);
    }

    /** What becomes of a call that is due while too many are under way. */
    public enum WhenFull {
        /** It waits, and counts from when it was due. */
        WAIT,
        /** It is not made. */
        SKIP
    }

    /**
     * A call that is to be made.
     *
     * @param after when it is due, in nanoseconds after the begin
     * @param what what it is about
     * @param <T> the same
     */
    public record Due<T>(long after, T what) {}

    /**
     * Makes a call.
     *
     * @param <T> what a call is about
     */
    @FunctionalInterface
    public interface Caller<T> {
        /**
         * Makes it, and returns when it is answered.
         *
         * @param what what it is about
         * @param due when it was due, as {@link System#nanoTime} tells time
         * @throws Exception if the loop must end
         */
        void call(T what, long due) throws Exception;
    }

    /**
     * Makes all calls, and returns when the last is answered.
     *
     * @param calls the calls in their order, asked for when those before are made; it may end at any time
     * @throws ExecutionException if a call failed; no more were made then
     * @throws InterruptedException if the thread was interrupted
     */
    public void run(Iterator<Due<T>> calls) throws ExecutionException, InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long begun = System.nanoTime();
            while (failure.get() == null && calls.hasNext()) {
                Due<T> next = calls.next();
                long due = begun + next.after();
                awaitTime(due);
                if (begin()) {
                    threads.execute(() -> call(next.what(), due));
                } else {
                    skipped.incrementAndGet();
                }
            }
        }
        Exception failed = failure.get();
        if (failed != null) {
            throw new ExecutionException(failed);
        }
    }

    private boolean begin() throws InterruptedException {
        if (whenFull == WhenFull.SKIP) {
            return free.tryAcquire();
        }
        free.acquire();
        return true;
    }

    private static void awaitTime(long due) throws InterruptedException {
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
            LockSupport.parkNanos(wait);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private void call(T what, long due) {
        try {
            caller.call(what, due);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            failure.compareAndSet(null, e);
        } finally {
            free.release();
        }
    }

    /**
     * How many calls are under way.
     *
     * @return the number
     */
    public int underWay() {
        return most - free.availablePermits();
    }

    /**
     * How many calls were not made, since too many were under way.
     *
     * @return the number
     */
    public long skipped() {
        return skipped.get();
    }
}
