package dev.taskq.benchmarks;

import dev.taskq.client.TaskqClient;
import dev.taskq.rig.load.OpenLoop;
import dev.taskq.rig.load.OpenLoop.Due;
import dev.taskq.rig.load.OpenLoop.WhenFull;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;

/** Single posts over HTTP at a given rate: a latency counts from when the call was due, not from when it was sent. */
final class SubmitsInTime {
    private static final int CALLERS = 32;

    private final Bench bench;
    private final int perSecond;
    private final Duration during;

    SubmitsInTime(Bench bench, int perSecond, Duration during) {
        this.bench = bench;
        this.perSecond = perSecond;
        this.during = during;
    }

    /**
     * The result of a run.
     *
     * @param submitted the number of submitted tasks
     * @param done the number of tasks that ended, including tasks that were submitted earlier
     * @param took the length of the run
     * @param cpu the processor time of each part
     * @param submits the times from when a call was due until its answer, in nanoseconds
     * @param pickUps the times from when a call was due until its handler began, in nanoseconds
     */
    record Seen(long submitted, long done, Duration took, Cpu cpu, Histogram submits, Histogram pickUps) {
        Measured named(String name) {
            return new Measured(name, done, took, cpu);
        }
    }

    /** Runs with agents of its own, and waits until all tasks are done. */
    void run(Table table, String name) throws Exception {
        bench.startAgents();
        long before = bench.noop().done();
        Seen seen = run();
        bench.awaitDone(before + seen.submitted());
        bench.stopAgents();
        table.row(seen.named(name));
        table.latency("  submit, from when it was due", seen.submits());
        table.latency("  pick-up, from when it was due", seen.pickUps());
    }

    /** Runs with agents that run already and continue. */
    Seen run() throws Exception {
        Histogram submits = Noop.newHistogram();
        bench.noop().takePickUps();
        long nanosEach = Duration.ofSeconds(1).toNanos() / perSecond;
        Cpu before = Cpu.of(bench.stack());
        long doneBefore = bench.noop().done();
        LongAdder submitted = new LongAdder();
        long begin = System.nanoTime();
        try (TaskqClient client = bench.client(CALLERS)) {
            new OpenLoop<Long>(CALLERS, WhenFull.WAIT, (number, due) -> {
                        client.submit(Noop.task(due));
                        submits.recordValue(System.nanoTime() - due);
                        submitted.increment();
                    })
                    .run(LongStream.iterate(0, number -> number + 1)
                            .takeWhile(number -> System.nanoTime() - begin < during.toNanos())
                            .mapToObj(number -> new Due<>(number * nanosEach, number))
                            .iterator());
        }
        return new Seen(
                submitted.sum(),
                bench.noop().done() - doneBefore,
                Duration.ofNanos(System.nanoTime() - begin),
                Cpu.of(bench.stack()).minus(before),
                submits,
                bench.noop().takePickUps());
    }
}
