package dev.taskq.postgres;

import dev.taskq.rig.backend.Ports;
import dev.taskq.testkit.TestTimeouts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A PgBouncer in transaction mode before a test's database, if the environment names the program:
 * {@code TASKQ_TEST_PGBOUNCER}. It refuses start-up options, and gives each transaction another connection.
 */
final class PgBouncer implements AutoCloseable {
    private static final Optional<String> PROGRAM = Optional.ofNullable(System.getenv("TASKQ_TEST_PGBOUNCER"));
    private static final long LONGEST_WAIT_SECONDS = TestTimeouts.PROCESS.toSeconds();
    private static final long SCAN_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Path folder;
    private final Process process;
    private final PostgresConfig through;

    private PgBouncer(Path folder, Process process, PostgresConfig through) {
        this.folder = folder;
        this.process = process;
        this.through = through;
    }

    /** Starts the program, if it is there. */
    static Optional<PgBouncer> before(PostgresConfig direct) throws IOException {
        return PROGRAM.isEmpty() ? Optional.empty() : Optional.of(start(PROGRAM.get(), direct));
    }

    private static PgBouncer start(String program, PostgresConfig direct) throws IOException {
        URI server = URI.create(direct.jdbcUrl().substring("jdbc:".length()));
        String database = server.getPath().substring(1);
        int port = Ports.free();
        // PgBouncer refuses to run as root, so another user must be able to read the file; the password is valid for
        // this run only.
        Path folder = Files.createTempDirectory(
                "taskq-pgbouncer-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path configuration = Files.writeString(folder.resolve("pgbouncer.ini"), """
                [databases]
                %s = host=%s port=%d user=%s password=%s
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = transaction
                default_pool_size = 20
                max_client_conn = 500
                """.formatted(
                        database, server.getHost(), server.getPort(), direct.user(), direct.password(), port));
        List<String> command = new ArrayList<>(List.of(program));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(configuration.toString());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        PgBouncer bouncer = new PgBouncer(
                folder,
                process,
                PostgresConfig.of(
                                "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "",
                                direct.user(),
                                direct.password())
                        .withPoolSize(direct.poolSize())
                        .withStartupOptions(false));
        bouncer.awaitReady(port);
        return bouncer;
    }

    private void awaitReady(int port) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_WAIT_SECONDS);
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() - end > 0) {
                    throw new IOException(Files.readString(folder.resolve("log")), e);
                }
                LockSupport.parkNanos(SCAN_AGAIN_NANOS);
            }
        }
    }

    /** The configuration to reach the database through it. */
    PostgresConfig through() {
        return through;
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().join();
        Files.deleteIfExists(folder.resolve("pgbouncer.ini"));
        Files.deleteIfExists(folder.resolve("log"));
        Files.deleteIfExists(folder);
    }
}
