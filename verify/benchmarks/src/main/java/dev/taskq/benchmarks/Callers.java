package dev.taskq.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that repeat the same step for a while. */
final class Callers {
    private Callers() {}

    /** One step of one caller. */
    @FunctionalInterface
    interface Step {
        /**
         * Runs the step.
         *
         * @return the number of its tasks
         */
        long run() throws Exception;
    }

    /** Makes a caller's step. */
    @FunctionalInterface
    interface Steps {
        Step of(int caller) throws Exception;
    }

    /** Runs for a time. Returns the number of tasks of all callers. */
    static long run(int callers, Duration each, Steps steps) throws InterruptedException, ExecutionException {
        return run(callers, each, Long.MAX_VALUE, steps);
    }

    /** Runs for a time, or until each caller has submitted so many tasks. Returns the number of tasks of all callers. */
    static long run(int callers, Duration each, long most, Steps steps)
            throws InterruptedException, ExecutionException {
        long end = System.nanoTime() + each.toNanos();
        List<Future<Long>> counts = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(callers)) {
            for (int i = 0; i < callers; i++) {
                int caller = i;
                counts.add(threads.submit(() -> {
                    Step step = steps.of(caller);
                    long done = 0;
                    while (System.nanoTime() - end < 0 && done < most) {
                        done += step.run();
                    }
                    return done;
                }));
            }
        }
        long all = 0;
        for (Future<Long> count : counts) {
            all += count.get();
        }
        return all;
    }
}
