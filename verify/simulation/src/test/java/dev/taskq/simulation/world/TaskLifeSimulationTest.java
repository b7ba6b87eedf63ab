package dev.taskq.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.Outcome;
import dev.taskq.RetryPolicy;
import dev.taskq.Submitted;
import dev.taskq.Task;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler;
import dev.taskq.TaskStatus;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentConfig;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskQueue;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.spi.QueuePort;
import dev.taskq.spi.StorePort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The real coordinator and agent on virtual time, with one actor at a time and every port call a switching point. Shows
 * that the core can be simulated at all.
 */
class TaskLifeSimulationTest {
    private static final int SEEDS = 25;
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final SimulationLimits LIMITS = SimulationLimits.DEFAULTS.withVirtualTime(Duration.ofMinutes(30));

    record Work(String what) {}

    private static final TaskType<Work> WORK = TaskType.of("work", Work.class).withTimeout(Duration.ofSeconds(30));

    /** Fails once, takes long, or does neither, as its params say. */
    private static TaskHandler<Work> handler(Simulation simulation) {
        return new TaskHandler<>() {
            @Override
            public TaskType<Work> type() {
                return WORK;
            }

            @Override
            public Outcome handle(TaskContext context, Work work) throws Exception {
                switch (work.what()) {
                    case "fails once" -> {
                        if (context.attempt() == 1) {
                            throw new IllegalStateException("once");
                        }
                    }
                    case "takes long" -> simulation.sleep(Duration.ofSeconds(10));
                    case "hangs" -> simulation.sleep(Duration.ofHours(10));
                    default -> {}
                }
                return Outcome.done(context.attempt());
            }

            @Override
            public RetryPolicy retryPolicy() {
                return RetryPolicy.fixed(Duration.ofSeconds(2));
            }
        };
    }

    private static Agent agent(Simulation simulation, StorePort store, QueuePort queue) {
        return Agent.builder(store)
                .queue(queue)
                .handler(handler(simulation))
                .config(AgentConfig.DEFAULTS.withSlots(2))
                .platform(simulation.platform())
                .build();
    }

    private static void live(Simulation simulation, boolean withQueue) throws InterruptedException {
        StorePort store = simulation.around(new InMemoryTaskStore(simulation.clock()));
        QueuePort queue =
                withQueue ? simulation.around(new InMemoryTaskQueue(simulation.platform())) : QueuePort.none();
        Coordinator coordinator = Coordinator.builder(store)
                .queue(queue)
                .platform(simulation.platform())
                .build();
        Agent agent = agent(simulation, store, queue);
        coordinator.start();
        agent.start();
        List<Submitted> submitted = coordinator.submitAll(List.of(
                WORK.task(new Work("just works")),
                WORK.task(new Work("fails once")),
                WORK.task(new Work("takes long")),
                WORK.task(new Work("later")).delayedBy(Duration.ofSeconds(90)),
                WORK.task(new Work("hangs")).withMaxAttempts(1)));
        List<Integer> attempts = List.of(1, 2, 1, 1, 1);
        for (int i = 0; i < submitted.size(); i++) {
            Task task = coordinator.await(submitted.get(i).id(), LONG).orElseThrow();
            assertThat(task.status()).as("%s", task).isEqualTo(i == 4 ? TaskStatus.FAILED : TaskStatus.SUCCEEDED);
            assertThat(task.counts().attempt()).isEqualTo(attempts.get(i));
        }
        agent.close();
        coordinator.close();
        assertThat(store.sessions().all().sessions()).isEmpty();
        assertThat(simulation.actors()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyTaskReachesItsEndWhateverTheOrderOfSteps(boolean withQueue) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Simulation.run(seed, LIMITS, simulation -> live(simulation, withQueue));
        }
    }

    @Test
    void tasksWhoseHintsWereLostDoNotEachWaitForTheAgentsNextScan() {
        Simulation.run(3, LIMITS, simulation -> {
            StorePort store = simulation.around(new InMemoryTaskStore(simulation.clock()));
            QueuePort queue = simulation.around(new InMemoryTaskQueue(simulation.platform()));
            Coordinator coordinator = Coordinator.builder(store)
                    .queue(queue)
                    .platform(simulation.platform())
                    .build();
            coordinator.start();
            List<Submitted> submitted = coordinator.submitAll(Collections.nCopies(40, WORK.task(new Work("works"))));
            simulation.sleep(Duration.ofSeconds(3));
            queue.drop(WORK.name());
            Agent agent = agent(simulation, store, queue);
            agent.start();
            Duration begun = simulation.elapsed();
            for (Submitted one : submitted) {
                assertThat(coordinator.await(one.id(), LONG).orElseThrow().status())
                        .isEqualTo(TaskStatus.SUCCEEDED);
            }
            // In virtual time: twenty scans of two slots each, three seconds apart, would be a minute.
            assertThat(simulation.elapsed().minus(begun)).isLessThan(Duration.ofSeconds(10));
            agent.close();
            coordinator.close();
        });
    }

    /** Twenty tasks of 2 s. Three of them fit into the agent's memory at a time, although it has slots for all. */
    private static void liveInLittleMemory(Simulation simulation, boolean withQueue) throws InterruptedException {
        StorePort store = simulation.around(new InMemoryTaskStore(simulation.clock()));
        QueuePort queue =
                withQueue ? simulation.around(new InMemoryTaskQueue(simulation.platform())) : QueuePort.none();
        Coordinator coordinator = Coordinator.builder(store)
                .queue(queue)
                .platform(simulation.platform())
                .build();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        TaskHandler<Work> handler = TaskHandler.of(WORK, (context, work) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            simulation.sleep(Duration.ofSeconds(2));
            running.decrementAndGet();
            return Outcome.done();
        });
        Agent agent = Agent.builder(store)
                .queue(queue)
                .handler(handler)
                .config(AgentConfig.DEFAULTS.withSlots(32).withMemory(3_500))
                .platform(simulation.platform())
                .build();
        coordinator.start();
        agent.start();
        List<Submitted> submitted = new ArrayList<>();
        Duration begun = simulation.elapsed();
        for (int i = 0; i < 20; i++) {
            submitted.add(coordinator.submit(WORK.task(new Work("x".repeat(1_000)))));
        }
        // Larger than all the memory, so it runs alone.
        submitted.add(coordinator.submit(WORK.task(new Work("y".repeat(10_000)))));
        for (Submitted one : submitted) {
            assertThat(coordinator.await(one.id(), LONG).orElseThrow().status()).isEqualTo(TaskStatus.SUCCEEDED);
        }
        assertThat(most).hasValue(3);
        // Eight rounds are 16 s: a task is claimed when there is room for it, not at the next scan or delivery.
        assertThat(simulation.elapsed().minus(begun)).isLessThan(Duration.ofSeconds(22));
        agent.close();
        coordinator.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void largeTasksRunAsManyAtATimeAsFit(boolean withQueue) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Simulation.run(seed, LIMITS, simulation -> liveInLittleMemory(simulation, withQueue));
        }
    }

    @Test
    void aSeedGivesTheSameRunAgain() {
        Trace first = Simulation.run(7, LIMITS, simulation -> live(simulation, true));
        Trace again = Simulation.run(7, LIMITS, simulation -> live(simulation, true));
        Trace other = Simulation.run(8, LIMITS, simulation -> live(simulation, true));
        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }
}
