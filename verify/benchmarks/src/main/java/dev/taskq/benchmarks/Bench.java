package dev.taskq.benchmarks;

import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentConfig;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.postgres.PostgresConfig;
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.redis.RedisConfig;
import dev.taskq.redis.RedisTaskQueue;
import dev.taskq.rig.stack.LocalStack;
import java.util.ArrayList;
import java.util.List;

/**
 * The parts that all measurements share: the servers, an embedded coordinator, and agents that can be started and
 * stopped.
 */
final class Bench implements Target, AutoCloseable {
    static final int AGENTS = 2;

    private final LocalStack stack;
    private final PostgresTaskStore store;
    private final RedisTaskQueue queue;
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

    @Override
    public LocalStack stack() {
        return stack;
    }

    PostgresTaskStore store() {
        return store;
    }

    RedisTaskQueue queue() {
        return queue;
    }

    Coordinator coordinator() {
        return coordinator;
    }

    Noop noop() {
        return noop;
    }

    @Override
    public Runs runs() {
        return noop;
    }

    @Override
    public Serving serve() {
        startAgents();
        return this::stopAgents;
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

    @Override
    public void close() {
        stopAgents();
        coordinator.close();
        queue.close();
        store.close();
    }
}
