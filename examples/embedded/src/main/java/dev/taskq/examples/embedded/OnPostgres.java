package dev.taskq.examples.embedded;

import dev.taskq.TaskQueue;
import dev.taskq.postgres.PostgresConfig;
import dev.taskq.postgres.PostgresTaskStore;

/**
 * The same program on Postgres. One line changes. Needs a database, named by {@code DATABASE_URL} (a JDBC URL),
 * {@code DATABASE_USER} and {@code DATABASE_PASSWORD}.
 */
public final class OnPostgres {
    private OnPostgres() {}

    /**
     * Greets; the task is durable.
     *
     * @param args not used
     * @throws InterruptedException if interrupted while it waits
     */
    public static void main(String[] args) throws InterruptedException {
        PostgresConfig database = Environment.database();
        PostgresTaskStore.migrate(database);
        Greeting.say(PostgresTaskStore.open(database), TaskQueue.none());
    }
}
