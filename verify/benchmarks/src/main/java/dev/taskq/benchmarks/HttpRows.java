package dev.taskq.benchmarks;

import dev.taskq.benchmarks.SubmitsInTime.Seen;
import dev.taskq.benchmarks.SubmitsInTime.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/** The rows over HTTP: rates at saturation, and what a task costs and how long it takes at 1,000 a second. */
final class HttpRows implements Suite {
    private static final int STEADY = 1_000;

    static final String RATE = "tasks/s";
    static final String BATCHES = "HTTP, batches of 50";

    private final Duration each;
    private final Table table;

    HttpRows(Duration each, Table table) {
        this.each = each;
        this.table = table;
    }

    @Override
    public void warmUp(Target target) throws Exception {
        table.note("warming up until the rate does not grow any more, some minutes");
        WarmUp.run(() -> new HttpLoad(target, 1, each, 64).run());
        new HttpLoad(target, 1, each, 64).byClient().run();
        new HttpLoad(target, 50, each, 16).run();
    }

    @Override
    public List<Figure> measure(Target target) throws Exception {
        List<Figure> figures = new ArrayList<>();
        for (int callers : new int[] {64, 128}) {
            Measured singles = table.row(new HttpLoad(target, 1, each, callers).run());
            figures.add(Figure.of("HTTP, single posts, " + callers + " callers", RATE, singles.rate())
                    .atLeast(15_000));
        }
        Measured batches = table.row(new HttpLoad(target, 50, each, 16).run());
        figures.add(Figure.of(BATCHES, RATE, batches.rate()).atLeast(32_000));
        figures.addAll(steady(target));
        return figures;
    }

    private List<Figure> steady(Target target) throws Exception {
        String row = String.format("%,d/s", STEADY);
        Seen seen;
        try (Target.Serving agents = target.serve()) {
            seen = SubmitsInTime.byClient(target, STEADY, each.multipliedBy(2), Until.LAST_RUN);
        }
        Measured measured = table.row(seen.named("open loop, " + row));
        table.latency("  submit, from when it was due", seen.submits());
        table.latency("  pick-up, from when it was due", seen.pickUps());
        List<Figure> figures = new ArrayList<>(costs(row, measured));
        figures.addAll(List.of(
                millis(row, "submit p50, ms", seen.submits(), 50),
                millis(row, "submit p95, ms", seen.submits(), 95).atMost(5),
                millis(row, "submit p99, ms", seen.submits(), 99),
                millis(row, "pick-up p50, ms", seen.pickUps(), 50),
                millis(row, "pick-up p95, ms", seen.pickUps(), 95).atMost(8),
                millis(row, "pick-up p99, ms", seen.pickUps(), 99).atMost(20)));
        return figures;
    }

    private static List<Figure> costs(String row, Measured measured) {
        Cpu cpu = measured.cpu();
        return List.of(
                Figure.of(row, "CPU µs a task, all but the load", measured.micros(cpu.allButHere()))
                        .atMost(700),
                Figure.of(row, "CPU µs a task, Postgres", measured.micros(cpu.postgres())),
                Figure.of(row, "CPU µs a task, Redis", measured.micros(cpu.redis())),
                Figure.of(row, "CPU µs a task, coordinator", measured.micros(cpu.coordinator())),
                Figure.of(row, "CPU µs a task, agents", measured.micros(cpu.agents())));
    }

    private static Figure millis(String row, String what, Histogram nanos, double percentile) {
        return Figure.of(row, what, nanos.getValueAtPercentile(percentile) / 1e6);
    }
}
