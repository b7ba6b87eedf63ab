package dev.taskq.benchmarks;

import dev.taskq.benchmarks.Statements.Calls;
import dev.taskq.benchmarks.SubmitsInTime.Seen;
import dev.taskq.benchmarks.chart.LineChart;
import dev.taskq.benchmarks.chart.LineChart.Line;
import dev.taskq.benchmarks.chart.LineChart.Point;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * Single posts in open loop at rates from idle to more than the machine can do: the rate that was reached, latencies, how many tasks
 * shared a statement, and the processor time of a task. The calls are made over bare connections, so that at the high rates
 * the load takes little of the processors.
 */
final class Loads implements Suite {
    private static final List<Integer> RATES = List.of(1, 10, 100, 1_000, 3_000, 10_000);

    /** A percentile of fewer latencies would say nothing. */
    private static final int FEWEST = 40;

    private static final int YOUNG = 1_000;
    private static final int YOUNG_TIMES = 6;

    private static final String DONE = "tasks/s done";
    private static final List<Integer> PERCENTILES = List.of(50, 95, 99);

    private final Duration each;
    private final Table table;

    Loads(Duration each, Table table) {
        this.each = each;
        this.table = table;
    }

    /** Saturation first, for the compilers, and then the middle rate, for the sizes of its batches. */
    @Override
    public void warmUp(Target target) throws Exception {
        new HttpRows(each, table).warmUp(target);
        for (int i = 0; i < YOUNG_TIMES; i++) {
            SubmitsInTime.byConnections(target, YOUNG, each);
        }
    }

    @Override
    public List<Figure> measure(Target target) throws Exception {
        Statements statements = new Statements(target);
        List<Figure> figures = new ArrayList<>();
        for (int rate : RATES) {
            figures.addAll(measure(target, statements, rate));
        }
        return figures;
    }

    private List<Figure> measure(Target target, Statements statements, int rate) throws Exception {
        Duration length = longer(each, Duration.ofSeconds(Math.ceilDiv(FEWEST, rate)));
        statements.forget();
        Seen seen = SubmitsInTime.byConnections(target, rate, length);
        Calls calls = statements.calls();
        String row = row(rate);
        Measured measured = table.row(seen.named("open loop, " + row));
        table.latency("  submit, from when it was due", seen.submits());
        table.latency("  pick-up, from when it was due", seen.pickUps());
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of(row, DONE, measured.rate()));
        PERCENTILES.forEach(percentile -> figures.add(millis(row, submit(percentile), seen.submits(), percentile)));
        PERCENTILES.forEach(percentile -> figures.add(millis(row, pickUp(percentile), seen.pickUps(), percentile)));
        figures.addAll(List.of(
                Figure.of(row, "tasks an insert", each(seen.submitted(), calls.insert())),
                Figure.of(row, "tasks a claim", each(seen.submitted(), calls.claim())),
                Figure.of(row, "tasks a completion", each(seen.submitted(), calls.complete()))));
        for (Part part : Part.values()) {
            figures.add(Figure.of(row, part.figure(), measured.micros(part.of(measured.cpu()))));
        }
        return figures;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static double each(long tasks, long calls) {
        return calls == 0 ? Double.NaN : (double) tasks / calls;
    }

    private static String row(int rate) {
        return String.format(Locale.ROOT, "%,d/s", rate);
    }

    private static String submit(int percentile) {
        return "submit p" + percentile + ", ms";
    }

    private static String pickUp(int percentile) {
        return "pick-up p" + percentile + ", ms";
    }

    private static Figure millis(String row, String what, Histogram nanos, int percentile) {
        return Figure.of(row, what, nanos.getValueAtPercentile(percentile) / 1e6);
    }

    /** A process, or several, whose processor time is told. */
    private enum Part {
        ALL_BUT_THE_LOAD("all but the load"),
        POSTGRES("Postgres"),
        REDIS("Redis"),
        COORDINATOR("coordinator"),
        AGENTS("agents"),
        LOAD("load");

        private final String name;

        Part(String name) {
            this.name = name;
        }

        String figure() {
            return "CPU µs a task, " + name;
        }

        Duration of(Cpu cpu) {
            return switch (this) {
                case ALL_BUT_THE_LOAD -> cpu.allButHere();
                case POSTGRES -> cpu.postgres();
                case REDIS -> cpu.redis();
                case COORDINATOR -> cpu.coordinator();
                case AGENTS -> cpu.agents();
                case LOAD -> cpu.here();
            };
        }
    }

    @Override
    public void print(List<Figure> figures, Table table) {
        table.matrix(figures);
    }

    @Override
    public List<LineChart> charts(List<Version> versions) {
        return List.of(
                chart("rate-by-load", "Tasks done, a second", lines(versions, List.of(DONE))),
                chart(
                        "submit-by-load",
                        "Submit over HTTP, milliseconds",
                        lines(versions, PERCENTILES.stream().map(Loads::submit).toList())),
                chart(
                        "pick-up-by-load",
                        "From due to the begin of the handler, milliseconds",
                        lines(versions, PERCENTILES.stream().map(Loads::pickUp).toList())),
                chart(
                        "cpu-by-load",
                        "Processor time of a task, microseconds",
                        lines(versions, List.of(Part.ALL_BUT_THE_LOAD.figure(), Part.POSTGRES.figure()))));
    }

    private static LineChart chart(String file, String title, List<Line> lines) {
        return new LineChart(file, title, "offered tasks a second", lines);
    }

    private static List<Line> lines(List<Version> versions, List<String> whats) {
        return IntStream.range(0, versions.size())
                .boxed()
                .flatMap(number -> whats.stream()
                        .map(what -> new Line(
                                versions.size() == 1
                                        ? what
                                        : what + ", " + versions.get(number).name(),
                                whats.indexOf(what),
                                number > 0,
                                points(versions.get(number).figures(), what))))
                .toList();
    }

    private static List<Point> points(List<Figure> figures, String what) {
        return RATES.stream()
                .flatMap(rate -> figures.stream()
                        .filter(figure ->
                                figure.row().equals(row(rate)) && figure.what().equals(what))
                        .map(figure -> new Point(rate, figure.value())))
                .toList();
    }
}
