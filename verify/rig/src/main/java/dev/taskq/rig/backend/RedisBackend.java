package dev.taskq.rig.backend;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A unique key prefix on a Redis server. Its keys are deleted when it is closed. Thread-safe. */
public final class RedisBackend implements AutoCloseable {
    private static final String SCAN_STEP = "1000";

    private final String uri;
    private final String keyPrefix;
    private final Optional<RedisServer> server;

    private RedisBackend(String uri, String keyPrefix, Optional<RedisServer> server) {
        this.uri = uri;
        this.keyPrefix = keyPrefix;
        this.server = server;
    }

    static RedisBackend create(String uri, Optional<RedisServer> server) {
        return new RedisBackend(uri, "t" + UUID.randomUUID().toString().replace("-", ""), server);
    }

    /**
     * The address of the server.
     *
     * @return {@code redis://host:port}
     */
    public String uri() {
        return uri;
    }

    /**
     * The text that every key must contain, so that tests on one server do not affect each other.
     *
     * @return letters and digits, different each time
     */
    public String keyPrefix() {
        return keyPrefix;
    }

    /**
     * The server, if it is an embedded one, which can be killed and restarted.
     *
     * @return the server; empty for a server named by settings or in a container
     */
    public Optional<RedisServer> server() {
        return server;
    }

    /** Deletes all keys that contain the prefix. May be called repeatedly. */
    @Override
    public void close() {
        try (RedisConnection connection = RedisConnection.open(URI.create(uri))) {
            String cursor = "0";
            do {
                List<?> page =
                        (List<?>) connection.call("SCAN", cursor, "MATCH", "*" + keyPrefix + "*", "COUNT", SCAN_STEP);
                cursor = (String) page.get(0);
                delete(connection, (List<?>) page.get(1));
            } while (!cursor.equals("0"));
        } catch (IOException e) {
            throw new BackendUnavailableException("Redis at " + uri + " refused: " + e.getMessage(), e);
        }
    }

    private static void delete(RedisConnection connection, List<?> keys) throws IOException {
        if (!keys.isEmpty()) {
            List<String> command = new ArrayList<>(List.of("UNLINK"));
            keys.forEach(key -> command.add((String) key));
            connection.call(command.toArray(String[]::new));
        }
    }
}
