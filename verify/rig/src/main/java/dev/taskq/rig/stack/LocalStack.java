package dev.taskq.rig.stack;

import dev.taskq.rig.ComplaintException;
import dev.taskq.rig.backend.Ports;
import dev.taskq.rig.backend.PostgresServer;
import dev.taskq.rig.backend.RedisServer;
import dev.taskq.rig.process.JarProcess;
import dev.taskq.rig.process.LocalToken;
import dev.taskq.rig.process.TemporaryFolder;
import dev.taskq.rig.process.TrainedJar;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * Postgres (fsync on), Redis (append only file on) and a coordinator. They are started in this order and ended in the
 * reverse order, at the latest when this process ends, including Ctrl-C and SIGTERM. All listen on the loopback interface,
 * with secrets made for this run. A program starts with the AOT cache of a training run if there is one for its jar and this
 * JVM.
 */
public final class LocalStack implements AutoCloseable {
    /**
     * As a server has them on which a queue runs. With Postgres' defaults, 128 MB and 1 GB, a minute at 10,000 tasks a second fills the
     * log, so that a benchmark measures checkpoints, and the indexes of some million tasks do not fit into the buffers.
     */
    private static final List<String> SIZES = List.of("shared_buffers=512MB", "max_wal_size=4GB");

    private final Started started = Started.untilExit();
    private final Setup setup;
    private final TemporaryFolder folder;
    private final PostgresServer postgres;
    private final RedisServer redis;
    private final LocalToken token = LocalToken.random();
    private final LocalToken ownTasks = LocalToken.random();
    private final LocalToken reading = LocalToken.random();
    private final URI address;
    private final int grpcPort;
    private final JarProcess coordinator;
    private final Watch watch;
    private final List<JarProcess> agents = new CopyOnWriteArrayList<>();

    /**
     * What is started.
     *
     * @param port the coordinator's port; 0 for any free port
     * @param grpcPort the coordinator's port of gRPC; 0 for any free port
     * @param project the root of the project whose programs are started, built by Maven
     * @param postgresSettings more settings of Postgres, each as {@code name=value}; those of durability stay on
     * @param trained whether the programs start with the AOT caches of a training run, if there are any
     */
    public record Setup(int port, int grpcPort, Path project, List<String> postgresSettings, boolean trained) {
        /** The programs of the project in the working directory, on free ports. */
        public static final Setup DEFAULTS = new Setup(0, 0, Path.of(""), List.of(), true);

        /** Copies the settings. */
        public Setup {
            postgresSettings = List.copyOf(postgresSettings);
        }

        /**
         * The same with the programs of another project.
         *
         * @param root its root
         * @return the changed setup
         */
        public Setup withProject(Path root) {
            return new Setup(port, grpcPort, root, postgresSettings, trained);
        }

        /**
         * The same with more settings of Postgres.
         *
         * @param settings each as {@code name=value}
         * @return the changed setup
         */
        public Setup withPostgresSettings(List<String> settings) {
            return new Setup(port, grpcPort, project, settings, trained);
        }

        /**
         * The same without AOT caches.
         *
         * @return the changed setup
         */
        public Setup untrained() {
            return new Setup(port, grpcPort, project, postgresSettings, false);
        }

        PostgresServer startPostgres() {
            return PostgresServer.start(
                    Stream.concat(SIZES.stream(), postgresSettings.stream()).toList());
        }

        private TrainedJar.Start startOf(Path jar) {
            Path built = project.resolve(jar);
            return trained ? TrainedJar.startOf(built) : TrainedJar.Start.untrained(built);
        }
    }

    /**
     * Starts the stack, with gRPC on any free port, and waits until the coordinator is ready.
     *
     * @param port the coordinator's port; 0 for any free port
     */
    public LocalStack(int port) {
        this(port, 0);
    }

    /**
     * Starts the stack, and waits until the coordinator is ready.
     *
     * @param port the coordinator's port; 0 for any free port
     * @param grpcPort the coordinator's port of gRPC; 0 for any free port
     */
    public LocalStack(int port, int grpcPort) {
        this(new Setup(port, grpcPort, Setup.DEFAULTS.project(), Setup.DEFAULTS.postgresSettings(), true));
    }

    /**
     * Starts the stack, and waits until the coordinator is ready.
     *
     * @param setup what is started
     */
    public LocalStack(Setup setup) {
        this.setup = setup;
        try {
            folder = started.start(() -> TemporaryFolder.create("taskq-"));
            address = address(freePort(setup.port()));
            grpcPort = freePort(setup.grpcPort());
            postgres = started.start("Postgres", setup::startPostgres);
            redis = started.start("Redis", RedisServer::start);
            coordinator = start(
                    "coordinator",
                    setup.startOf(Programs.COORDINATOR_JAR),
                    List.of(),
                    address,
                    Map.of("TASKQ_TOKENS", tokens(), "TASKQ_GRPC_PORT", Integer.toString(grpcPort)));
            watch = new Watch(started, postgres, redis, coordinator);
            Readiness.await(coordinator, address, started);
        } catch (RuntimeException | InterruptedException e) {
            close();
            throw e instanceof RuntimeException failure ? failure : new ComplaintException("interrupted");
        }
    }

    private String tokens() {
        return String.join(
                "\n", token.line("local"), ownTasks.line("local-own", "own"), reading.line("local-read", "read"));
    }

    private JarProcess start(
            String name, TrainedJar.Start program, List<String> options, URI listens, Map<String, String> settings) {
        Programs programs = new Programs(postgres, redis, folder.path());
        return started.start(name + " at " + listens, () -> programs.start(name, program, options, listens, settings));
    }

    /**
     * Starts agents as processes, and waits until they are ready.
     *
     * @param number how many
     * @param options of each JVM
     * @param settings of each agent, beside those that name the servers
     * @return where they listen
     * @throws InterruptedException if the thread was interrupted
     */
    public List<URI> startAgents(int number, List<String> options, Map<String, String> settings)
            throws InterruptedException {
        record Agent(JarProcess process, URI address) {}
        TrainedJar.Start program = setup.startOf(Programs.AGENT_JAR);
        List<Agent> begun = new ArrayList<>();
        for (int i = 1; i <= number; i++) {
            URI listens = address(Ports.free());
            JarProcess agent = start("agent-" + i, program, options, listens, settings);
            watch.agent(agent);
            agents.add(agent);
            begun.add(new Agent(agent, listens));
        }
        for (Agent agent : begun) {
            Readiness.await(agent.process(), agent.address(), started);
        }
        return begun.stream().map(Agent::address).toList();
    }

    /**
     * Ends a part of this program before all that was started until now, also on Ctrl-C.
     *
     * @param part is closed then; it may have been closed before
     * @throws ComplaintException if the end has begun
     */
    public void endFirst(AutoCloseable part) {
        started.start(() -> part);
    }

    /**
     * The agents that were started as processes.
     *
     * @return the processes, in the order of their start
     */
    public List<JarProcess> agents() {
        return List.copyOf(agents);
    }

    /**
     * Which of its processes end before all of it does.
     *
     * @return what notices it
     */
    public Watch watch() {
        return watch;
    }

    /**
     * The database server.
     *
     * @return the server
     */
    public PostgresServer postgres() {
        return postgres;
    }

    /**
     * The Redis server.
     *
     * @return the server
     */
    public RedisServer redis() {
        return redis;
    }

    /**
     * The address of the coordinator.
     *
     * @return the address
     */
    public URI address() {
        return address;
    }

    /**
     * The port on which the coordinator serves gRPC, on the host of {@link #address()}.
     *
     * @return the port
     */
    public int grpcPort() {
        return grpcPort;
    }

    /**
     * Where the coordinator serves gRPC.
     *
     * @return host and port
     */
    public String grpcAddress() {
        return address.getHost() + ":" + grpcPort;
    }

    /**
     * A token with all scopes.
     *
     * @return the token
     */
    public String token() {
        return token.secret();
    }

    /**
     * A token of a caller that may do everything with its own tasks, and nothing else.
     *
     * @return the token
     */
    public String tokenForOwnTasks() {
        return ownTasks.secret();
    }

    /**
     * A token that may read everything, and change nothing.
     *
     * @return the token
     */
    public String tokenForReading() {
        return reading.secret();
    }

    /**
     * The folder of this run, which is deleted with it.
     *
     * @return it
     */
    public TemporaryFolder folder() {
        return folder;
    }

    /**
     * The coordinator's process.
     *
     * @return the process
     */
    public JarProcess coordinator() {
        return coordinator;
    }

    private static URI address(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    private static int freePort(int port) {
        if (port == 0) {
            return Ports.free();
        }
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new ComplaintException("port " + port + " is taken: end what listens there, or name another port");
        }
    }

    /** Ends the stack and everything that was started with it. May be called any number of times. */
    @Override
    public void close() {
        started.close();
    }
}
