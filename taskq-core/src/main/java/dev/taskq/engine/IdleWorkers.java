package dev.taskq.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.platform.Platform.Signal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;

/**
 * Threads that wait for work, woken one at a time, the last to come first. A thread that is woken and leaves work behind wakes the
 * next: so ten short pieces of work are done by one warm thread, and ten long ones by ten. Thread-safe.
 */
public final class IdleWorkers {
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Deque<Signal> idle = new ArrayDeque<>();

    /** Whether one was woken to look, and none has looked since. */
    @GuardedBy("lock")
    private boolean comes;

    /** No thread waits. */
    public IdleWorkers() {}

    /** Wakes one that waits, if any does. */
    public void wakeOne() {
        Signal next;
        synchronized (lock) {
            next = idle.pollLast();
        }
        if (next != null) {
            next.raise();
        }
    }

    /**
     * Wakes one that waits, if any does, unless one was woken so before and has not looked yet: it will find what is there by then.
     * For threads that say by {@link #arrived} that they look for work.
     */
    public void wakeOneUnlessComing() {
        Signal next;
        synchronized (lock) {
            next = comes ? null : idle.pollLast();
            comes |= next != null;
        }
        if (next != null) {
            next.raise();
        }
    }

    /** The calling thread looks for work next, and finds what is there by now. */
    public void arrived() {
        synchronized (lock) {
            comes = false;
        }
    }

    /** Wakes all that wait. */
    public void wakeAll() {
        Deque<Signal> all;
        synchronized (lock) {
            all = new ArrayDeque<>(idle);
            idle.clear();
        }
        all.forEach(Signal::raise);
    }

    /** Waits until woken, unless there is work already. */
    public boolean await(Signal own, BooleanSupplier hasWork, Duration longest) throws InterruptedException {
        long seen = own.count();
        synchronized (lock) {
            idle.addLast(own);
        }
        // Looked at after the signal stands in the list: work that comes later finds it there.
        try {
            return hasWork.getAsBoolean() || own.await(seen, longest);
        } finally {
            synchronized (lock) {
                idle.remove(own);
            }
        }
    }
}
