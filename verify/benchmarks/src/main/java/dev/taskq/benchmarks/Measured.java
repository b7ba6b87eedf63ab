package dev.taskq.benchmarks;

import java.time.Duration;

/**
 * A measured rate.
 *
 * @param name what was measured
 * @param number the number of tasks
 * @param took the time for them
 * @param cpu the processor time of each part meanwhile
 */
record Measured(String name, long number, Duration took, Cpu cpu) {
    Measured named(String other) {
        return new Measured(other, number, took, cpu);
    }

    double rate() {
        return number / (took.toNanos() / 1e9);
    }

    double micros(Duration used) {
        return used.toNanos() / 1e3 / Math.max(1, number);
    }
}
