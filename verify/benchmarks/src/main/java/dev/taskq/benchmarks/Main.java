package dev.taskq.benchmarks;

import dev.taskq.rig.stack.LocalStack;
import dev.taskq.rig.stack.QuietLogs;
import java.time.Duration;

/**
 * {@code ./taskq bench}: measures the whole system on this machine, on real Postgres (fsync on) and Redis (append only file
 * on), with handlers that do nothing; next to the same statements without anything around them.
 */
public final class Main {
    private static final int MOST_WARM_UPS = 10;
    private static final double NO_QUICKER = 1.05;

    /** Where no Redis listens: the port of the discard protocol. */
    private static final String NOBODY = "redis://127.0.0.1:9";

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
            if (options.pressure().isZero()) {
                measure(stack, options.each(), table);
            } else {
                try (Bench bench = new Bench(stack)) {
                    new Pressure(bench).run((int) options.pressure().toMinutes());
                }
            }
        }
        System.exit(0);
    }

    private static void measure(LocalStack stack, Duration each, Table table) throws Exception {
        try (Bench bench = new Bench(stack)) {
            warmUp(bench, each, table);
            table.row(new BareStatements(bench, each).run());
            table.row(new EmbeddedLoad(bench, 1, each, 64).enqueue());
            table.row(new EmbeddedLoad(bench, 1, each, 64).drain());
            table.row(new EmbeddedLoad(bench, 1, each, 64).steady());
            table.row(new EmbeddedLoad(bench, 50, each, 16).steady());
            table.row(new HttpLoad(bench, 1, each, 64).run());
            table.row(new HttpLoad(bench, 1, each, 128).run());
            table.row(new HttpLoad(bench, 50, each, 16).run());
            table.row(new BareStatements(bench, each).run());
            new OpenLoop(bench, 1_000, each.multipliedBy(2)).run(table, "open loop, 1,000/s");
            bench.check();
        }
        withoutRedis(stack, each, table);
    }

    /** A young JVM, on cores that it shares with all that it measures, is several times slower for a minute or two. */
    private static void warmUp(Bench bench, Duration each, Table table) throws Exception {
        table.note("warming up until it gets no quicker, some minutes");
        new EmbeddedLoad(bench, 1, each, 64).steady();
        double before = 0;
        double now = new HttpLoad(bench, 1, each, 64).run().rate();
        for (int i = 0; i < MOST_WARM_UPS && now > before * NO_QUICKER; i++) {
            before = now;
            now = new HttpLoad(bench, 1, each, 64).run().rate();
        }
    }

    /** Submitters and agents cannot reach Redis: agents learn it with a heartbeat, and ask Postgres. */
    private static void withoutRedis(LocalStack stack, Duration each, Table table) throws Exception {
        try (Bench bench = new Bench(stack, NOBODY)) {
            new EmbeddedLoad(bench, 1, each, 64).steady();
            table.row(new EmbeddedLoad(bench, 1, each, 64).steady().named("without Redis: embedded, single calls"));
            bench.check();
        }
    }
}
