package dev.taskq.benchmarks;

import dev.taskq.Outcome;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentConfig;
import dev.taskq.postgres.PostgresTaskSubmitter;
import dev.taskq.rig.load.OpenLoop;
import dev.taskq.rig.load.OpenLoop.Due;
import dev.taskq.rig.load.OpenLoop.WhenFull;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;

/**
 * Submits in transactions of an application, with agents that have no Redis: how long after its commit a task begins. Beside many
 * short transactions there are long ones. No call follows a commit.
 */
final class Transactions {
    private static final int PER_SECOND = 1_000;
    private static final int CONNECTIONS = 16;
    private static final int ROLLED_BACK_ONE_IN = 10;
    private static final int LONG_ONES = 100;

    private final Bench bench;
    private final Duration during;
    private final PostgresTaskSubmitter submitter = new PostgresTaskSubmitter();
    private final Committed handler = new Committed();

    /**
     * A measurement.
     *
     * @param during how long short transactions are made; a long one is open for half of it
     */
    Transactions(Bench bench, Duration during) {
        this.bench = bench;
        this.during = during;
    }

    /** The params: the number of a transaction. */
    record Params(long number) {}

    /** Records when each task began, and when its transaction had committed: the handler may be first. */
    private static final class Committed implements TaskHandler<Params> {
        static final TaskType<Params> TYPE = TaskType.of("committed", Params.class);

        final Map<Long, Long> begun = new ConcurrentHashMap<>();
        final Map<Long, Long> committed = new ConcurrentHashMap<>();

        @Override
        public TaskType<Params> type() {
            return TYPE;
        }

        @Override
        public Outcome handle(TaskContext context, Params params) {
            begun.put(params.number(), System.nanoTime());
            return Outcome.done();
        }

        boolean isDone() {
            return begun.keySet().containsAll(committed.keySet());
        }

        Histogram waits(long from, long to) {
            Histogram waits = Noop.newHistogram();
            committed.forEach((number, at) -> {
                if (number >= from && number < to) {
                    waits.recordValue(Math.max(0, begun.getOrDefault(number, at) - at));
                }
            });
            return waits;
        }
    }

    void run(Table table) throws Exception {
        try (Connection connection = bench.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create table orders (number bigint)");
        }
        List<Agent> agents = new ArrayList<>();
        for (int i = 1; i <= Bench.AGENTS; i++) {
            agents.add(Agent.builder(bench.store())
                    .handler(handler)
                    .config(AgentConfig.DEFAULTS.withName("without-redis-" + i))
                    .build()
                    .start());
        }
        try {
            shorts(0, during);
            awaitDone();
            long firstLong = Long.MAX_VALUE / 2;
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> longs = new ArrayList<>();
                for (long number = firstLong; number < firstLong + LONG_ONES; number++) {
                    long each = number;
                    longs.add(threads.submit(() -> {
                        longOne(each);
                        return each;
                    }));
                }
                long begin = handler.committed.size();
                Histogram submits = shorts(begin * 2, during);
                for (Future<?> one : longs) {
                    one.get();
                }
                awaitDone();
                table.latency("transaction with one submit, from its due time", submits);
                table.latency("  from its commit to its handler", handler.waits(begin * 2, firstLong));
                table.latency(
                        "  the same, open for about " + during.dividedBy(2).toSeconds() + " s",
                        handler.waits(firstLong, Long.MAX_VALUE));
            }
        } finally {
            agents.forEach(Agent::close);
        }
        long committed = handler.committed.size();
        long tasks = bench.ask("select count(*) from taskq.tasks where status = 'succeeded'");
        System.out.printf(
                "%nchecked: %,d transactions committed, %,d tasks succeeded, %,d orders%n",
                committed, tasks, bench.ask("select count(*) from orders"));
        if (committed != tasks || committed != bench.ask("select count(*) from orders")) {
            throw new IllegalStateException("a transaction and its task differ");
        }
    }

    /** Makes short transactions at a rate. Some are rolled back. */
    private Histogram shorts(long first, Duration time) throws Exception {
        BlockingQueue<Connection> connections = new LinkedBlockingQueue<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            connections.add(begin());
        }
        Histogram submits = Noop.newHistogram();
        LongAdder made = new LongAdder();
        long nanosEach = Duration.ofSeconds(1).toNanos() / PER_SECOND;
        long begin = System.nanoTime();
        new OpenLoop<Long>(CONNECTIONS, WhenFull.WAIT, (number, due) -> {
                    Connection connection = connections.take();
                    submit(connection, first + number, number % ROLLED_BACK_ONE_IN != 0);
                    connections.add(connection);
                    submits.recordValue(System.nanoTime() - due);
                    made.increment();
                })
                .run(LongStream.iterate(0, number -> number + 1)
                        .takeWhile(number -> System.nanoTime() - begin < time.toNanos())
                        .mapToObj(number -> new Due<>(number * nanosEach, number))
                        .iterator());
        System.out.printf("  %,.0f transactions a second%n", made.sum() / ((System.nanoTime() - begin) / 1e9));
        for (Connection connection : connections) {
            connection.close();
        }
        return submits;
    }

    private void longOne(long number) throws SQLException, InterruptedException {
        try (Connection connection = begin()) {
            order(connection, number);
            submitter.submit(connection, Committed.TYPE.task(new Params(number)));
            Thread.sleep(during.dividedBy(2).plusMillis(number % LONG_ONES * 50));
            connection.commit();
            handler.committed.put(number, System.nanoTime());
        }
    }

    private void submit(Connection connection, long number, boolean commits) throws SQLException {
        order(connection, number);
        submitter.submit(connection, Committed.TYPE.task(new Params(number)));
        if (commits) {
            connection.commit();
            handler.committed.put(number, System.nanoTime());
        } else {
            connection.rollback();
        }
    }

    private static void order(Connection connection, long number) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("insert into orders values (?)")) {
            statement.setLong(1, number);
            statement.executeUpdate();
        }
    }

    private Connection begin() throws SQLException {
        Connection connection = bench.connect();
        connection.setAutoCommit(false);
        return connection;
    }

    private void awaitDone() throws InterruptedException {
        while (!handler.isDone()) {
            Thread.sleep(10);
        }
    }
}
