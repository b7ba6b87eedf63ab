package dev.taskq.rig.stack;

import dev.taskq.rig.ComplaintException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The started parts. They are ended in the reverse order when this is closed, and at the latest when this process ends.
 * That includes Ctrl-C and SIGTERM, also in the middle of the start. Thread-safe.
 */
final class Started implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<AutoCloseable> all = new ArrayDeque<>();
    private volatile boolean closing;

    private Started() {}

    static Started untilExit() {
        Started started = new Started();
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
                try {
                    all.pop().close();
                } catch (Exception e) {
                    System.err.println("taskq: something did not end cleanly: " + e);
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
