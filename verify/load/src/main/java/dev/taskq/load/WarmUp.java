package dev.taskq.load;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Calls at a rate, but never before the last call was answered, so that calls do not pile up while the system is slow.
 */
final class WarmUp {
    private static final int CALLERS = 32;

    private final Coordinator coordinator;
    private final Rate rate;

    WarmUp(Coordinator coordinator, Rate rate) {
        this.coordinator = coordinator;
        this.rate = rate;
    }

    void run(Duration length) {
        long end = System.nanoTime() + length.toNanos();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < CALLERS; caller++) {
                long first = System.nanoTime() + rate.due(caller);
                callers.execute(() -> call(first, end));
            }
        }
    }

    private void call(long first, long end) {
        try {
            for (long due = first; due - end < 0; due = Math.max(due + rate.due(CALLERS), System.nanoTime())) {
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                coordinator.submit();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
