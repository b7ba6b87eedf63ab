package dev.taskq.coordinator.app;

import dev.taskq.CallerPatience;
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
    private final Set<CallerPatience> waiting = new HashSet<>();
    private boolean over;

    /**
     * Waits until a task is final, the time is over, the caller has gone, or the coordinator stops; then gives the task as it
     * stands.
     */
    Optional<Task> await(Coordinator coordinator, long id, Duration longest) {
        CallerPatience patience = CallerPatience.of(longest);
        if (!begin(patience)) {
            return coordinator.find(id);
        }
        try {
            return Attendance.attended(patience::leave, () -> await(coordinator, id, patience));
        } finally {
            end(patience);
        }
    }

    private static Optional<Task> await(Coordinator coordinator, long id, CallerPatience patience) {
        try {
            return coordinator.await(id, patience);
        } catch (InterruptedException e) {
            // Only the end of the server's grace time interrupts: nobody takes an answer any more.
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Ends all waits, and lets none begin. */
    void cut() {
        Set<CallerPatience> all;
        lock.lock();
        try {
            over = true;
            all = Set.copyOf(waiting);
        } finally {
            lock.unlock();
        }
        all.forEach(CallerPatience::leave);
    }

    private boolean begin(CallerPatience patience) {
        lock.lock();
        try {
            return !over && waiting.add(patience);
        } finally {
            lock.unlock();
        }
    }

    private void end(CallerPatience patience) {
        lock.lock();
        try {
            waiting.remove(patience);
        } finally {
            lock.unlock();
        }
    }
}
