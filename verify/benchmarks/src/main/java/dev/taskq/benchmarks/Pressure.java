package dev.taskq.benchmarks;

import dev.taskq.benchmarks.SubmitsInTime.Until;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Kinds of pressure on a queue in Postgres. Each is compared with the minute before it and the minute after it. */
final class Pressure {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int RATE = 1_000;
    private static final int SCANNERS = 4;

    private static final Duration HOLD = Duration.ofMillis(20);
    private static final int SLOTS = 10;

    private final Bench bench;
    private final Minutes minutes;

    Pressure(Bench bench) {
        this.bench = bench;
        this.minutes = new Minutes(bench);
    }

    void run(int longest) throws Exception {
        int half = Math.max(1, longest / 2);
        System.out.println("  warming up for two minutes");
        new HttpLoad(bench, 1, MINUTE, 64).byClient().run();
        bench.startAgents();
        SubmitsInTime.byClient(bench, RATE, MINUTE, Until.LAST_CALL);
        minutes.heading();
        forgotten(longest);
        scanned(half);
        bench.stopAgents();
        overloaded(half);
        new ForgetfulRedis(bench).run();
        bench.check();
    }

    /** No dead row can be removed while a transaction that has written is open. */
    private void forgotten(int number) throws Exception {
        minutes.run("before", RATE);
        try (Connection forgotten = bench.connect();
                Statement statement = forgotten.createStatement()) {
            forgotten.setAutoCommit(false);
            statement.execute("create table forgotten (id int)");
            for (int i = 1; i <= number; i++) {
                minutes.run("a forgotten transaction, minute " + i, RATE);
            }
            forgotten.rollback();
        }
        minutes.run("after", RATE);
    }

    /** Reports of another application, again and again, each on one snapshot. */
    private void scanned(int number) throws Exception {
        minutes.run("before", RATE);
        List<Scanner> scanners = new ArrayList<>();
        try {
            for (int i = 0; i < SCANNERS; i++) {
                scanners.add(new Scanner(bench.connect()));
            }
            for (int i = 1; i <= number; i++) {
                minutes.run(SCANNERS + " scanners, minute " + i, RATE);
            }
        } finally {
            for (Scanner scanner : scanners) {
                scanner.close();
            }
        }
        minutes.run("after", RATE);
    }

    /** Handlers take time, and there are too few slots for the submitted tasks. */
    private void overloaded(int number) throws Exception {
        bench.noop().hold(HOLD);
        bench.startAgents(SLOTS);
        double all = Bench.AGENTS * SLOTS / (HOLD.toMillis() / 1e3);
        double carries = minutes.run("more than can be run", (int) (1.5 * all));
        minutes.runUntilNothingWaits("until that is done", (int) (0.3 * carries));
        minutes.run("before", (int) (0.9 * carries));
        for (int i = 1; i <= number; i++) {
            minutes.run("1.5 times what can be run, minute " + i, (int) (1.5 * carries));
        }
        minutes.runUntilNothingWaits("until that is done", (int) (0.3 * carries));
        minutes.run("after", (int) (0.9 * carries));
        bench.stopAgents();
        bench.noop().hold(Duration.ZERO);
    }
}
