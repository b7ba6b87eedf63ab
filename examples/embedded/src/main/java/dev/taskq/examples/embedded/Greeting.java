package dev.taskq.examples.embedded;

import dev.taskq.Outcome;
import dev.taskq.TaskHandler;
import dev.taskq.TaskQueue;
import dev.taskq.TaskStore;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.coordinator.Coordinator;
import java.time.Duration;

/** The program of all examples, on the given store and queue. */
final class Greeting {
    static final TaskType<Greet> GREET = TaskType.of("greet", Greet.class);
    static final TaskHandler<Greet> GREETER =
            TaskHandler.of(GREET, (context, params) -> Outcome.done("Hello, " + params.name()));

    private Greeting() {}

    record Greet(String name) {}

    static String say(TaskStore toClose, TaskQueue alsoToClose) throws InterruptedException {
        try (TaskStore store = toClose;
                TaskQueue queue = alsoToClose;
                Coordinator coordinator =
                        Coordinator.builder(store).queue(queue).build().start();
                Agent agent = Agent.builder(store)
                        .queue(queue)
                        .handler(GREETER)
                        .build()
                        .start()) {
            long id = coordinator.submit(GREET.task(new Greet("world"))).id();
            String said =
                    coordinator.await(id, Duration.ofSeconds(10)).orElseThrow().result(String.class);
            System.out.println(said);
            return said;
        }
    }
}
