package dev.taskq.benchmarks;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Rates and processor time of a system that has grown, beside those of the same system when it was young: with finished tasks, with
 * tasks that wait for an agent that there is not, with many types and many sessions, and with tasks that wait for these agents. Also
 * the bytes of a finished task, and how fast tasks past their retention are deleted under load. Everything is in this process, except
 * for the servers and the coordinator that leads.
 */
final class Growth {
    static final String RATIO = "rate, ratio to the young system";
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
    private final List<Figure> figures = new ArrayList<>();

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

    void run() throws Exception {
        Purging purging = new Purging(bench, rows, table);
        purging.reserveIds();
        table.note("warming up");
        WarmUp.run(() -> singles().steady());
        batches().steady();
        Rates young = rates("young");
        double drain = drained();
        table.note(new Storage(bench).line());

        rows.finished(most);
        compare(count(most) + " finished", young);
        purging.run();
        for (int waiting : new int[] {Math.min(SOME_WAITING, most), most}) {
            rows.waiting(waiting, GrownRows.ELSEWHERE);
            compare(count(waiting) + " waiting of another type", young);
            rows.forgetWaiting();
        }
        rows.types(TYPES);
        compare(count(TYPES) + " types", young);
        try (ManySessions sessions = new ManySessions(bench.store(), SESSIONS)) {
            compare(count(sessions.number()) + " sessions", young);
        }
        rows.waiting(most, Noop.TYPE.name());
        drainFor(count(most) + " waiting of the same type", drain);
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

    private void compare(String state, Rates young) throws Exception {
        Rates now = rates(state);
        ratio(state + ": single calls", now.singles().rate() / young.singles().rate());
        ratio(
                state + ": batches of " + BATCH,
                now.batches().rate() / young.batches().rate());
    }

    private void ratio(String row, double value) {
        figures.add(Figure.of(row, RATIO, value).atLeast(GOAL));
    }

    private void drainFor(String state, double young) throws SQLException, InterruptedException {
        long before = bench.noop().done();
        Cpu cpu = Cpu.of(bench.stack());
        long begun = System.nanoTime();
        bench.startAgents();
        Thread.sleep(each);
        long number = bench.noop().done() - before;
        Measured measured = new Measured(
                state + ": drain",
                number,
                Duration.ofNanos(System.nanoTime() - begun),
                Cpu.of(bench.stack()).minus(cpu));
        bench.stopAgents();
        table.row(measured);
        ratio(state + ": drain", measured.rate() / young);
    }

    private static String count(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
