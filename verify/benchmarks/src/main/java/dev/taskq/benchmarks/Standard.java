package dev.taskq.benchmarks;

import dev.taskq.rig.stack.LocalStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is measured without another option: the bare statements, embedded parts, and the programs over HTTP and gRPC. At its end it prints
 * the figures that the project has goals for.
 */
final class Standard {
    private static final String BARE = "bare statements, batches of 50";
    private static final double SHARE = 0.6;

    /** Where no Redis listens: the port of the discard protocol. */
    private static final String NO_REDIS = "redis://127.0.0.1:9";

    private final LocalStack stack;
    private final Duration each;
    private final Table table;

    Standard(LocalStack stack, Duration each, Table table) {
        this.stack = stack;
        this.each = each;
        this.table = table;
    }

    void run() throws Exception {
        Embedded embedded = embedded();
        withoutRedis();
        Deployed programs = Deployed.on(stack);
        HttpRows rows = new HttpRows(each, table);
        rows.warmUp(programs);
        new GrpcLoad(programs, each, 64).run();
        List<Figure> http = rows.measure(programs);
        table.row(new HttpLoad(programs, 1, each, 64).byClient().run());
        table.row(new GrpcLoad(programs, each, 64).run());
        table.row(new GrpcLoad(programs, each, 128).run());
        double bare = (embedded.bare() + bareAgain()) / 2;
        programs.check();
        List<Figure> figures = new ArrayList<>(http);
        figures.addAll(embedded.figures());
        figures.add(Figure.of(BARE, HttpRows.RATE, bare));
        figures.add(Figure.of("share of the bare statements", HttpRows.BATCHES, rate(http, HttpRows.BATCHES) / bare)
                .atLeast(SHARE));
        figures.add(Figure.of(
                        "share of the bare statements",
                        Embedded.BATCHES,
                        rate(embedded.figures(), Embedded.BATCHES) / bare)
                .atLeast(SHARE));
        table.figures(figures);
    }

    private static double rate(List<Figure> figures, String row) {
        return figures.stream()
                .filter(figure -> figure.row().equals(row))
                .mapToDouble(Figure::value)
                .findFirst()
                .orElseThrow();
    }

    /** The rates of the bare statements and of the embedded parts. */
    private record Embedded(double bare, List<Figure> figures) {
        static final String BATCHES = "embedded, batches of 50";
    }

    private Embedded embedded() throws Exception {
        try (Bench bench = new Bench(stack)) {
            table.note("warming up the embedded parts");
            WarmUp.run(() -> new EmbeddedLoad(bench, 1, each, 64).steady());
            new EmbeddedLoad(bench, 50, each, 16).steady();
            double bare = table.row(new BareStatements(bench, each).run()).rate();
            table.row(new EmbeddedLoad(bench, 1, each, 64).enqueue());
            Measured drain = table.row(new EmbeddedLoad(bench, 1, each, 64).drain());
            Measured singles = table.row(new EmbeddedLoad(bench, 1, each, 64).steady());
            Measured batches = table.row(new EmbeddedLoad(bench, 50, each, 16).steady());
            bench.check();
            return new Embedded(
                    bare,
                    List.of(
                            Figure.of("embedded, single calls, 64 callers", HttpRows.RATE, singles.rate()),
                            Figure.of(Embedded.BATCHES, HttpRows.RATE, batches.rate()),
                            Figure.of("drain", HttpRows.RATE, drain.rate()).atLeast(30_000)));
        }
    }

    /** At another time, since the speed of a machine varies. */
    private double bareAgain() throws Exception {
        try (Bench bench = new Bench(stack)) {
            return table.row(new BareStatements(bench, each).run()).rate();
        }
    }

    /** Submitters and agents cannot reach Redis. Agents learn this with a heartbeat, and ask Postgres. */
    private void withoutRedis() throws Exception {
        try (Bench bench = new Bench(stack, NO_REDIS)) {
            new EmbeddedLoad(bench, 1, each, 64).steady();
            table.row(new EmbeddedLoad(bench, 1, each, 64).steady().named("without Redis: embedded, single calls"));
            bench.check();
        }
    }
}
