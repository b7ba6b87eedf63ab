package dev.taskq.benchmarks;

import dev.taskq.rig.stack.LocalStack;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** Prints each measurement when it is done. */
final class Table {
    private boolean begun;

    void conditions(LocalStack stack) {
        System.out.printf(
                Locale.ROOT,
                """

                conditions: %d cores for everything, load generator included; JDK %s; Postgres at %s with fsync on; Redis with
                append only file; handlers do nothing; two agents of 64 slots, in rows over HTTP as processes unless another kind
                of run was asked for, otherwise in the process of the load generator
                """,
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                stack.postgres().jdbcUrl());
    }

    void note(String line) {
        System.out.println("  " + line);
    }

    /** Prints a measurement, and returns it. */
    Measured row(Measured measured) {
        if (!begun) {
            begun = true;
            System.out.printf(
                    "%n%-52s %10s   %s%n", "", "tasks/s", "CPU µs a task: Postgres, Redis, coordinator, agents, here");
        }
        System.out.printf(
                Locale.ROOT,
                "%-52s %,10.0f   %8.0f %6.0f %12.0f %7.0f %5.0f%n",
                measured.name(),
                measured.rate(),
                measured.micros(measured.cpu().postgres()),
                measured.micros(measured.cpu().redis()),
                measured.micros(measured.cpu().coordinator()),
                measured.micros(measured.cpu().agents()),
                measured.micros(measured.cpu().here()));
        return measured;
    }

    /** Prints figures with the goals beside them. */
    void figures(List<Figure> figures) {
        System.out.printf("%n%-60s %12s   %s%n", "", "measured", "goal");
        figures.forEach(figure ->
                System.out.printf("%-60s %12s   %s%n", figure.name(), Figure.text(figure.value()), figure.beside()));
    }

    /** Prints figures of rows that all have the same, each row as a column. */
    void matrix(List<Figure> figures) {
        List<String> rows = figures.stream().map(Figure::row).distinct().toList();
        System.out.printf("%n%-36s%s%n", "", cells(rows.stream()));
        figures.stream()
                .map(Figure::what)
                .distinct()
                .forEach(what -> System.out.printf(
                        "%-36s%s%n",
                        what,
                        cells(figures.stream()
                                .filter(figure -> figure.what().equals(what))
                                .map(figure -> Figure.text(figure.value())))));
    }

    private static String cells(Stream<String> texts) {
        return texts.map(text -> String.format("%10s", text)).collect(Collectors.joining());
    }

    void latency(String name, Histogram nanos) {
        System.out.printf(
                Locale.ROOT,
                "%-52s p50 %.2f ms, p95 %.2f ms, p99 %.2f ms, max %.0f ms%n",
                name,
                nanos.getValueAtPercentile(50) / 1e6,
                nanos.getValueAtPercentile(95) / 1e6,
                nanos.getValueAtPercentile(99) / 1e6,
                nanos.getMaxValue() / 1e6);
    }
}
