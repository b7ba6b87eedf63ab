package dev.taskq.chaos;

import dev.taskq.chaos.plugin.Blue;
import dev.taskq.chaos.plugin.Green;
import dev.taskq.chaos.plugin.Parked;
import dev.taskq.chaos.plugin.Red;
import dev.taskq.chaos.plugin.Ship;
import dev.taskq.rig.backend.Ports;
import dev.taskq.rig.backend.PostgresServer;
import dev.taskq.rig.backend.RedisServer;
import dev.taskq.rig.process.LocalToken;
import dev.taskq.rig.process.PluginJar;
import dev.taskq.rig.proxy.TcpProxy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** Postgres, Redis, coordinators, agents and applications of one run. Thread-safe. */
final class Cluster implements AutoCloseable {
    private static final int COORDINATORS = 2;
    private static final int APPLICATIONS = 2;
    private static final Duration SCAN = Duration.ofMillis(500);
    private static final String SLOTS = "16";

    private final Path folder;
    private final LocalToken token = LocalToken.random();
    private final String password = LocalToken.random().secret();
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private volatile PostgresServer postgres;
    private volatile RedisServer redis;
    private volatile Path redisFolder;
    private final AtomicInteger redisServers = new AtomicInteger(1);
    private final Database database;
    private final List<Member> coordinators = new ArrayList<>();
    private final List<Member> agents = new ArrayList<>();
    private final List<Member> applications = new ArrayList<>();
    private final Member.Folders memberFolders;
    private final Path orderJournals;
    private boolean closed;

    /** Starts the servers. The members exist but do not run yet. */
    Cluster(Path folder, Options options) throws IOException, SQLException {
        this.folder = folder;
        try {
            memberFolders = new Member.Folders(sub("logs"), sub("journals"));
            orderJournals = sub("orders");
            postgres = push(PostgresServer.start());
            redisFolder = sub("redis");
            redis = push(RedisServer.start(redisFolder));
            database = new Database(() -> postgres);
            database.create(password);
            PluginJar.write(
                    sub("plugins").resolve("handlers.jar"),
                    List.of(Red.class, Green.class, Blue.class, Parked.class, Ship.class),
                    List.of(DriverManager.getDriver(postgres.jdbcUrl()).getClass()));
            Path coordinator = options.root().resolve("taskq-coordinator-app/target/taskq-coordinator.jar");
            Path agent = options.root().resolve("taskq-agent-app/target/taskq-agent.jar");
            Path application = folder.resolve("application.jar");
            ApplicationJar.write(application);
            for (int i = 1; i <= COORDINATORS; i++) {
                coordinators.add(member(
                        "coordinator-" + i, coordinator, memberFolders, Map.of("TASKQ_TOKENS", token.line("chaos"))));
            }
            for (int i = 1; i <= options.agents(); i++) {
                agents.add(member(
                        "agent-" + i,
                        agent,
                        memberFolders,
                        Map.of(
                                "TASKQ_PLUGINS_DIR",
                                sub("plugins").toString(),
                                "TASKQ_AGENT_SLOTS",
                                SLOTS,
                                "TASKQ_AGENT_GRACE",
                                "5s")));
            }
            for (int i = 1; i <= APPLICATIONS; i++) {
                applications.add(member(
                        "application-" + i,
                        application,
                        new Member.Folders(memberFolders.logs(), orderJournals),
                        Map.of(
                                "TASKQ_POSTGRES_USER",
                                Database.SHOP,
                                "CHAOS_SEED",
                                Long.toString(options.seed()),
                                "CHAOS_NUMBER",
                                Integer.toString(i))));
            }
        } catch (IOException | SQLException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private Path sub(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    private <T extends AutoCloseable> T push(T one) {
        started.push(one);
        return one;
    }

    private Member member(String name, Path jar, Member.Folders folders, Map<String, String> own) {
        URI listens = URI.create("http://127.0.0.1:" + Ports.free());
        TcpProxy toPostgres = proxy(URI.create(postgres.jdbcUrl().replace("jdbc:", "")));
        TcpProxy toRedis = proxy(URI.create(redis.uri()));
        Map<String, String> environment = new HashMap<>();
        environment.put("TASKQ_NAME", name);
        environment.put("TASKQ_HTTP_HOST", listens.getHost());
        environment.put("TASKQ_HTTP_PORT", Integer.toString(listens.getPort()));
        environment.put("TASKQ_POSTGRES_URL", Database.url(toPostgres.port()));
        environment.put("TASKQ_POSTGRES_USER", Database.ROLE);
        environment.put("TASKQ_POSTGRES_PASSWORD", password);
        environment.put("TASKQ_REDIS_URL", "redis://127.0.0.1:" + toRedis.port());
        environment.putAll(own);
        return push(new Member(name, jar, listens, environment, folders, toPostgres, toRedis));
    }

    private static TcpProxy proxy(URI server) {
        return TcpProxy.start(0, server.getHost(), server.getPort());
    }

    /** Starts the members, and waits until all are ready. */
    void start() throws InterruptedException, SQLException {
        coordinators.forEach(this::startUnlessClosed);
        for (Member member : coordinators) {
            member.awaitReady();
        }
        database.watchSessions();
        database.createShop(password);
        agents.forEach(this::startUnlessClosed);
        applications.forEach(this::startUnlessClosed);
        for (Member member : members()) {
            member.awaitReady();
        }
    }

    /** Starts a process of a member, unless everything is being ended. */
    void startUnlessClosed(Member member) {
        unlessClosed(member::start);
    }

    /** Replaces processes that ended by themselves. Called repeatedly. */
    void tend() {
        unlessClosed(() -> members().forEach(Member::tend));
    }

    private void unlessClosed(Runnable action) {
        lock.lock();
        try {
            if (!closed) {
                action.run();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until almost no task waits, so that later measurements do not depend on earlier faults.
     *
     * @param few the number of tasks that may wait
     * @param longest the longest time to wait
     * @return false if more wait even then
     */
    boolean awaitNoBacklog(long few, Duration longest) throws InterruptedException, SQLException {
        long end = System.nanoTime() + longest.toNanos();
        while (database.waiting() > few) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            Time.sleep(SCAN);
        }
        return true;
    }

    List<Member> coordinators() {
        return List.copyOf(coordinators);
    }

    List<Member> agents() {
        return List.copyOf(agents);
    }

    List<Member> applications() {
        return List.copyOf(applications);
    }

    List<Member> members() {
        return Stream.of(coordinators, agents, applications)
                .flatMap(List::stream)
                .toList();
    }

    PostgresServer postgres() {
        return postgres;
    }

    RedisServer redis() {
        return redis;
    }

    /** The folder of Redis' append only file. */
    Path redisFiles() {
        return redisFolder.resolve("appendonlydir");
    }

    /** A second Postgres, a standby of the current one. */
    PostgresServer postgresStandby() {
        return keep(postgres.standby());
    }

    /** Makes this the current Postgres. */
    void postgresIs(PostgresServer server) {
        postgres = server;
    }

    /**
     * A second, empty Redis.
     *
     * @param use what to do with it and its folder
     */
    void anotherRedis(RedisUse use) throws IOException, InterruptedException {
        Path home = sub("redis-" + redisServers.incrementAndGet());
        use.with(keep(RedisServer.start(home)), home);
    }

    /** An action on a Redis server. */
    interface RedisUse {
        void with(RedisServer server, Path home) throws IOException, InterruptedException;
    }

    /** Makes this the current Redis. */
    void redisIs(RedisServer server, Path home) {
        redis = server;
        redisFolder = home;
    }

    /** Registers a part that must be ended with the others. */
    private <T extends AutoCloseable> T keep(T server) {
        lock.lock();
        try {
            return push(server);
        } finally {
            lock.unlock();
        }
    }

    Database database() {
        return database;
    }

    /** The members' password. */
    String password() {
        return password;
    }

    LocalToken token() {
        return token;
    }

    Path journals() {
        return memberFolders.journals();
    }

    /** The folder of the applications' journals. */
    Path orderJournals() {
        return orderJournals;
    }

    /** Ends everything, the latest first. May be called any number of times. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            while (!started.isEmpty()) {
                try {
                    started.pop().close();
                } catch (Exception e) {
                    System.err.println("taskq: something did not end cleanly: " + e);
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
