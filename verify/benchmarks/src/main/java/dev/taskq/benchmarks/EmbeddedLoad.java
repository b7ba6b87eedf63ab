package dev.taskq.benchmarks;

import dev.taskq.NewTask;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/** Callers that submit through the embedded coordinator, one task or a batch at a time. */
final class EmbeddedLoad {
    private static final long MOST_UNDER_WAY = 4_000;

    private final Bench bench;
    private final int batch;
    private final Duration each;
    private final int callers;
    private final List<NewTask> tasks;

    EmbeddedLoad(Bench bench, int batch, Duration each, int callers) {
        this.bench = bench;
        this.batch = batch;
        this.each = each;
        this.callers = callers;
        this.tasks = Collections.nCopies(batch, Noop.TYPE.task(new Noop.Params(0)));
    }

    /** Only submits, while no agent runs. */
    Measured enqueue() throws Exception {
        Cpu before = Cpu.of(bench.stack());
        long begun = System.nanoTime();
        long number = Callers.run(callers, each, caller -> this::submit);
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        return new Measured(
                "embedded enqueue, " + calls(),
                number,
                took,
                Cpu.of(bench.stack()).minus(before));
    }

    /** Runs the waiting tasks. */
    Measured drain() throws Exception {
        long waiting = bench.ask("select count(*) from taskq.tasks where type = 'noop' and status = 'queued'");
        long done = bench.noop().done();
        Cpu before = Cpu.of(bench.stack());
        long begun = System.nanoTime();
        bench.startAgents();
        bench.awaitDone(done + waiting);
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        Cpu used = Cpu.of(bench.stack()).minus(before);
        bench.stopAgents();
        return new Measured("drain of " + waiting, waiting, took, used);
    }

    /** Submits and runs at the same time, with a bound on the tasks in flight. */
    Measured steady() throws Exception {
        bench.startAgents();
        UnderWay underWay = new UnderWay(bench.noop(), MOST_UNDER_WAY);
        Cpu before = Cpu.of(bench.stack());
        long begun = System.nanoTime();
        long number = Callers.run(callers, each, caller -> () -> underWay.track(this::submit));
        underWay.awaitAll();
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        Cpu used = Cpu.of(bench.stack()).minus(before);
        bench.stopAgents();
        return new Measured("embedded end to end, " + calls(), number, took, used);
    }

    private long submit() {
        if (batch == 1) {
            bench.coordinator().submit(tasks.get(0));
        } else {
            bench.coordinator().submitAll(tasks);
        }
        return batch;
    }

    private String calls() {
        return (batch == 1 ? "single calls" : "batches of " + batch) + ", " + callers + " callers";
    }
}
