package dev.taskq.benchmarks;

import dev.taskq.NewTask;
import dev.taskq.Outcome;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What a checkpoint costs, beside a bare update of the same row by the same handlers, each on a connection of its own. */
final class CheckpointCost {
    private static final int[] HANDLERS = {1, 16};
    /** For the start and the end of all handlers, beside the time in which they write. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final Bench bench;
    private final Duration each;

    /**
     * A measurement.
     *
     * @param each how long each kind of write is repeated
     */
    CheckpointCost(Bench bench, Duration each) {
        this.bench = bench;
        this.each = each;
    }

    /** The params. */
    record Nothing() {}

    /** The checkpoint. */
    record Page(int page) {}

    /** A write of a checkpoint. */
    @FunctionalInterface
    private interface Write {
        void write(TaskContext context, int page) throws SQLException;
    }

    /** The writes of one handler. */
    @FunctionalInterface
    private interface Writes {
        Write of(Connection connection) throws SQLException;
    }

    void run(Table table) throws Exception {
        for (int handlers : HANDLERS) {
            // The first is to warm up.
            measure(handlers, connection -> (context, page) -> context.checkpoint(new Page(page)));
            table.note(measure(handlers, CheckpointCost::bare).line(handlers + " handlers, bare updates"));
            table.note(measure(handlers, connection -> (context, page) -> context.checkpoint(new Page(page)))
                    .line(handlers + " handlers, checkpoints"));
        }
        bench.check();
    }

    private static Write bare(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(
                "update taskq.tasks set checkpoint = ?::jsonb, updated_at = clock_timestamp() where id = ?");
        return (context, page) -> {
            statement.setString(1, "{\"page\":" + page + "}");
            statement.setLong(2, context.taskId());
            statement.executeUpdate();
        };
    }

    /**
     * What was seen.
     *
     * @param nanos the time of each write
     * @param took the time of all
     * @param cpu the processor time of each part meanwhile
     */
    private record Seen(Histogram nanos, Duration took, Cpu cpu) {
        String line(String name) {
            double number = nanos.getTotalCount();
            return String.format(
                    Locale.ROOT,
                    "%-28s %,8.0f/s, p50 %.2f ms, p99 %.2f ms, CPU µs each: Postgres %.0f, handlers and agent %.0f",
                    name,
                    number / (took.toNanos() / 1e9),
                    nanos.getValueAtPercentile(50) / 1e6,
                    nanos.getValueAtPercentile(99) / 1e6,
                    cpu.postgres().toNanos() / 1e3 / number,
                    cpu.here().toNanos() / 1e3 / number);
        }
    }

    private Seen measure(int handlers, Writes writes) throws Exception {
        TaskType<Nothing> type = TaskType.of("checkpoints", Nothing.class);
        Histogram nanos = Noop.newHistogram();
        CountDownLatch done = new CountDownLatch(handlers);
        Cpu before = Cpu.of(bench.stack());
        long begin = System.nanoTime();
        try (Agent agent = Agent.builder(bench.store())
                .handler(TaskHandler.of(type, (context, none) -> {
                    try (Connection connection = bench.connect()) {
                        repeat(context, writes.of(connection), nanos);
                    }
                    done.countDown();
                    return Outcome.done();
                }))
                .config(AgentConfig.DEFAULTS.withName("checkpoints").withSlots(handlers))
                .build()
                .start()) {
            for (int i = 0; i < handlers; i++) {
                bench.coordinator().submit(NewTask.of(type.name(), "{}"));
            }
            if (!done.await(LONGEST.plus(each).toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(done.getCount() + " of " + handlers + " handlers have not ended "
                        + LONGEST.toSeconds() + " s after their time: the log of the agent says why, if they failed");
            }
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            Cpu used = Cpu.of(bench.stack()).minus(before);
            if (!agent.isHealthy()) {
                throw new IllegalStateException("not healthy");
            }
            return new Seen(nanos, took, used);
        }
    }

    private void repeat(TaskContext context, Write write, Histogram nanos) throws SQLException {
        long end = System.nanoTime() + each.toNanos();
        for (int page = 1; System.nanoTime() - end < 0; page++) {
            long begin = System.nanoTime();
            write.write(context, page);
            nanos.recordValue(System.nanoTime() - begin);
        }
    }
}
