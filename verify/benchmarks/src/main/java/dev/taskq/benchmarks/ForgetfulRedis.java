package dev.taskq.benchmarks;

import dev.taskq.NewTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** {@code FLUSHALL} while 200,000 tasks wait and agents work. Measures whether the agents are ever idle. */
final class ForgetfulRedis {
    private static final int WAITING = 200_000;
    private static final int BATCH = 500;
    private static final Duration SCAN = Duration.ofMillis(10);
    private static final int SCANS_BEFORE = 200;
    private static final int SCANS_AFTER = 800;
    private static final int SECOND = 100;

    private final Bench bench;

    ForgetfulRedis(Bench bench) {
        this.bench = bench;
    }

    void run() throws Exception {
        long before = bench.noop().done();
        submit();
        bench.startAgents();
        List<Long> done = new ArrayList<>();
        scan(SCANS_BEFORE, done);
        bench.stack().redis().call("FLUSHALL");
        scan(SCANS_AFTER, done);
        long waiting = bench.ask("select count(*) from taskq.tasks where status = 'queued' and finished_at is null");
        bench.awaitDone(before + WAITING);
        bench.stopAgents();
        int idle = 0;
        int longestIdle = 0;
        long lowest = Long.MAX_VALUE;
        for (int i = SCANS_BEFORE + 1; i < done.size(); i++) {
            idle = done.get(i).equals(done.get(i - 1)) ? idle + 1 : 0;
            longestIdle = Math.max(longestIdle, idle);
            lowest = Math.min(lowest, done.get(i) - done.get(i - SECOND));
        }
        System.out.printf(
                Locale.ROOT,
                "%nFLUSHALL with 200,000 waiting: %,d/s in the second before, %,d in the slowest of the %d s after; longest"
                        + " time without a task that ran: %d ms; then %,d waited%n",
                done.get(SCANS_BEFORE - 1) - done.get(SCANS_BEFORE - SECOND),
                lowest,
                SCANS_AFTER / SECOND,
                longestIdle * SCAN.toMillis(),
                waiting);
    }

    private void submit() {
        List<NewTask> batch = Collections.nCopies(BATCH, Noop.TYPE.task(new Noop.Params(0)));
        for (int i = 0; i < WAITING / BATCH; i++) {
            bench.coordinator().submitAll(batch);
        }
    }

    private void scan(int number, List<Long> done) {
        for (int i = 0; i < number; i++) {
            LockSupport.parkNanos(SCAN.toNanos());
            done.add(bench.noop().done());
        }
    }
}
