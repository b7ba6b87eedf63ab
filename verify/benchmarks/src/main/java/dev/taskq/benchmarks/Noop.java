package dev.taskq.benchmarks;

import dev.taskq.Outcome;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.client.NewTask;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** A handler that counts, records how long after its due time it began, and optionally waits. */
final class Noop implements TaskHandler<Noop.Params>, Runs {
    static final TaskType<Params> TYPE = TaskType.of("noop", Params.class);

    private final LongAdder done = new LongAdder();
    private final AtomicReference<Histogram> pickUps = new AtomicReference<>(newHistogram());
    private volatile Duration hold = Duration.ZERO;

    /**
     * The params.
     *
     * @param due when it should have been submitted, by this JVM's monotonic clock; 0 if that is not measured
     */
    record Params(long due) {}

    /**
     * A task for the client.
     *
     * @param due as in {@link Params}
     */
    static NewTask task(long due) {
        return NewTask.of(TYPE.name(), new Params(due));
    }

    static Histogram newHistogram() {
        return new ConcurrentHistogram(Duration.ofMinutes(10).toNanos(), 3);
    }

    @Override
    public TaskType<Params> type() {
        return TYPE;
    }

    @Override
    public Outcome handle(TaskContext context, Params params) throws InterruptedException {
        begun(params.due());
        if (hold.isPositive()) {
            Thread.sleep(hold);
        }
        ended();
        return Outcome.done();
    }

    /** Records that a run has begun. */
    void begun(long due) {
        if (due != 0) {
            pickUps.get().recordValue(Math.max(0, System.nanoTime() - due));
        }
    }

    /** Counts a run. */
    void ended() {
        done.increment();
    }

    /** Sets the time of each later run. */
    void hold(Duration time) {
        hold = time;
    }

    @Override
    public long done() {
        return done.sum();
    }

    @Override
    public Histogram takePickUps() {
        return pickUps.getAndSet(newHistogram());
    }
}
