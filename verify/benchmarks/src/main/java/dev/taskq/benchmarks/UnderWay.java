package dev.taskq.benchmarks;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** Prevents callers from submitting faster than agents run, because at a steady rate no backlog grows. */
final class UnderWay {
    /** The pause between two checks. Many callers wait at once, and their checks must not become the load. */
    static final Duration SCAN = Duration.ofMillis(5);

    private final Runs runs;
    private final long most;
    private final long doneBefore;
    private final LongAdder submitted = new LongAdder();

    UnderWay(Runs runs, long most) {
        this.runs = runs;
        this.most = most;
        this.doneBefore = runs.done();
    }

    long track(Callers.Step submit) throws Exception {
        while (isFull()) {
            Thread.sleep(SCAN);
        }
        long number = submit.run();
        submitted(number);
        return number;
    }

    /** Whether a caller must wait before it submits. */
    boolean isFull() {
        return submitted.sum() - (runs.done() - doneBefore) > most;
    }

    void submitted(long number) {
        submitted.add(number);
    }

    void awaitAll() throws InterruptedException {
        while (runs.done() - doneBefore < submitted.sum()) {
            Thread.sleep(SCAN);
        }
    }
}
