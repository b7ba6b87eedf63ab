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
import dev.taskq.spi.Delivery;
import dev.taskq.spi.QueuePort;
import dev.taskq.spi.StorePort;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hints that are sent together ring once, and each agent that takes and leaves some wakes the next ones: on virtual time. */
class WakeUpChainTest {
    private static final Duration STORE = Duration.ofNanos(1_200_000);
    private static final Duration QUEUE = Duration.ofNanos(200_000);
    private static final Duration SOON = Duration.ofMillis(20);
    private static final int SLOTS = 10;
    private static final TaskType<Work> WORK = TaskType.of("work", Work.class);

    record Work(int number) {}

    /** So many idle agents with so many slots each, and so many tasks that are submitted together and last. */
    private record Burst(int agents, int slots, int tasks) {}

    /** How many of the tasks run on each agent, so long after they were stored. */
    private static List<Integer> running(int seed, Burst burst, Duration after, UnaryOperator<QueuePort> ofAgents) {
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
            QueuePort shared = ofAgents.apply(queue);
            for (int i = 1; i <= burst.agents(); i++) {
                AtomicInteger here = new AtomicInteger();
                running.put("agent-" + i, here);
                Agent.builder(ofStore.around(StorePort.class, data.connect()))
                        .queue(shared)
                        .config(AgentConfig.DEFAULTS.withName("agent-" + i).withSlots(burst.slots()))
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
            coordinator.submitAll(Collections.nCopies(burst.tasks(), task));
            simulation.sleep(after);
        });
        return running.values().stream().map(AtomicInteger::get).toList();
    }

    private static List<Integer> running(int seed, Burst burst, Duration after) {
        return running(seed, burst, after, queue -> queue);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void allAgentsAreWokenByOneBatchThatFillsThem(int seed) {
        assertThat(running(seed, new Burst(3, SLOTS, 100), SOON)).containsExactly(SLOTS, SLOTS, SLOTS);
    }

    @Test
    void noMoreAgentsAreWokenThanHaveSomethingToTake() {
        assertThat(running(1, new Burst(3, SLOTS, SLOTS + 1), SOON)).containsExactlyInAnyOrder(0, 1, SLOTS);
    }

    /** One after the other, with a wake-up and a take for each, they would need 20 ms. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void eachAgentThatIsWokenWakesTwo(int seed) {
        assertThat(running(seed, new Burst(100, 1, 100), Duration.ofMillis(8)))
                .hasSize(100)
                .containsOnly(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void othersTakeWithinASecondWhatALostWakeUpLeft(int seed) {
        AtomicBoolean lost = new AtomicBoolean();
        Burst burst = new Burst(3, SLOTS, 100);
        // No other agent has heard of them.
        assertThat(running(seed, burst, SOON, queue -> withFirstWakeUpLost(queue, new AtomicBoolean())))
                .containsOnly(0);

        List<Integer> running =
                running(seed, burst, Duration.ofSeconds(1).plus(SOON), queue -> withFirstWakeUpLost(queue, lost));

        assertThat(lost).isTrue();
        assertThat(running).containsExactlyInAnyOrder(0, SLOTS, SLOTS);
    }

    /** A queue that loses the agent which hears the first wake-up, before its take. */
    private static QueuePort withFirstWakeUpLost(QueuePort queue, AtomicBoolean lost) {
        return (QueuePort) Proxy.newProxyInstance(
                QueuePort.class.getClassLoader(), new Class<?>[] {QueuePort.class}, (proxy, method, given) -> {
                    if (!method.getName().equals("takeWhenWoken") || lost.get()) {
                        return TimedCalls.call(queue, method, given);
                    }
                    @SuppressWarnings("unchecked")
                    List<String> types = (List<String>) given[0];
                    @SuppressWarnings("unchecked")
                    List<Delivery> acknowledged = (List<Delivery>) given[2];
                    if (queue.await(types, (Duration) given[3]) && lost.compareAndSet(false, true)) {
                        throw new InterruptedException("the agent ends");
                    }
                    return queue.take(types, (int) given[1], acknowledged);
                });
    }
}
