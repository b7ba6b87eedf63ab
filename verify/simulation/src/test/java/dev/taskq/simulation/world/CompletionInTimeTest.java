package dev.taskq.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.Outcome;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentConfig;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskQueue;
import dev.taskq.memory.data.MemoryDatabase;
import dev.taskq.spi.QueuePort;
import dev.taskq.spi.StorePort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Completions wait up to 20 ms for others to share their write, but not where something waits for one of them: on virtual time. In both
 * tests twenty tasks have ended together just before, so it seems that more ends come.
 */
class CompletionInTimeTest {
    private static final Duration STORE = Duration.ofNanos(1_200_000);
    private static final Duration QUEUE = Duration.ofNanos(200_000);
    private static final int MANY = 20;
    private static final Duration SHORT = Duration.ofMillis(30);
    private static final Duration LONG = Duration.ofMinutes(1);
    /** After this an agent waits for hints. */
    private static final Duration READY = Duration.ofSeconds(2);

    /** A completion, the hint, and a claim, each with the wait for another call that is under way. */
    private static final Duration SOON = Duration.ofMillis(8);

    private static final TaskType<Work> WORK = TaskType.of("work", Work.class);

    /** Of the same size for each length. */
    record Work(int millis) {}

    private static Work lasting(Duration time) {
        return new Work((int) time.toMillis() + 100_000);
    }

    /** A coordinator, agents, and when their handlers began and ended. */
    private static final class Parts {
        private final Simulation simulation;
        private final MemoryDatabase data;
        private final TimedCalls ofStore;
        private final QueuePort queue;
        private final Coordinator coordinator;
        final List<Duration> begun = new ArrayList<>();
        final List<Duration> ended = new ArrayList<>();

        Parts(Simulation simulation) {
            this.simulation = simulation;
            this.data = new MemoryDatabase(simulation.clock());
            this.ofStore = new TimedCalls(simulation, STORE);
            this.queue = new TimedCalls(simulation, QUEUE)
                    .around(QueuePort.class, new InMemoryTaskQueue(simulation.platform()));
            this.coordinator = Coordinator.builder(ofStore.around(StorePort.class, data.connect()))
                    .queue(queue)
                    .platform(simulation.platform())
                    .build()
                    .start();
        }

        Agent agent(AgentConfig config) {
            return Agent.builder(ofStore.around(StorePort.class, data.connect()))
                    .queue(queue)
                    .config(config.withSlots(MANY))
                    .handler(TaskHandler.of(WORK, (context, work) -> {
                        begun.add(simulation.elapsed());
                        try {
                            simulation.sleep(Duration.ofMillis(work.millis() - 100_000));
                        } finally {
                            ended.add(simulation.elapsed());
                        }
                        return Outcome.done();
                    }))
                    .platform(simulation.platform())
                    .build()
                    .start();
        }

        void submit(int number, Duration length) {
            coordinator.submitAll(Collections.nCopies(number, WORK.task(lasting(length))));
        }
    }

    /** Their memory is free once their ends are recorded, and others wait for it. */
    @Test
    void tasksThatWaitForMemoryDoNotWaitForOtherEnds() {
        Simulation.run(1, simulation -> {
            Parts parts = new Parts(simulation);
            int size = "{\"millis\":100030}".length();
            parts.agent(AgentConfig.DEFAULTS.withName("agent").withMemory((long) MANY * size));
            simulation.sleep(READY);
            parts.submit(MANY, SHORT);
            simulation.sleep(Duration.ofMillis(10));
            assertThat(parts.begun).hasSize(MANY);
            // One of them lasts: from now on fewer end together than did once.
            parts.submit(1, LONG);
            parts.submit(3 * (MANY - 1), SHORT);
            simulation.sleep(Duration.ofMillis(500));

            assertThat(parts.begun).hasSize(MANY + 1 + 3 * (MANY - 1));
            assertThat(parts.ended).hasSize(MANY + 3 * (MANY - 1));
            // In the second round and the third one each task takes the memory of one that has ended.
            for (int next = 2 * MANY; next < parts.begun.size(); next++) {
                Duration before = parts.ended.get(next - MANY);
                assertThat(parts.begun.get(next).minus(before)).isLessThan(SOON);
            }
        });
    }

    /** Another agent takes a task that was handed back without the wait for other ends. */
    @Test
    void taskThatIsHandedBackDoesNotWaitForOtherEnds() {
        Simulation.run(1, simulation -> {
            Parts parts = new Parts(simulation);
            Agent first = parts.agent(AgentConfig.DEFAULTS.withName("first").withGrace(Duration.ZERO));
            simulation.sleep(READY);
            parts.submit(3, LONG);
            simulation.sleep(Duration.ofMillis(20));
            assertThat(parts.begun).hasSize(3);
            parts.agent(AgentConfig.DEFAULTS.withName("second"));
            simulation.sleep(READY);
            parts.submit(2 * MANY - 3, SHORT);
            simulation.sleep(Duration.ofMillis(90));
            assertThat(parts.ended).hasSize(2 * MANY - 3);

            first.close();

            simulation.sleep(Duration.ofMillis(100));
            assertThat(parts.ended).hasSize(2 * MANY);
            assertThat(parts.begun).hasSize(2 * MANY + 3);
            Duration handedBack = parts.ended.getLast();
            assertThat(parts.begun.getLast().minus(handedBack)).isLessThan(SOON);
        });
    }
}
