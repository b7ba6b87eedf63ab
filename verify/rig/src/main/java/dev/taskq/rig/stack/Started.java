package dev.taskq.rig.stack;

import dev.taskq.rig.ComplaintException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What was started, to be ended in the reverse order: when closed, and with this process at the latest, Ctrl-C and SIGTERM
 * included, also where they come in the middle of the start. Thread-safe.
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

    /** Starts one more, unless the end has begun; an end that begins meanwhile waits for it, and ends it too. */
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

    /** As {@link #start(Supplier)}, and says so first. */
    <T extends AutoCloseable> T start(String name, Supplier<T> start) {
        return start(() -> {
            Progress.say("starting " + name);
            return start.get();
        });
    }

    /** To be asked again and again while something is waited for. */
    void requireGoesOn() {
        if (closing) {
            throw new ComplaintException("ended while it started");
        }
    }

    boolean isClosing() {
        return closing;
    }

    /** Ends all. Any number of calls. */
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
