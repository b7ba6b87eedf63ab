package dev.taskq.examples.embedded;

import dev.taskq.Outcome;
import dev.taskq.Task;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskStore;
import java.time.Duration;

/** A coordinator and an agent in one plain program, in memory. Nothing else is needed. */
public final class Embedded {
    record Greet(String name) {}

    private Embedded() {}

    /**
     * Greets.
     *
     * @param args not used
     * @throws InterruptedException if interrupted while it waits
     */
    public static void main(String[] args) throws InterruptedException {
        TaskType<Greet> greet = TaskType.of("greet", Greet.class);
        TaskHandler<Greet> greeter =
                TaskHandler.of(greet, (context, params) -> Outcome.done("Hello, " + params.name()));
        try (InMemoryTaskStore store = new InMemoryTaskStore();
                Coordinator coordinator = Coordinator.builder(store).build().start();
                Agent agent = Agent.builder(store).handler(greeter).build().start()) {
            long id = coordinator.submit(greet.task(new Greet("world"))).id();
            Task task = coordinator.await(id, Duration.ofSeconds(10)).orElseThrow();
            System.out.println(task.result(String.class));
        }
    }
}
