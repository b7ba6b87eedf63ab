package dev.taskq.benchmarks;

import java.time.Duration;

/**
 * A rate that was measured.
 *
 * @param name of what
 * @param number how many were done
 * @param took in which time
 * @param cpu what each part used meanwhile
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
