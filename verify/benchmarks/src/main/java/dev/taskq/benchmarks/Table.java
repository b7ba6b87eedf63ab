package dev.taskq.benchmarks;

import dev.taskq.rig.stack.LocalStack;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Prints each measurement when it is done. */
final class Table {
    private boolean begun;

    void conditions(LocalStack stack) {
        System.out.printf(
                Locale.ROOT,
                """

                conditions: %d cores for everything, load generator included; JDK %s; Postgres at %s with fsync on; Redis with
                append only file; handlers do nothing; two agents of 64 slots in the process of the load generator
                """,
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                stack.postgres().jdbcUrl());
    }

    void note(String line) {
        System.out.println("  " + line);
    }

    void row(Measured measured) {
        if (!begun) {
            begun = true;
            System.out.printf(
                    "%n%-44s %10s   %s%n", "", "tasks/s", "CPU µs a task: Postgres, Redis, coordinator, here");
        }
        System.out.printf(
                Locale.ROOT,
                "%-44s %,10.0f   %8.0f %6.0f %12.0f %5.0f%n",
                measured.name(),
                measured.rate(),
                measured.micros(measured.cpu().postgres()),
                measured.micros(measured.cpu().redis()),
                measured.micros(measured.cpu().coordinator()),
                measured.micros(measured.cpu().here()));
    }

    void latency(String name, Histogram nanos) {
        System.out.printf(
                Locale.ROOT,
                "%-44s p50 %.2f ms, p95 %.2f ms, p99 %.2f ms, max %.0f ms%n",
                name,
                nanos.getValueAtPercentile(50) / 1e6,
                nanos.getValueAtPercentile(95) / 1e6,
                nanos.getValueAtPercentile(99) / 1e6,
                nanos.getMaxValue() / 1e6);
    }
}
