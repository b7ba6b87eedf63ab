package dev.taskq.coordinator.app;

import dev.taskq.Task;
import dev.taskq.coordinator.Coordinator;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls that wait for a result, so that a stop need not wait for them: it interrupts them, and they answer at once with
 * the task as it stands. Thread-safe.
 */
final class Waits {
    private static final Logger LOG = LoggerFactory.getLogger(Waits.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Thread> waiting = new HashSet<>();
    private boolean over;

    /** Waits until a task is final, the time is over, or the coordinator stops; then gives the task as it stands. */
    Optional<Task> await(Coordinator coordinator, long id, Duration longest) {
        if (begin()) {
            try {
                return coordinator.await(id, longest);
            } catch (InterruptedException e) {
                LOG.debug("a wait was cut short task={}", id);
            } finally {
                end();
            }
        }
        return coordinator.find(id);
    }

    /** Ends all waits, and lets none begin. */
    void cut() {
        lock.lock();
        try {
            over = true;
            waiting.forEach(Thread::interrupt);
        } finally {
            lock.unlock();
        }
    }

    private boolean begin() {
        lock.lock();
        try {
            if (!over) {
                waiting.add(Thread.currentThread());
            }
            return !over;
        } finally {
            lock.unlock();
        }
    }

    /** After this nobody interrupts the thread any more; an interrupt that came too late must not hit what it does next. */
    private void end() {
        lock.lock();
        try {
            waiting.remove(Thread.currentThread());
            Thread.interrupted();
        } finally {
            lock.unlock();
        }
    }
}
