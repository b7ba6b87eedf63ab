package dev.taskq.rig.backend;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A key prefix of one's own on some Redis server; its keys are deleted when closed. Thread-safe. */
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
     * Where the server is.
     *
     * @return {@code redis://host:port}
     */
    public String uri() {
        return uri;
    }

    /**
     * What every key must contain, so that tests on one server do not meet.
     *
     * @return letters and digits, never the same twice
     */
    public String keyPrefix() {
        return keyPrefix;
    }

    /**
     * The server, to be killed and restarted, where it is an embedded one.
     *
     * @return the server; empty for a server named by settings or in a container
     */
    public Optional<RedisServer> server() {
        return server;
    }

    /** Deletes all keys that contain the prefix. Any number of calls. */
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
