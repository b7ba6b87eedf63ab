package dev.taskq.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.Outcome;
import dev.taskq.QueueUnavailableException;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentConfig;
import dev.taskq.memory.InMemoryTaskQueue;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.spi.QueuePort;
import dev.taskq.spi.StorePort;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How soon an agent calls the queue again after an outage, in virtual time. */
class QueueComebackTest {
    private static final Duration BOUND = Duration.ofMillis(250);
    private static final TaskType<Work> WORK = TaskType.of("work", Work.class);

    record Work() {}

    /** A queue that fails while an agent waits for the wake-up, near the end of the wait. */
    private static final class GoesAway {
        private boolean atTheNextAwait;
        private boolean away;
        private int answers;

        QueuePort around(Simulation simulation, QueuePort queue) {
            return (QueuePort) Proxy.newProxyInstance(
                    QueuePort.class.getClassLoader(), new Class<?>[] {QueuePort.class}, (proxy, method, given) -> {
                        if (method.getName().equals("carriesHints")) {
                            return true;
                        }
                        if (atTheNextAwait && method.getName().equals("takeWhenWoken")) {
                            Duration longest = (Duration) given[3];
                            simulation.sleep(longest.multipliedBy(9).dividedBy(10));
                            atTheNextAwait = false;
                            away = true;
                        }
                        if (away) {
                            throw new QueueUnavailableException(null);
                        }
                        answers++;
                        try {
                            return method.invoke(queue, given);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }

    @Test
    void waitForTheWakeUpThatFailsIsNotTakenForAHang() {
        for (long seed = 0; seed < 5; seed++) {
            Simulation.run(seed, SimulationLimits.DEFAULTS, QueueComebackTest::goAwayAndComeBack);
        }
    }

    private static void goAwayAndComeBack(Simulation simulation) throws InterruptedException {
        GoesAway fault = new GoesAway();
        StorePort store = simulation.around(new InMemoryTaskStore(simulation.clock()));
        QueuePort queue = fault.around(simulation, simulation.around(new InMemoryTaskQueue(simulation.platform())));
        Agent agent = Agent.builder(store)
                .queue(queue)
                .handler(TaskHandler.of(WORK, (context, work) -> Outcome.done()))
                .config(AgentConfig.DEFAULTS.withSlots(4))
                .platform(simulation.platform())
                .build();
        agent.start();
        simulation.sleep(Duration.ofSeconds(3));
        fault.atTheNextAwait = true;
        while (!fault.away) {
            simulation.sleep(Duration.ofMillis(10));
        }
        fault.away = false;
        fault.answers = 0;

        simulation.sleep(BOUND);
        assertThat(fault.answers).isPositive();
        agent.close();
    }
}
