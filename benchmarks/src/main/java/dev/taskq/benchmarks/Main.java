package dev.taskq.benchmarks;

import dev.taskq.examples.demo.LocalStack;
import dev.taskq.examples.demo.QuietLogs;
import java.time.Duration;

/**
 * {@code ./taskq bench}: measures the whole system on this machine, on real Postgres (fsync on) and Redis (append only file
 * on), with handlers that do nothing; next to the same statements without anything around them.
 */
public final class Main {
    private Main() {}

    /**
     * Measures, and prints a table.
     *
     * @param args see {@link Options#USAGE}
     * @throws Exception whatever goes wrong
     */
    public static void main(String[] args) throws Exception {
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("taskq: " + e.getMessage() + "\n" + Options.USAGE);
            System.exit(2);
            return;
        }
        QuietLogs.set();
        Table table = new Table();
        try (LocalStack stack = new LocalStack(0)) {
            table.conditions(stack);
            if (options.pinned().isZero()) {
                measure(stack, options.each(), table);
            } else {
                new PinnedHorizon(stack, table).run(options.pinned());
            }
        }
        System.exit(0);
    }

    private static void measure(LocalStack stack, Duration each, Table table) throws Exception {
        try (Bench bench = new Bench(stack)) {
            table.note("warming up for " + 2 * each.toSeconds() + " s");
            new HttpLoad(bench, 1, each, 64).run();
            new EmbeddedLoad(bench, 1, each, 64).steady();

            table.row(new BareStatements(bench, each).run());
            table.row(new EmbeddedLoad(bench, 1, each, 64).enqueue());
            table.row(new EmbeddedLoad(bench, 1, each, 64).drain());
            table.row(new EmbeddedLoad(bench, 1, each, 64).steady());
            table.row(new EmbeddedLoad(bench, 50, each, 16).steady());
            table.row(new HttpLoad(bench, 1, each, 64).run());
            table.row(new HttpLoad(bench, 50, each, 16).run());
            table.row(new BareStatements(bench, each).run());
            new OpenLoop(bench, 1_000, each.multipliedBy(2)).run(table, "open loop, 1,000/s");
            bench.check();
        }
    }
}
