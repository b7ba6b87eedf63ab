package dev.taskq.coordinator.app;

import dev.taskq.CallDeadline;
import dev.taskq.Task;
import dev.taskq.app.http.Attendance;
import dev.taskq.coordinator.Coordinator;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The calls that wait for a result. One whose caller has gone ends soon, and a stop need not wait for them: they answer at
 * once with the task as it stands. Thread-safe.
 */
final class Waits {
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<CallDeadline> waiting = new HashSet<>();
    private boolean over;

    /**
     * Waits until a task is final, the time is over, the caller has gone, or the coordinator stops; then gives the task as it
     * stands.
     */
    Optional<Task> await(Coordinator coordinator, long id, Duration longest) {
        CallDeadline deadline = CallDeadline.of(longest);
        if (!begin(deadline)) {
            return coordinator.find(id);
        }
        try {
            return Attendance.attended(deadline::leave, () -> await(coordinator, id, deadline));
        } finally {
            end(deadline);
        }
    }

    private static Optional<Task> await(Coordinator coordinator, long id, CallDeadline deadline) {
        try {
            return coordinator.await(id, deadline);
        } catch (InterruptedException e) {
            // Only the end of the server's grace time interrupts: nobody takes an answer any more.
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Ends all waits, and lets none begin. */
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
