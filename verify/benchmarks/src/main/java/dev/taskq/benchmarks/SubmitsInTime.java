package dev.taskq.benchmarks;

import dev.taskq.client.TaskqClient;
import dev.taskq.rig.load.OpenLoop;
import dev.taskq.rig.load.OpenLoop.Due;
import dev.taskq.rig.load.OpenLoop.WhenFull;
import dev.taskq.rig.stack.LocalStack;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;

/** Single submits at a given rate: a latency counts from when the call was due, not from when it was sent. */
final class SubmitsInTime {
    private static final int CALLERS = 32;
    private static final int MOST_CALLERS = 128;

    /** A caller that waits for 20 ms makes so many calls in a second. */
    private static final int CALLS_OF_A_CALLER = 50;

    private final LocalStack stack;
    private final Runs runs;
    private final int perSecond;
    private final Duration during;

    SubmitsInTime(LocalStack stack, Runs runs, int perSecond, Duration during) {
        this.stack = stack;
        this.runs = runs;
        this.perSecond = perSecond;
        this.during = during;
    }

    /** Submits a task. */
    @FunctionalInterface
    interface Submit {
        /**
         * Submits it, and returns when it is stored.
         *
         * @param due when the call was due, by this JVM's monotonic clock
         */
        void run(long due) throws Exception;
    }

    /** When a run ends. */
    enum Until {
        /** When the last call was answered. Tasks that have not run by then are in no figure. */
        LAST_CALL,
        /** When the last task has run. Length, processor time and latencies are those of all tasks. */
        LAST_RUN
    }

    /**
     * The result of a run.
     *
     * @param submitted the number of submitted tasks
     * @param done the number of tasks that ended until the end of the run, including tasks that were submitted earlier
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

    /** Submits by taskq-client, with agents that run already and continue. */
    static Seen byClient(Target target, int perSecond, Duration during, Until until) throws Exception {
        SubmitsInTime load = new SubmitsInTime(target.stack(), target.runs(), perSecond, during);
        try (TaskqClient client = target.client(load.callers())) {
            return load.run(until, due -> client.submit(Noop.task(due)));
        }
    }

    /** Submits over bare connections, which cost less than the client, with agents that run already and continue. */
    static Seen byConnections(Target target, int perSecond, Duration during) throws Exception {
        SubmitsInTime load = new SubmitsInTime(target.stack(), target.runs(), perSecond, during);
        try (HttpConnections connections = new HttpConnections(target.stack())) {
            return load.run(
                    Until.LAST_RUN, due -> connections.post("{\"type\":\"noop\",\"params\":{\"due\":" + due + "}}"));
        }
    }

    private int callers() {
        return Math.clamp(perSecond / CALLS_OF_A_CALLER, CALLERS, MOST_CALLERS);
    }

    /** Runs with agents that run already and continue. */
    Seen run(Until until, Submit submit) throws Exception {
        Histogram submits = Noop.newHistogram();
        runs.takePickUps();
        long nanosEach = Duration.ofSeconds(1).toNanos() / perSecond;
        Cpu before = Cpu.of(stack);
        long doneBefore = runs.done();
        LongAdder submitted = new LongAdder();
        long begin = System.nanoTime();
        new OpenLoop<Long>(callers(), WhenFull.WAIT, (number, due) -> {
                    submit.run(due);
                    submits.recordValue(System.nanoTime() - due);
                    submitted.increment();
                })
                .run(LongStream.range(0, Math.max(1, during.toNanos() / nanosEach))
                        .mapToObj(number -> new Due<>(number * nanosEach, number))
                        .iterator());
        while (until == Until.LAST_RUN && runs.done() < doneBefore + submitted.sum()) {
            Thread.sleep(1);
        }
        return new Seen(
                submitted.sum(),
                runs.done() - doneBefore,
                Duration.ofNanos(System.nanoTime() - begin),
                Cpu.of(stack).minus(before),
                submits,
                runs.takePickUps());
    }
}
