package dev.taskq.benchmarks;

import dev.taskq.TaskQueue;
import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentConfig;
import dev.taskq.client.Retries;
import dev.taskq.client.TaskqClient;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.postgres.PostgresConfig;
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.redis.RedisConfig;
import dev.taskq.redis.RedisTaskQueue;
import dev.taskq.rig.stack.LocalStack;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts that all measurements share: the servers, an embedded coordinator, and agents that can be started and
 * stopped.
 */
final class Bench implements AutoCloseable {
    static final int AGENTS = 2;

    private final LocalStack stack;
    private final PostgresTaskStore store;
    private final TaskQueue queue;
    private final Coordinator coordinator;
    private final Noop noop = new Noop();
    private final List<Agent> agents = new ArrayList<>();

    Bench(LocalStack stack) {
        this(stack, stack.redis().uri());
    }

    /**
     * Uses another Redis than the coordinator's process.
     *
     * @param redis its URI
     */
    Bench(LocalStack stack, String redis) {
        this.stack = stack;
        this.store = PostgresTaskStore.open(PostgresConfig.of(
                stack.postgres().jdbcUrl(),
                stack.postgres().user(),
                stack.postgres().password()));
        this.queue = RedisTaskQueue.open(RedisConfig.of(redis));
        // The coordinator's process leads. This one only submits.
        this.coordinator = Coordinator.builder(store)
                .queue(queue)
                .config(CoordinatorConfig.DEFAULTS.withCandidate(false))
                .build()
                .start();
    }

    LocalStack stack() {
        return stack;
    }

    PostgresTaskStore store() {
        return store;
    }

    Coordinator coordinator() {
        return coordinator;
    }

    Noop noop() {
        return noop;
    }

    /**
     * A client of the coordinator's process. It repeats no call, because a benchmark must not hide a failure.
     *
     * @param callers how many threads use it
     */
    TaskqClient client(int callers) {
        return TaskqClient.builder(stack.address())
                .token(stack.token())
                .retries(Retries.NONE)
                .maxConcurrentCalls(callers)
                .build();
    }

    void startAgents() {
        startAgents(AgentConfig.DEFAULTS.slots());
    }

    void startAgents(int slots) {
        for (int i = 1; i <= AGENTS; i++) {
            AgentConfig config = AgentConfig.DEFAULTS.withName("agent-" + i).withSlots(slots);
            agents.add(Agent.builder(store)
                    .queue(queue)
                    .handler(noop)
                    .config(config)
                    .build()
                    .start());
        }
    }

    void stopAgents() {
        agents.forEach(Agent::close);
        agents.clear();
    }

    /** Waits until a number of tasks have run since the start. */
    void awaitDone(long number) throws InterruptedException {
        while (noop.done() < number) {
            Thread.sleep(1);
        }
    }

    /** Checks that every accepted task has succeeded. */
    void check() throws SQLException, InterruptedException {
        long open = open();
        for (int i = 0; i < 100 && open > 0; i++) {
            Thread.sleep(100);
            open = open();
        }
        long failed = ask("select count(*) from taskq.tasks where status <> 'succeeded'");
        System.out.printf("%nchecked: %,d tasks, %d not succeeded%n", ask("select count(*) from taskq.tasks"), failed);
        if (failed > 0) {
            throw new IllegalStateException("tasks did not succeed");
        }
    }

    private long open() throws SQLException {
        return ask("select count(*) from taskq.tasks where finished_at is null");
    }

    long ask(String question) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getLong(1);
        }
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(
                stack.postgres().jdbcUrl(),
                stack.postgres().user(),
                stack.postgres().password());
    }

    @Override
    public void close() {
        stopAgents();
        coordinator.close();
        queue.close();
        store.close();
    }
}
