package dev.taskq.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.Outcome;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskQueue;
import dev.taskq.memory.data.MemoryDatabase;
import dev.taskq.spi.QueuePort;
import dev.taskq.spi.StorePort;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The calls of an idle coordinator and agent to the store and the queue; docs/postgres.md has the sums. */
class IdleCostTest {
    private static final int MINUTES = 10;
    private static final TaskType<Work> WORK = TaskType.of("work", Work.class);

    record Work() {}

    /** The calls of a port, by method. */
    private static final class Counted {
        private final Map<String, Integer> calls = new TreeMap<>();

        StorePort around(StorePort store) {
            return around("", StorePort.class, store);
        }

        QueuePort around(QueuePort queue) {
            return around("", QueuePort.class, queue);
        }

        private static boolean isChapter(Method method) {
            return method.getDeclaringClass() == StorePort.class
                    && method.getReturnType().isInterface();
        }

        private <T> T around(String name, Class<T> port, Object target) {
            return port.cast(Proxy.newProxyInstance(
                    port.getClassLoader(), new Class<?>[] {port}, (proxy, method, given) -> {
                        boolean isChapter = isChapter(method);
                        if (!isChapter && !method.getName().equals("carriesHints")) {
                            calls.merge(name + method.getName(), 1, Integer::sum);
                        }
                        try {
                            Object answer = method.invoke(target, given);
                            return isChapter ? around(method.getName() + ".", method.getReturnType(), answer) : answer;
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }));
        }

        int aMinute(String method) {
            return calls.getOrDefault(method, 0) / MINUTES;
        }

        int allAMinute() {
            return calls.values().stream().mapToInt(Integer::intValue).sum() / MINUTES;
        }
    }

    private record Counts(Counted coordinator, Counted agent, Counted agentsQueue) {}

    /** Counts for several minutes, after a first one. */
    private static Counts idle() {
        Counts counts = new Counts(new Counted(), new Counted(), new Counted());
        List<Counted> all = List.of(counts.coordinator, counts.agent, counts.agentsQueue);
        Simulation.run(1, SimulationLimits.DEFAULTS.withVirtualTime(Duration.ofHours(1)), simulation -> {
            MemoryDatabase data = new MemoryDatabase(simulation.clock());
            QueuePort queue = simulation.around(new InMemoryTaskQueue(simulation.platform()));
            Coordinator.builder(counts.coordinator.around(simulation.around(data.connect())))
                    .queue(queue)
                    .platform(simulation.platform())
                    .build()
                    .start();
            Agent.builder(counts.agent.around(simulation.around(data.connect())))
                    .queue(counts.agentsQueue.around(queue))
                    .handler(TaskHandler.of(WORK, (context, params) -> Outcome.done()))
                    .platform(simulation.platform())
                    .build()
                    .start();
            simulation.sleep(Duration.ofMinutes(1));
            all.forEach(counted -> counted.calls.clear());
            simulation.sleep(Duration.ofMinutes(MINUTES));
        });
        return counts;
    }

    @Test
    void idleCostsAreBounded() {
        Counts counts = idle();
        System.out.println("coordinator, in " + MINUTES + " minutes: " + counts.coordinator.calls);
        System.out.println("agent: " + counts.agent.calls + ", of the queue: " + counts.agentsQueue.calls);

        assertThat(counts.coordinator.aMinute("sessions.heartbeat")).isBetween(100, 130);
        assertThat(counts.coordinator.aMinute("sessions.all")).isBetween(200, 330);
        assertThat(counts.coordinator.aMinute("inspections.countScheduled")).isBetween(8, 13);
        assertThat(counts.coordinator.aMinute("inspections.report")).isBetween(8, 13);
        assertThat(counts.coordinator.allAMinute()).isLessThan(1_600);
        assertThat(counts.agent.aMinute("sessions.heartbeat")).isBetween(100, 130);
        assertThat(counts.agent.aMinute("dispatch.waiting")).isBetween(10, 25);
        assertThat(counts.agent.aMinute("inspections.report")).isBetween(8, 13);
        assertThat(counts.agent.allAMinute()).isLessThan(170);
        assertThat(counts.agentsQueue.allAMinute()).isLessThan(150);
    }
}
