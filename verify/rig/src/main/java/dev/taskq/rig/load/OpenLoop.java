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
 * Makes each call when it is due, regardless of the responses to earlier calls. So a stalled system gets no less load,
 * and a latency that is measured from the due time includes the whole stall. The number of calls in progress is
 * limited. Thread-safe; {@link #run} is for one thread.
 *
 * @param <T> the class of the calls' subjects
 */
public final class OpenLoop<T> {
    private final int most;
    private final WhenFull whenFull;
    private final Caller<T> caller;
    private final Semaphore free;
    private final AtomicLong skipped = new AtomicLong();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /**
     * Creates a loop.
     *
     * @param most the most calls in progress
     * @param whenFull what happens to a call that is due when so many are in progress
     * @param caller makes the calls, each on its own thread
     */
    public OpenLoop(int most, WhenFull whenFull, Caller<T> caller) {
        this.most = most;
        this.whenFull = whenFull;
        this.caller = caller;
        this.free = new Semaphore(most);
    }

    /** What happens to a call that is due when too many are in progress. */
    public enum WhenFull {
        /** It waits, and its latency counts from its due time. */
        WAIT,
        /** It is not made. */
        SKIP
    }

    /**
     * A call to be made.
     *
     * @param after when it is due, in nanoseconds after the begin of the run
     * @param what its subject
     * @param <T> the class of the subject
     */
    public record Due<T>(long after, T what) {}

    /**
     * Makes calls.
     *
     * @param <T> the class of the calls' subjects
     */
    @FunctionalInterface
    public interface Caller<T> {
        /**
         * Makes a call, and returns when it is answered.
         *
         * @param what the call's subject
         * @param due when it was due, on the clock of {@link System#nanoTime}
         * @throws Exception if the loop must end
         */
        void call(T what, long due) throws Exception;
    }

    /**
     * Makes all calls, and returns when the last one is answered.
     *
     * @param calls the calls in their order, each read after the calls before it have been made; it may end at any time
     * @throws ExecutionException if a call failed; no further calls were made
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
     * The number of calls in progress.
     *
     * @return the number
     */
    public int underWay() {
        return most - free.availablePermits();
    }

    /**
     * The number of calls that were skipped because too many were in progress.
     *
     * @return the number
     */
    public long skipped() {
        return skipped.get();
    }
}
