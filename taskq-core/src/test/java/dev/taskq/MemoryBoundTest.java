package dev.taskq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentConfig;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskQueue;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.spi.QueuePort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What an agent holds is bounded in bytes, with hints and without, and nothing waits for ever for it. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class MemoryBoundTest {
    private static final int LARGE = 10_000;
    private static final TaskType<Text> TEXT = TaskType.of("text", Text.class);

    @Parameter
    boolean withQueue;

    private record Text(String text) {}

    private Task ended(Coordinator coordinator, long id) throws InterruptedException {
        Task task = coordinator.await(id, Duration.ofSeconds(60)).orElseThrow();
        assertThat(task.status()).as("%s", task).isEqualTo(TaskStatus.SUCCEEDED);
        return task;
    }

    @Test
    void largeTasksRunAFewAtATimeAndOneAloneAlways() throws Exception {
        QueuePort queue = withQueue ? new InMemoryTaskQueue() : QueuePort.none();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch mayEnd = new CountDownLatch(1);
        TaskHandler<Text> handler = TaskHandler.of(TEXT, (context, params) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            mayEnd.await();
            running.decrementAndGet();
            return Outcome.done();
        });
        AgentConfig config = AgentConfig.DEFAULTS.withSlots(64).withMemory(3 * LARGE + LARGE / 2);
        try (InMemoryTaskStore store = new InMemoryTaskStore();
                Coordinator coordinator =
                        Coordinator.builder(store).queue(queue).build().start();
                Agent agent = Agent.builder(store)
                        .queue(queue)
                        .handler(handler)
                        .config(config)
                        .build()
                        .start()) {
            assertThat(agent.isHealthy()).isTrue();
            List<Long> ids = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                ids.add(coordinator
                        .submit(TEXT.task(new Text("x".repeat(LARGE))))
                        .id());
            }
            // More than the agent may hold in all.
            ids.add(coordinator
                    .submit(TEXT.task(new Text("y".repeat(10 * LARGE))))
                    .id());
            ids.add(coordinator.submit(TEXT.task(new Text("small"))).id());
            Await.until(() -> running.get() >= 3);
            mayEnd.countDown();
            for (long id : ids) {
                ended(coordinator, id);
            }
            // Three large ones, and the small one beside them.
            assertThat(most).hasValueLessThanOrEqualTo(4);
        }
    }
}
