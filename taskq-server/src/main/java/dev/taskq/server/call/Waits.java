package dev.taskq.server.call;

import dev.taskq.CallDeadline;
import dev.taskq.Task;
import dev.taskq.coordinator.Coordinator;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The calls that wait for a result. The wait of a caller that disconnects ends soon. A stop does not wait for these
 * calls: they end at once, with the current state of the task. Thread-safe.
 */
final class Waits {
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<CallDeadline> waiting = new HashSet<>();
    private boolean over;

    /**
     * Waits until the task is final, the time is over, the caller has disconnected, or the coordinator stops. Returns the
     * task if it is final.
     */
    Optional<Task> awaitEnd(CallContext context, Coordinator coordinator, long id, Duration longest) {
        CallDeadline deadline = CallDeadline.of(longest);
        if (!begin(deadline)) {
            return Optional.empty();
        }
        try {
            return context.presence().during(deadline::leave, () -> awaitEnd(coordinator, id, deadline));
        } finally {
            end(deadline);
        }
    }

    private static Optional<Task> awaitEnd(Coordinator coordinator, long id, CallDeadline deadline) {
        try {
            return coordinator.awaitEnd(id, deadline);
        } catch (InterruptedException e) {
            // Only the end of the server's grace time interrupts this thread; the response would no longer be read.
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Ends all waits, and prevents new ones. */
    void cut() {
        Set<CallDeadline> all;
        lock.lock();
        try {
            over = true;
            all = Set.copyOf(waiting);
        } finally {
            lock.unlock();
        }
        all.forEach(CallDeadline::leave);
    }

    private boolean begin(CallDeadline deadline) {
        lock.lock();
        try {
            return !over && waiting.add(deadline);
        } finally {
            lock.unlock();
        }
    }

    private void end(CallDeadline deadline) {
        lock.lock();
        try {
            waiting.remove(deadline);
        } finally {
            lock.unlock();
        }
    }
}
