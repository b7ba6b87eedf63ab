package dev.taskq.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;

/** A test's own way to a Redis server. */
final class RedisAdmin implements AutoCloseable {
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    RedisAdmin(String uri) {
        client = RedisClient.create(uri);
        connection = client.connect();
    }

    RedisCommands<String, String> commands() {
        return connection.sync();
    }

    /** How many clients wait in a command. */
    long blockedClients() {
        return info("clients", "blocked_clients");
    }

    /** The ids of the connections that bear a name. */
    List<Long> clientsNamed(String name) {
        return commands()
                .clientList()
                .lines()
                .filter(line -> line.contains(" name=" + name + " "))
                .map(line -> Long.valueOf(line.substring(line.indexOf('=') + 1, line.indexOf(' '))))
                .toList();
    }

    long info(String section, String field) {
        String prefix = field + ":";
        return commands()
                .info(section)
                .lines()
                .filter(line -> line.startsWith(prefix))
                .mapToLong(
                        line -> Long.parseLong(line.substring(prefix.length()).strip()))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown();
    }
}
