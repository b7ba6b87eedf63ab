package dev.taskq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentConfig;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.CoordinatorHealth;
import dev.taskq.memory.InMemoryTaskQueue;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.spi.QueuePort;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Whether hints fail is known of a queue that nothing is asked of: it is probed. Each test has a store and a queue of its own, and waits
 * for seconds.
 */
@Execution(ExecutionMode.CONCURRENT)
class HintsFailingTest {
    private static final TaskType<Wish> WISHES = TaskType.of("wish", Wish.class);

    private final MeterRegistry ofCoordinator = new SimpleMeterRegistry();
    private final MeterRegistry ofAgent = new SimpleMeterRegistry();
    private final InMemoryTaskStore store = new InMemoryTaskStore();
    private final InMemoryTaskQueue truth = new InMemoryTaskQueue();
    private volatile boolean away;
    private final QueuePort queue = (QueuePort) Proxy.newProxyInstance(
            QueuePort.class.getClassLoader(), new Class<?>[] {QueuePort.class}, (proxy, method, arguments) -> {
                if (away && !method.getName().equals("carriesHints")) {
                    throw new QueueUnavailableException(null);
                }
                try {
                    return method.invoke(truth, arguments);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });
    private final CountDownLatch stay = new CountDownLatch(1);
    private final Coordinator coordinator = Coordinator.builder(store)
            .queue(queue)
            .meterRegistry(ofCoordinator)
            .build()
            .start();
    private final Agent agent = Agent.builder(store)
            .queue(queue)
            .handler(TaskHandler.of(WISHES, (context, wish) -> {
                stay.await();
                return Outcome.done();
            }))
            .config(AgentConfig.DEFAULTS.withSlots(1).withGrace(Duration.ofMillis(100)))
            .meterRegistry(ofAgent)
            .build()
            .start();

    private record Wish() {}

    @AfterEach
    void close() {
        stay.countDown();
        agent.close();
        coordinator.close();
        store.close();
    }

    private static double failing(MeterRegistry registry) {
        return registry.get("taskq.hints.failing").gauge().value();
    }

    private void awaitBoth(double value) throws InterruptedException {
        Await.until(() -> failing(ofCoordinator) == value && failing(ofAgent) == value);
    }

    @Test
    void idleSystemKnowsThatTheQueueIsAwayAndThatItIsBack() throws Exception {
        assertThat(failing(ofCoordinator)).isZero();
        for (int i = 0; i < 2; i++) {
            away = true;
            awaitBoth(1);
            assertThat(coordinator.health().hints()).isEqualTo(CoordinatorHealth.Hints.FAIL);
            away = false;
            awaitBoth(0);
            // That of another process reaches it by the leader.
            Await.until(() -> coordinator.health().hints() == CoordinatorHealth.Hints.FLOW);
        }
    }

    @Test
    void coordinatorThatIsAloneLeadsAndWithoutAQueueItHasNoHints() throws Exception {
        Await.until(() -> coordinator.health().leads() && !coordinator.health().leaderMissing());
        assertThat(coordinator.health().storeAnswers()).isTrue();
        try (InMemoryTaskStore other = new InMemoryTaskStore();
                Coordinator withoutQueue = Coordinator.builder(other).build().start()) {
            assertThat(withoutQueue.health().hints()).isEqualTo(CoordinatorHealth.Hints.NONE);
        }
    }

    @Test
    void agentWithoutAFreeSlotKnowsItToo() throws Exception {
        coordinator.submit(WISHES.task(new Wish()));
        Await.until(() -> ofAgent.get("taskq.slots.free").gauge().value() == 0);

        away = true;
        awaitBoth(1);
        away = false;
        awaitBoth(0);
    }

    @Test
    void agentWhoseTypesArePausedKnowsItToo() throws Exception {
        store.types().pause("wish", true);
        away = true;
        awaitBoth(1);
        away = false;
        awaitBoth(0);
    }
}
