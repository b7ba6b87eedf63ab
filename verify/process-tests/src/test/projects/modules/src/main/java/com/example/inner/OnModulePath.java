package com.example.inner;

import com.example.shared.Greet;
import dev.taskq.Outcome;
import dev.taskq.TaskHandler;
import dev.taskq.TaskStore;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.postgres.PostgresConfig;
import dev.taskq.postgres.PostgresTaskStore;
import java.time.Duration;

/** A greeting from a store in memory, and one from the Postgres that is named by the arguments. */
public final class OnModulePath {
    /** A result in a package that the module opens to Jackson. */
    record Greeting(String text) {}

    private OnModulePath() {}

    public static void main(String[] args) throws InterruptedException {
        System.out.println("module: " + TaskType.class.getModule().getName());
        greet("memory", new InMemoryTaskStore());
        greet("Postgres", PostgresTaskStore.open(PostgresConfig.of(args[0], args[1], args[2])).migrate());
    }

    private static void greet(String name, TaskStore opened) throws InterruptedException {
        TaskType<Greet> greet = TaskType.of("greet", Greet.class);
        TaskHandler<Greet> greeter =
                TaskHandler.of(greet, (context, params) -> Outcome.done(new Greeting("Hello, " + params.name())));
        try (TaskStore store = opened;
                Coordinator coordinator = Coordinator.builder(store).build().start();
                Agent agent = Agent.builder(store).handler(greeter).build().start()) {
            long id = coordinator.submit(greet.task(new Greet(name))).id();
            System.out.println(
                    coordinator.await(id, Duration.ofMinutes(2)).orElseThrow().result(Greeting.class).text());
        }
    }
}
