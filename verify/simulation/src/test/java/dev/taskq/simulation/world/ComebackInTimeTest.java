package dev.taskq.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.Outcome;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentConfig;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskQueue;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.spi.QueuePort;
import dev.taskq.spi.StorePort;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How soon work continues after an outage of the store, in virtual time, regardless of back-offs meanwhile. */
class ComebackInTimeTest {
    private static final Duration BOUND = Duration.ofSeconds(1);
    private static final TaskType<Work> WORK = TaskType.of("work", Work.class);

    record Work(int number) {}

    /** A store that fails during a claim. The claim's answer is lost. */
    private static final class GoesAway {
        private boolean atTheNextClaim;
        private boolean away;

        StorePort around(StorePort store) {
            return around(StorePort.class, store);
        }

        private <T> T around(Class<T> port, Object target) {
            return port.cast(Proxy.newProxyInstance(
                    port.getClassLoader(), new Class<?>[] {port}, (proxy, method, given) -> {
                        if (port == StorePort.class && method.getReturnType().isInterface()) {
                            return around(method.getReturnType(), method.invoke(target));
                        }
                        if (away) {
                            throw new StoreUnavailableException(null);
                        }
                        Object answer;
                        try {
                            answer = method.invoke(target, given);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                        if (atTheNextClaim && method.getName().equals("claim")) {
                            away = true;
                            throw new OutcomeUnknownException(List.of(), null);
                        }
                        return answer;
                    }));
        }

        void back() {
            atTheNextClaim = false;
            away = false;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 20, 60})
    void workGoesOnWithinASecondOfTheStoresComeback(int seconds) {
        for (long seed = 0; seed < 5; seed++) {
            Simulation.run(
                    seed,
                    SimulationLimits.DEFAULTS.withVirtualTime(Duration.ofMinutes(5)),
                    simulation -> comeBackAfter(simulation, Duration.ofSeconds(seconds)));
        }
    }

    private static void comeBackAfter(Simulation simulation, Duration away) throws InterruptedException {
        GoesAway fault = new GoesAway();
        InMemoryTaskStore memory = new InMemoryTaskStore(simulation.clock());
        StorePort store = fault.around(simulation.around(memory));
        QueuePort queue = simulation.around(new InMemoryTaskQueue(simulation.platform()));
        List<Duration> begun = new ArrayList<>();
        Coordinator coordinator = Coordinator.builder(store)
                .queue(queue)
                .platform(simulation.platform())
                .build();
        Agent agent = Agent.builder(store)
                .queue(queue)
                .handler(TaskHandler.of(WORK, (context, work) -> {
                    begun.add(simulation.elapsed());
                    return Outcome.done();
                }))
                .config(AgentConfig.DEFAULTS.withSlots(4))
                .platform(simulation.platform())
                .build();
        coordinator.start();
        agent.start();
        simulation.sleep(Duration.ofSeconds(3));
        fault.atTheNextClaim = true;
        coordinator.submit(WORK.task(new Work(1)));
        while (!fault.away) {
            simulation.sleep(Duration.ofMillis(10));
        }
        simulation.sleep(away);

        fault.back();
        Duration back = simulation.elapsed();
        coordinator.submit(WORK.task(new Work(2)));
        simulation.sleep(BOUND);
        assertThat(begun).as("back at %s", back).hasSize(2);
        agent.close();
        coordinator.close();
    }
}
