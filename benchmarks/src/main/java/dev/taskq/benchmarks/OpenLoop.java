package dev.taskq.benchmarks;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** Single posts over HTTP at a given rate: a latency counts from when the call was due, not from when it was sent. */
final class OpenLoop {
    private static final int CALLERS = 32;

    private final Bench bench;
    private final int perSecond;
    private final Duration during;
    private final Histogram submits = Noop.newHistogram();

    OpenLoop(Bench bench, int perSecond, Duration during) {
        this.bench = bench;
        this.perSecond = perSecond;
        this.during = during;
    }

    void run(Table table, String name) throws Exception {
        bench.startAgents();
        measure(table, name);
        bench.stopAgents();
    }

    /** Measures with agents that run already. */
    void measure(Table table, String name) throws Exception {
        bench.noop().takePickUps();
        long nanosEach = Duration.ofSeconds(1).toNanos() / perSecond;
        long begin = System.nanoTime();
        long doneBefore = bench.noop().done();
        AtomicLong next = new AtomicLong();
        Cpu before = Cpu.of(bench.stack());
        long number = Callers.run(CALLERS, during, caller -> {
            HttpConnection connection =
                    new HttpConnection(bench.stack().address(), bench.stack().token(), "/v1/tasks");
            return () -> {
                long due = begin + next.getAndIncrement() * nanosEach;
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                connection.post("{\"type\":\"noop\",\"params\":{\"due\":" + due + "}}");
                submits.recordValue(System.nanoTime() - due);
                return 1;
            };
        });
        bench.awaitDone(doneBefore + number);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        table.row(new Measured(name, number, took, Cpu.of(bench.stack()).minus(before)));
        table.latency("  submit, from when it was due", submits);
        table.latency("  pick-up, from when it was due", bench.noop().takePickUps());
    }
}
