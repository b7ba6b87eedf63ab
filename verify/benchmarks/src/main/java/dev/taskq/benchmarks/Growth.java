package dev.taskq.benchmarks;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Rates and processor time of a system that has grown, beside those of the same system with empty tables: with finished tasks, with
 * tasks that wait for an agent that there is not, with many types and many sessions, and with tasks that wait for these agents. The
 * empty tables are measured at the beginning and at the end, since the speed of a machine varies. Also the bytes of a finished task,
 * and how fast tasks past their retention are deleted under load. Everything is in this process, except for the servers and the
 * coordinator that leads.
 */
final class Growth {
    static final String RATIO = "rate, ratio to empty tables";
    private static final double GOAL = 0.9;
    private static final int SOME_WAITING = 500_000;
    private static final int TYPES = 1_000;
    private static final int SESSIONS = 500;
    private static final int SINGLE_CALLERS = 64;
    private static final int BATCH_CALLERS = 16;
    private static final int BATCH = 50;

    private final Bench bench;
    private final GrownRows rows;
    private final int most;
    private final Duration each;
    private final Table table;
    private final List<Grown> grown = new ArrayList<>();

    /**
     * A measurement.
     *
     * @param most the larger number of rows, finished and waiting
     * @param each how long each rate is measured
     */
    Growth(Bench bench, int most, Duration each, Table table) {
        this.bench = bench;
        this.rows = new GrownRows(bench);
        this.most = most;
        this.each = each;
        this.table = table;
    }

    /**
     * The rates at which tasks pass through.
     *
     * @param singles those that are submitted one by one
     * @param batches those that are submitted in batches
     */
    private record Rates(Measured singles, Measured batches) {}

    /** The rates of a system that has grown. */
    private record Grown(String state, Rates rates) {}

    void run() throws Exception {
        Purging purging = new Purging(bench, rows, table);
        purging.reserveIds();
        table.note("warming up");
        WarmUp.run(() -> singles().steady());
        batches().steady();
        Rates first = rates("empty tables");
        double firstDrain = drained();
        table.note(new Storage(bench).line());

        rows.finished(most);
        measure(count(most) + " finished");
        purging.run();
        for (int waiting : new int[] {Math.min(SOME_WAITING, most), most}) {
            rows.waiting(waiting, GrownRows.ELSEWHERE);
            measure(count(waiting) + " waiting of another type");
            rows.forgetWaiting();
        }
        rows.types(TYPES);
        measure(count(TYPES) + " types");
        try (ManySessions sessions = new ManySessions(bench.store(), SESSIONS)) {
            measure(count(sessions.number()) + " sessions");
        }
        rows.waiting(most, Noop.TYPE.name());
        String sameType = count(most) + " waiting of the same type: drain";
        double grownDrain = drainFor(sameType);
        rows.forgetAll();
        Rates last = rates("empty tables again");
        double lastDrain = drained();

        List<Figure> figures = new ArrayList<>();
        grown.forEach(it -> figures.addAll(ratios(it, first, last)));
        figures.add(ratio(sameType, 2 * grownDrain / (firstDrain + lastDrain)));
        table.figures(figures);
    }

    private EmbeddedLoad singles() {
        return new EmbeddedLoad(bench, 1, each, SINGLE_CALLERS);
    }

    private EmbeddedLoad batches() {
        return new EmbeddedLoad(bench, BATCH, each, BATCH_CALLERS);
    }

    private Rates rates(String state) throws Exception {
        return new Rates(
                table.row(singles().steady().named(state + ": single calls")),
                table.row(batches().steady().named(state + ": batches of " + BATCH)));
    }

    private double drained() throws Exception {
        singles().enqueue();
        return table.row(singles().drain()).rate();
    }

    private void measure(String state) throws Exception {
        grown.add(new Grown(state, rates(state)));
    }

    private static List<Figure> ratios(Grown it, Rates first, Rates last) {
        return List.of(
                ratio(it.state() + ": single calls", ratio(it.rates().singles(), first.singles(), last.singles())),
                ratio(
                        it.state() + ": batches of " + BATCH,
                        ratio(it.rates().batches(), first.batches(), last.batches())));
    }

    private static double ratio(Measured grown, Measured first, Measured last) {
        return 2 * grown.rate() / (first.rate() + last.rate());
    }

    private static Figure ratio(String row, double value) {
        return Figure.of(row, RATIO, value).atLeast(GOAL);
    }

    private double drainFor(String row) throws SQLException, InterruptedException {
        long before = bench.noop().done();
        Cpu cpu = Cpu.of(bench.stack());
        long begun = System.nanoTime();
        bench.startAgents();
        Thread.sleep(each);
        long number = bench.noop().done() - before;
        Measured measured = new Measured(
                row,
                number,
                Duration.ofNanos(System.nanoTime() - begun),
                Cpu.of(bench.stack()).minus(cpu));
        bench.stopAgents();
        return table.row(measured).rate();
    }

    private static String count(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
