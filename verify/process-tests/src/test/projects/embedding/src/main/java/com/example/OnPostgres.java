package com.example;

import dev.taskq.Outcome;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.postgres.PostgresConfig;
import dev.taskq.postgres.PostgresTaskStore;
import java.time.Duration;

/** The README's program on a Postgres that is named by the arguments. */
public final class OnPostgres {
    record Greet(String name) {}

    private OnPostgres() {}

    public static void main(String[] args) throws InterruptedException {
        TaskType<Greet> greet = TaskType.of("greet", Greet.class);
        TaskHandler<Greet> greeter = TaskHandler.of(greet, (context, params) -> Outcome.done("Hello, " + params.name()));
        try (PostgresTaskStore store = PostgresTaskStore.open(PostgresConfig.of(args[0], args[1], args[2])).migrate();
                Coordinator coordinator = Coordinator.builder(store).build().start();
                Agent agent = Agent.builder(store).handler(greeter).build().start()) {
            long id = coordinator.submit(greet.task(new Greet("Postgres"))).id();
            System.out.println(coordinator.await(id, Duration.ofMinutes(2)).orElseThrow().result(String.class));
        }
    }
}
