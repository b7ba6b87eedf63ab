package dev.taskq.rig.backend;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import redis.embedded.RedisExecProvider;

/**
 * A separate Redis server, from a binary on the class path, on the loopback interface, configured as for production:
 * append-only file synced every second, no eviction, streams in small nodes. It ends with this JVM at the latest, after
 * the shutdown hooks; Ctrl-C does not reach it earlier. Thread-safe.
 */
public final class RedisServer implements AutoCloseable {
    private static final int PORT_TRIES = 3;

    private final Path home;
    private final boolean temporary;
    private final int port;
    private volatile ServerProcess process;

    private RedisServer(Path home, boolean temporary, int port) throws IOException {
        this.home = home;
        this.temporary = temporary;
        this.port = port;
        this.process = launch();
    }

    /**
     * Starts a server. Its data is deleted when it is closed.
     *
     * @return the server, which is ready
     * @throws BackendUnavailableException if it cannot be started
     */
    public static RedisServer start() {
        try {
            Path home = Folders.temporary("taskq-redis-");
            try (FolderLeash leash = FolderLeash.on(home)) {
                return start(home, true);
            } catch (IOException | RuntimeException e) {
                Folders.delete(home);
                throw e;
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Starts a server and keeps its data. A later start on the same folder finds the data.
     *
     * @param home its folder, which is new or was used by an earlier server that has ended
     * @return the server, which is ready
     * @throws BackendUnavailableException if it cannot be started
     */
    public static RedisServer start(Path home) {
        try {
            return start(Files.createDirectories(home).toAbsolutePath().normalize(), false);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static RedisServer start(Path home, boolean temporary) throws IOException {
        unpack(program(home));
        for (int tries = 1; ; tries++) {
            try {
                return new RedisServer(home, temporary, Ports.free());
            } catch (BackendUnavailableException e) {
                if (tries == PORT_TRIES || !Folders.tail(home.resolve("log")).contains("Failed listening")) {
                    throw e;
                }
            }
        }
    }

    private static void unpack(Path program) throws IOException {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch", "");
        String name = "/redis-server-" + RedisExecProvider.redisVersion + "-"
                + (system.startsWith("mac") ? "darwin" : system) + "-"
                + (machine.equals("aarch64") ? "arm64" : machine.equals("x86_64") ? "amd64" : machine);
        Files.deleteIfExists(program);
        try (InputStream binary = RedisExecProvider.class.getResourceAsStream(name)) {
            if (binary == null) {
                throw new BackendUnavailableException(
                        "No embedded Redis for " + system + " on " + machine + ": " + BackendSettings.NAME_A_REDIS);
            }
            Files.copy(binary, program);
        }
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    private ServerProcess launch() throws IOException {
        ServerProcess started = ServerProcess.start(new ServerProcess.Spec(
                List.of(
                        program(home).toString(),
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        String.valueOf(port),
                        "--dir",
                        home.toString(),
                        "--pidfile",
                        home.resolve("pid").toString(),
                        "--save",
                        "",
                        "--appendonly",
                        "yes",
                        "--appendfsync",
                        "everysec",
                        "--maxmemory-policy",
                        "noeviction",
                        "--stream-node-max-entries",
                        "20"),
                Map.of("LC_ALL", "C"),
                home.resolve("pid"),
                "TERM",
                home.resolve("log"),
                temporary ? Optional.of(home) : Optional.empty()));
        if (!started.awaitReady(() -> started.server().isPresent() && answers())) {
            started.kill();
            throw new BackendUnavailableException(
                    "Redis did not start (" + Folders.tail(home.resolve("log")) + "): " + BackendSettings.NAME_A_REDIS);
        }
        return started;
    }

    private static Path program(Path home) {
        return home.resolve("redis-server");
    }

    private boolean answers() {
        try (RedisConnection connection = RedisConnection.open("127.0.0.1", port)) {
            return "PONG".equals(connection.call("PING"));
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The address of the server.
     *
     * @return {@code redis://127.0.0.1:port}
     */
    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    /**
     * Runs one command on a separate connection.
     *
     * @param command the command and its arguments
     * @return a text, a {@code Long} or a list of these; an empty text for nil
     * @throws IOException if the server does not answer within seconds, or answers with an error
     */
    public Object call(String... command) throws IOException {
        try (RedisConnection connection = RedisConnection.open("127.0.0.1", port)) {
            return connection.call(command);
        }
    }

    /**
     * The process, which can be killed or frozen.
     *
     * @return the process id
     * @throws IllegalStateException if it does not run
     */
    public long pid() {
        return process.server()
                .orElseThrow(() -> new IllegalStateException("the server does not run"))
                .pid();
    }

    /** Kills it with {@code kill -9}, like a crash. Its data stays. */
    public void kill() {
        process.kill();
    }

    /**
     * Restarts it after {@link #kill()}, on the same port and data. Returns when it has loaded them.
     *
     * @throws BackendUnavailableException if it does not start
     */
    public void restart() {
        try {
            process = launch();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Ends the server, and deletes its folder if that is a temporary one. May be called repeatedly. */
    @Override
    public void close() {
        process.close();
        if (temporary) {
            try {
                Folders.delete(home);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static BackendUnavailableException failed(Exception e) {
        return new BackendUnavailableException(
                "Redis could not be started (" + e + "): " + BackendSettings.NAME_A_REDIS, e);
    }
}
