package dev.taskq.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.NewTask;
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
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hints that are sent together ring once, and each agent that takes and leaves some wakes the next: on virtual time. */
class WakeUpChainTest {
    private static final Duration STORE = Duration.ofNanos(1_200_000);
    private static final Duration QUEUE = Duration.ofNanos(200_000);
    private static final int SLOTS = 10;
    private static final TaskType<Work> WORK = TaskType.of("work", Work.class);

    record Work(int number) {}

    /** Idle agents, and then tasks that are submitted together and last. Returns how many run on each agent soon after. */
    private static Map<String, AtomicInteger> runningSoonAfter(int seed, int agents, int tasks) {
        Map<String, AtomicInteger> running = new TreeMap<>();
        Simulation.run(seed, simulation -> {
            MemoryDatabase data = new MemoryDatabase(simulation.clock());
            TimedCalls ofStore = new TimedCalls(simulation, STORE);
            QueuePort queue = new TimedCalls(simulation, QUEUE)
                    .around(QueuePort.class, new InMemoryTaskQueue(simulation.platform()));
            Coordinator coordinator = Coordinator.builder(ofStore.around(StorePort.class, data.connect()))
                    .queue(queue)
                    .platform(simulation.platform())
                    .build()
                    .start();
            for (int i = 1; i <= agents; i++) {
                AtomicInteger here = new AtomicInteger();
                running.put("agent-" + i, here);
                Agent.builder(ofStore.around(StorePort.class, data.connect()))
                        .queue(queue)
                        .config(AgentConfig.DEFAULTS.withName("agent-" + i).withSlots(SLOTS))
                        .handler(TaskHandler.of(WORK, (context, work) -> {
                            here.incrementAndGet();
                            simulation.sleep(Duration.ofMinutes(1));
                            return Outcome.done();
                        }))
                        .platform(simulation.platform())
                        .build()
                        .start();
            }
            simulation.sleep(Duration.ofSeconds(2));
            NewTask task = WORK.task(new Work(1));
            coordinator.submitAll(Collections.nCopies(tasks, task));
            simulation.sleep(Duration.ofMillis(20));
        });
        return running;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void allAgentsAreWokenByOneBatchThatFillsThem(int seed) {
        assertThat(runningSoonAfter(seed, 3, 100).values())
                .extracting(AtomicInteger::get)
                .containsExactly(SLOTS, SLOTS, SLOTS);
    }

    @Test
    void noMoreAgentsAreWokenThanHaveSomethingToTake() {
        assertThat(runningSoonAfter(1, 3, SLOTS + 1).values())
                .extracting(AtomicInteger::get)
                .containsExactlyInAnyOrder(0, 1, SLOTS);
    }
}
