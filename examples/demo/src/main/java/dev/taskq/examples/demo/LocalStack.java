package dev.taskq.examples.demo;

import dev.taskq.testkit.backend.PostgresServer;
import dev.taskq.testkit.backend.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Postgres (fsync on), Redis (append only file on) and a coordinator, started in this order and ended in the other. All on
 * the loopback interface, with secrets made for this run.
 */
public final class LocalStack implements AutoCloseable {
    private static final Path COORDINATOR_JAR = Path.of("taskq-coordinator-app/target/taskq-coordinator.jar");

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Folder folder;
    private final PostgresServer postgres;
    private final RedisServer redis;
    private final String token = newToken();
    private final URI address;
    private final JarProcess coordinator;

    /**
     * Starts it.
     *
     * @param port where the coordinator listens; 0 for any that is free
     */
    public LocalStack(int port) {
        try {
            folder = push(Folder.temporary());
            Progress.say("starting Postgres");
            postgres = push(PostgresServer.start());
            Progress.say("starting Redis");
            redis = push(RedisServer.start());
            address = URI.create("http://127.0.0.1:" + free(port));
            Progress.say("starting a coordinator at " + address);
            Map<String, String> settings = new HashMap<>(servers());
            settings.put("TASKQ_NAME", "coordinator");
            settings.put("TASKQ_HTTP_HOST", address.getHost());
            settings.put("TASKQ_HTTP_PORT", Integer.toString(address.getPort()));
            settings.put("TASKQ_TOKENS", "local submit,read,admin sha256:" + sha256(token));
            coordinator = push(JarProcess.start("coordinator", COORDINATOR_JAR, folder.path(), settings));
            TaskClient client = new TaskClient(address, token);
            while (!client.isReady()) {
                coordinator.requireAlive();
                Progress.pause();
            }
        } catch (RuntimeException | InterruptedException e) {
            close();
            throw e instanceof RuntimeException failure ? failure : new ComplaintException("interrupted");
        }
    }

    private <T extends AutoCloseable> T push(T resource) {
        started.push(resource);
        return resource;
    }

    /**
     * Ends it with this process at the latest, Ctrl-C and SIGTERM included.
     *
     * @return this
     */
    public LocalStack closedAtExit() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "taskq-down"));
        return this;
    }

    /** What every taskq process needs to find its servers. */
    Map<String, String> servers() {
        return Map.of(
                "TASKQ_POSTGRES_URL", postgres.jdbcUrl(),
                "TASKQ_POSTGRES_USER", postgres.user(),
                "TASKQ_POSTGRES_PASSWORD", postgres.password(),
                "TASKQ_REDIS_URL", redis.uri());
    }

    /**
     * The database server.
     *
     * @return it
     */
    public PostgresServer postgres() {
        return postgres;
    }

    /**
     * The Redis server.
     *
     * @return it
     */
    public RedisServer redis() {
        return redis;
    }

    /**
     * Where the coordinator listens.
     *
     * @return it
     */
    public URI address() {
        return address;
    }

    /**
     * A token with all scopes.
     *
     * @return it
     */
    public String token() {
        return token;
    }

    Folder folder() {
        return folder;
    }

    /**
     * The coordinator's process.
     *
     * @return it
     */
    public JarProcess coordinator() {
        return coordinator;
    }

    private static int free(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new ComplaintException("port " + port + " is taken: end what listens there, or name another port");
        }
    }

    private static String newToken() {
        byte[] secret = new byte[24];
        new SecureRandom().nextBytes(secret);
        return HexFormat.of().formatHex(secret);
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public synchronized void close() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                System.err.println("taskq: something did not end cleanly: " + e);
            }
        }
    }
}
