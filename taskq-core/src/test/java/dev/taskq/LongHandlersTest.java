package dev.taskq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentConfig;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Handlers that work for long, say how far they have come, and go on from there on another agent. */
class LongHandlersTest {
    private static final TaskType<Copy> COPY = TaskType.of("copy", Copy.class);

    private final InMemoryTaskStore store = new InMemoryTaskStore();

    private record Copy() {}

    private record Copied(int pages) {}

    private Agent agent(String name, TaskHandler.Body<Copy> body) {
        return Agent.builder(store)
                .handler(TaskHandler.of(COPY, body))
                .config(AgentConfig.DEFAULTS.withName(name).withGrace(Duration.ZERO))
                .build()
                .start();
    }

    @Test
    void handlerThatIsInterruptedByTheStopOfItsAgentGoesOnWithItsLastCheckpointOnAnother() throws Exception {
        try (Coordinator coordinator = Coordinator.builder(store).build().start()) {
            long id = coordinator.submit(COPY.task(new Copy())).id();
            CountDownLatch never = new CountDownLatch(1);
            try (Agent first = agent("first", (context, copy) -> {
                context.progress(0.5, "7 of 14 pages");
                context.checkpoint(new Copied(7));
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    context.checkpoint(new Copied(8));
                    throw e;
                }
                return Outcome.done();
            })) {
                assertThat(first.isHealthy()).isTrue();
                Await.until(() -> store.submissions().find(List.of(id)).stream()
                        .anyMatch(task -> task.progress()
                                .filter(progress -> progress.fraction() == 0.5)
                                .isPresent()));
            }
            try (Agent second = agent(
                    "second",
                    (context, copy) ->
                            Outcome.done(context.lastCheckpoint(Copied.class).orElseThrow()))) {
                assertThat(second.isHealthy()).isTrue();
                Task task = coordinator.await(id, Duration.ofMinutes(2)).orElseThrow();
                assertThat(task.result(Copied.class)).isEqualTo(new Copied(8));
                assertThat(task.attempts()).extracting(Task.Attempt::outcome).containsExactly(AttemptOutcome.RELEASED);
                assertThat(task.progress()).isEmpty();
            }
        }
    }
}
