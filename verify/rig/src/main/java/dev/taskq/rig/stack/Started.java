package dev.taskq.rig.stack;

import dev.taskq.rig.ComplaintException;
import dev.taskq.testkit.TestTimeouts;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The started parts. They are ended in the reverse order, each within a limit, when this is closed, and at the latest when this process ends.
 * That includes Ctrl-C and SIGTERM, also in the middle of the start. Thread-safe.
 */
final class Started implements AutoCloseable {
    /** Longer than a process has to end before it is killed. */
    private static final Duration LONGEST_END = TestTimeouts.LONG.plusSeconds(10);

    private final Duration longestEnd;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<AutoCloseable> all = new ArrayDeque<>();
    private volatile boolean closing;

    /**
     * Parts.
     *
     * @param longestEnd how long the end of each of them may take
     */
    Started(Duration longestEnd) {
        this.longestEnd = longestEnd;
    }

    static Started untilExit() {
        Started started = new Started(LONGEST_END);
        Runtime.getRuntime().addShutdownHook(new Thread(started::close, "taskq-down"));
        return started;
    }

    /** Starts one more part, unless the end has begun. An end that begins meanwhile waits for the part and ends it too. */
    <T extends AutoCloseable> T start(Supplier<T> start) {
        lock.lock();
        try {
            requireGoesOn();
            T one = start.get();
            all.push(one);
            return one;
        } finally {
            lock.unlock();
        }
    }

    /** Like {@link #start(Supplier)}, but prints a line first. */
    <T extends AutoCloseable> T start(String name, Supplier<T> start) {
        return start(() -> {
            Progress.say("starting " + name);
            return start.get();
        });
    }

    /** Called repeatedly while something is waited for. */
    void requireGoesOn() {
        if (closing) {
            throw new ComplaintException("ended while it started");
        }
    }

    boolean isClosing() {
        return closing;
    }

    /** Ends everything. May be called any number of times. */
    @Override
    public void close() {
        closing = true;
        lock.lock();
        try {
            while (!all.isEmpty()) {
                end(all.pop());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends a part on a thread of its own, which is left if the part hangs: the others must be ended all the same. */
    private void end(AutoCloseable part) {
        Thread closer = Thread.ofPlatform().daemon().name("taskq-end").start(() -> {
            try {
                part.close();
            } catch (Exception e) {
                System.err.println("taskq: something did not end cleanly: " + e);
            }
        });
        if (!joined(closer)) {
            System.err.println("taskq: something did not end within " + longestEnd.toSeconds() + " s and is left: "
                    + part.getClass().getName());
        }
    }

    /** Whether a thread has ended in time. An interrupt does not end the wait: the parts below are still in use. */
    private boolean joined(Thread closer) {
        boolean interrupted = false;
        try {
            long end = System.nanoTime() + longestEnd.toNanos();
            while (true) {
                try {
                    return closer.join(Duration.ofNanos(end - System.nanoTime()));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
