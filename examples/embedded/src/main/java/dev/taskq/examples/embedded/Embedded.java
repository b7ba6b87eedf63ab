package dev.taskq.examples.embedded;

import dev.taskq.Outcome;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.TaskQueue;
import dev.taskq.TaskStore;
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
        try (TaskStore store = new InMemoryTaskStore();
                TaskQueue queue = TaskQueue.none();
                Coordinator coordinator = Coordinator.builder(store).queue(queue).build().start();
                Agent agent = Agent.builder(store).queue(queue).handler(greeter).build().start()) {
            long id = coordinator.submit(greet.task(new Greet("world"))).id();
            System.out.println(
                    coordinator.await(id, Duration.ofSeconds(10)).orElseThrow().result());
        }
    }
}
