package dev.taskq.process.beside;

import dev.taskq.NewTask;
import dev.taskq.Task;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.postgres.PostgresConfig;
import dev.taskq.postgres.PostgresTaskStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Migrates, submits tasks, and prints how each of them ended. */
public final class CoordinatorProgram {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration LATER = Duration.ofMillis(200);

    private CoordinatorProgram() {}

    /** With the URL, the user and the password of the database. */
    public static void main(String[] arguments) throws InterruptedException {
        PostgresConfig config = PostgresConfig.of(arguments[0], arguments[1], arguments[2]);
        try (PostgresTaskStore store = PostgresTaskStore.open(config).migrate();
                Coordinator coordinator = Coordinator.builder(store).build().start()) {
            List<NewTask> tasks = new ArrayList<>();
            tasks.add(task("world"));
            tasks.add(task("late"));
            tasks.add(task("scheduled").delayedBy(LATER));
            tasks.add(task("keyed").withIdempotencyKey("once"));
            tasks.add(task("keyed").withIdempotencyKey("once"));
            for (NewTask task : tasks) {
                long id = coordinator.submit(task).id();
                Task ended = coordinator.await(id, LONG).orElseThrow();
                System.out.println("task " + ended.id() + " " + ended.status() + " " + ended.result(String.class));
            }
        }
    }

    private static NewTask task(String name) {
        return Greet.TYPE.task(new Greet.Params(name));
    }
}
