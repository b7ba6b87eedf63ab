package dev.taskq.rig.backend;

import dev.taskq.testkit.TestTimeouts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A separate Postgres server, from binaries on the class path, on the loopback interface. It is as durable as a
 * production server: {@code fsync}, {@code synchronous_commit} and {@code full_page_writes} are on, and no setting turns them
 * off. It ends with this JVM at the latest, after the shutdown hooks; Ctrl-C does not reach it earlier. Thread-safe.
 *
 * If this process runs as root, the server runs as another user or in a user namespace, depending on the machine.
 */
public final class PostgresServer implements AutoCloseable {
    static final String USER = "postgres";
    static final int MAX_CONNECTIONS = 200;
    /**
     * Of the servers that the tests of a JVM share. A commit survives the end of Postgres, however that ends, but not that of the machine,
     * which no test ends. So no commit of a test waits for the disk.
     */
    static final String NO_FSYNC = "fsync=off";

    private static final List<String> DURABLE = List.of("fsync=on", "synchronous_commit=on", "full_page_writes=on");
    private static final Duration LONGEST_RESTART = TestTimeouts.PROCESS;
    private static final int PORT_TRIES = 3;
    private static final String PROGRAMS = "programs";
    private static final String PASSWORD = "password";

    /** Independent of the locale of this process, which may be empty. */
    static final Map<String, String> ENVIRONMENT = Map.of("LC_ALL", "C");

    private final Path home;
    private final boolean temporary;
    private final PostgresBinaries binaries;
    private final Launcher launcher;
    private final String password;
    private final List<String> settings;
    private final int port;
    private volatile ServerProcess process;

    private PostgresServer(Setup setup, int port) throws IOException {
        this.home = setup.home;
        this.temporary = setup.temporary;
        this.binaries = setup.binaries;
        this.launcher = setup.launcher;
        this.password = setup.password;
        this.settings = setup.settings;
        this.port = port;
        this.process = launch();
    }

    private record Setup(
            Path home,
            boolean temporary,
            PostgresBinaries binaries,
            Launcher launcher,
            String password,
            List<String> settings) {}

    /**
     * Starts a server. Its data is deleted when it is closed.
     *
     * @return the server, which is ready
     * @throws BackendUnavailableException if it cannot be started
     */
    public static PostgresServer start() {
        return start(List.of());
    }

    /**
     * Starts a server with more settings. Its data is deleted when it is closed.
     *
     * @param settings of postgresql.conf, each as {@code name=value}; those of durability stay on
     * @return the server, which is ready
     * @throws BackendUnavailableException if it cannot be started
     */
    public static PostgresServer start(List<String> settings) {
        return withPrograms(join(settings, DURABLE));
    }

    /** Starts a server that differs by {@link #NO_FSYNC}. */
    static PostgresServer startWithoutFsync() {
        return withPrograms(join(DURABLE, List.of(NO_FSYNC)));
    }

    private static PostgresServer withPrograms(List<String> settings) {
        return inTemporaryFolder(
                home -> PostgresBinaries.unpack(home.resolve(PROGRAMS)),
                Launcher::candidates,
                InitialData.ofThisBuild(),
                settings);
    }

    /** Of a setting that is in both, Postgres takes the last one. */
    private static List<String> join(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    /**
     * Starts a server and keeps its data. A later start on the same folder finds the data, with the same password.
     *
     * @param home its folder, which is new or was used by an earlier server that has ended
     * @return the server, which is ready
     * @throws BackendUnavailableException if it cannot be started
     */
    public static PostgresServer start(Path home) {
        try {
            Path folder = Files.createDirectories(home).toAbsolutePath().normalize();
            Folders.delete(folder.resolve(PROGRAMS));
            PostgresBinaries binaries = PostgresBinaries.unpack(folder.resolve(PROGRAMS));
            return start(
                    folder,
                    false,
                    binaries,
                    Launcher.candidates(Launcher.isRoot(folder)),
                    InitialData.ofThisBuild(),
                    DURABLE);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Like {@link #start()}, with the programs, ways and data that a test chooses. */
    static PostgresServer inTemporaryFolder(Programs programs, Ways ways, InitialData initial) {
        return inTemporaryFolder(programs, ways, initial, DURABLE);
    }

    private static PostgresServer inTemporaryFolder(
            Programs programs, Ways ways, InitialData initial, List<String> settings) {
        try {
            Path home = Folders.temporary("taskq-postgres-");
            try (FolderLeash leash = FolderLeash.on(home)) {
                return start(home, true, programs.in(home), ways.candidates(Launcher.isRoot(home)), initial, settings);
            } catch (IOException | RuntimeException e) {
                Folders.delete(home);
                throw e;
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The source of a server's programs. */
    @FunctionalInterface
    interface Programs {
        PostgresBinaries in(Path home) throws IOException;
    }

    /** The available ways to start. */
    @FunctionalInterface
    interface Ways {
        List<Launcher> candidates(boolean root);
    }

    private static PostgresServer start(
            Path home,
            boolean temporary,
            PostgresBinaries binaries,
            List<Launcher> candidates,
            InitialData initial,
            List<String> settings)
            throws IOException {
        Path data = Files.createDirectories(home.resolve("data"));
        Launcher launcher = Launcher.choose(candidates, data, binaries.initdb());
        Path password = home.resolve(PASSWORD);
        Optional<Path> copied = Files.exists(data.resolve("PG_VERSION"))
                ? Optional.empty()
                : initial.make(binaries, launcher, data, password);
        Setup setup = new Setup(home, temporary, binaries, launcher, Files.readString(password), settings);
        for (int tries = 1; ; tries++) {
            try {
                return new PostgresServer(setup, Ports.free());
            } catch (BackendUnavailableException e) {
                if (tries == PORT_TRIES || !Folders.tail(home.resolve("log")).contains("could not bind")) {
                    throw copied.map(kept -> mayBeDamaged(kept, e)).orElse(e);
                }
            }
        }
    }

    /** The kept data was not synced, so a crash of the machine may have damaged it. */
    private static BackendUnavailableException mayBeDamaged(Path kept, BackendUnavailableException e) {
        return new BackendUnavailableException(
                e.getMessage() + ", or delete " + kept + ", which its data was copied from, if that is damaged", e);
    }

    /**
     * Starts a hot standby that follows this server, with the same user, password and programs. Its data is deleted
     * when it is closed. It must be closed before this server.
     *
     * @return the standby, which answers reads
     * @throws BackendUnavailableException if it cannot be started
     */
    public PostgresServer standby() {
        try {
            Path folder = Folders.temporary("taskq-standby-");
            try (FolderLeash leash = FolderLeash.on(folder)) {
                StandbyFolder.fill(folder, this, data());
                Files.copy(home.resolve(PASSWORD), folder.resolve(PASSWORD));
                return start(
                        folder,
                        true,
                        binaries,
                        Launcher.candidates(Launcher.isRoot(folder)),
                        InitialData.ofThisBuild(),
                        settings);
            } catch (IOException | RuntimeException e) {
                Folders.delete(folder);
                throw e;
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /**
     * Promotes a standby to primary, and returns when it accepts writes.
     *
     * @throws BackendUnavailableException if it does not become one
     */
    public void promote() {
        PostgresBackend.Access.of(this).execute("SELECT pg_promote()");
    }

    /**
     * Restarts it after {@link #kill()}, as a standby without a primary: it answers reads and accepts no writes.
     *
     * @throws BackendUnavailableException if it does not start
     */
    public void restartAsStandby() {
        try {
            Files.createFile(data().resolve("standby.signal"));
        } catch (IOException e) {
            throw failed(e);
        }
        restart();
    }

    private ServerProcess launch() throws IOException {
        List<String> command = new ArrayList<>(List.of(binaries.postgres().toString(), "-D", data().toString()));
        List<String> own = List.of(
                "listen_addresses=127.0.0.1",
                "port=" + port,
                "unix_socket_directories=",
                "max_connections=" + MAX_CONNECTIONS);
        join(settings, own).forEach(setting -> command.addAll(List.of("-c", setting)));
        ServerProcess started = ServerProcess.start(new ServerProcess.Spec(
                launcher.command(command),
                ENVIRONMENT,
                pidFile(),
                temporary ? "QUIT" : "INT",
                home.resolve("log"),
                temporary ? Optional.of(home) : Optional.empty()));
        if (!started.awaitReady(() -> saysReady() && started.server().isPresent())) {
            started.kill();
            throw new BackendUnavailableException("Postgres did not start (" + Folders.tail(home.resolve("log")) + "): "
                    + BackendSettings.NAME_A_POSTGRES);
        }
        return started;
    }

    int port() {
        return port;
    }

    private Path data() {
        return home.resolve("data");
    }

    private Path pidFile() {
        return data().resolve("postmaster.pid");
    }

    /** The eighth line of the pid file is the server's state. */
    private boolean saysReady() {
        try {
            List<String> lines = Files.readAllLines(pidFile());
            return lines.size() >= 8 && lines.get(7).strip().equals("ready");
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The address of the server.
     *
     * @return the URL of its first database
     */
    public String jdbcUrl() {
        return jdbcUrl("postgres");
    }

    /**
     * The address of a database of the server.
     *
     * @param database its name
     * @return the URL
     */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /**
     * The superuser.
     *
     * @return the user's name
     */
    public String user() {
        return USER;
    }

    /**
     * The user's password, made for this server or for the build whose data it copied.
     *
     * @return the password
     */
    public String password() {
        return password;
    }

    /**
     * The process, which can be killed or frozen.
     *
     * @return the postmaster's process id
     * @throws IllegalStateException if it does not run
     */
    public long pid() {
        return process.server()
                .orElseThrow(() -> new IllegalStateException("the server does not run"))
                .pid();
    }

    /** Kills the server and all its backends with {@code kill -9}, like a crash. Its data stays. */
    public void kill() {
        List<ProcessHandle> backends =
                process.server().stream().flatMap(ProcessHandle::children).toList();
        // Kills the postmaster first, because it would otherwise treat the end of a backend as a crash and recover.
        process.kill();
        backends.forEach(ProcessHandle::destroyForcibly);
    }

    /**
     * Restarts it after {@link #kill()}, on the same port and data. Returns when it has recovered.
     *
     * @throws BackendUnavailableException if it does not start
     */
    public void restart() {
        long end = System.nanoTime() + LONGEST_RESTART.toNanos();
        while (true) {
            try {
                process = launch();
                return;
            } catch (BackendUnavailableException e) {
                // The orphaned backends of the killed server may need a moment to end.
                if (System.nanoTime() - end > 0) {
                    throw e;
                }
                ServerProcess.pause();
            } catch (IOException e) {
                throw failed(e);
            }
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

    static BackendUnavailableException failed(Exception e) {
        return new BackendUnavailableException(
                "Postgres could not be started (" + e + "): " + BackendSettings.NAME_A_POSTGRES, e);
    }
}
