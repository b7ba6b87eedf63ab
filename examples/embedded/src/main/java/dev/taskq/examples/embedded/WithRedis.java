package dev.taskq.examples.embedded;

import dev.taskq.postgres.PostgresConfig;
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.redis.RedisConfig;
import dev.taskq.redis.RedisTaskQueue;

/**
 * The same program on Postgres with the speed of Redis. One more line changes. Needs the database of {@link OnPostgres},
 * and a Redis, named by {@code REDIS_URL}.
 */
public final class WithRedis {
    private WithRedis() {}

    /**
     * Greets; the task is durable and picked up fast.
     *
     * @param args not used
     * @throws InterruptedException if interrupted while it waits
     */
    public static void main(String[] args) throws InterruptedException {
        PostgresConfig database = Environment.database();
        PostgresTaskStore.migrate(database);
        Greeting.say(
                PostgresTaskStore.open(database), RedisTaskQueue.open(RedisConfig.of(Environment.get("REDIS_URL"))));
    }
}
