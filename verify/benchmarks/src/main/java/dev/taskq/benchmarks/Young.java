package dev.taskq.benchmarks;

import dev.taskq.rig.ComplaintException;
import dev.taskq.rig.backend.PostgresServer;
import dev.taskq.rig.load.OpenLoop;
import dev.taskq.rig.load.OpenLoop.Due;
import dev.taskq.rig.load.OpenLoop.WhenFull;
import dev.taskq.rig.process.TrainedJar;
import dev.taskq.rig.stack.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * What a coordinator and two agents carry that have just become ready, with the AOT caches of a training run and without, in turn. The
 * load begins when they are ready: 1,000 submits a second over HTTP, in open loop.
 */
final class Young {
    private static final Path PLUGIN_JAR = Path.of("verify/training/target/training-handler.jar");
    private static final String BODY = "{\"type\":\"training\",\"params\":{\"end\":\"DONE\",\"text\":\"young\"}}";
    private static final int PER_SECOND = 1_000;
    private static final int CONNECTIONS = 64;
    private static final int PAUSE_MILLIS = 50;

    /** The goal holds from this second on. */
    private static final int FROM = 3;

    private static final int GOAL_MILLIS = 50;

    private final Programs programs;
    private final int seconds;
    private final List<String> summary = new ArrayList<>();

    /**
     * A measurement.
     *
     * @param seconds how long the load lasts
     */
    Young(Programs programs, int seconds) {
        this.programs = programs;
        this.seconds = Math.max(seconds, FROM);
    }

    /** Runs so many rounds, after one that warms up this process and the servers. */
    void run(int rounds) throws Exception {
        if (!Files.isRegularFile(PLUGIN_JAR)) {
            throw new ComplaintException(PLUGIN_JAR + " is not built: start this by ./taskq");
        }
        Path plugins = Files.createDirectories(programs.logs().resolve("plugins"));
        Files.copy(PLUGIN_JAR, plugins.resolve(PLUGIN_JAR.getFileName().toString()));
        if (TrainedJar.startOf(Programs.COORDINATOR_JAR).options().isEmpty()) {
            System.out.println("  there are no caches for this JVM, so both rows are without");
        }
        System.out.println("  a round that is not counted warms up the load generator");
        round("not counted, without the cache", plugins, Young::untrained);
        summary.clear();
        for (int i = 1; i <= rounds; i++) {
            round("round " + i + ", with the cache", plugins, start -> start);
            round("round " + i + ", without the cache", plugins, Young::untrained);
        }
        System.out.printf(
                "%nfrom second %d on (goal: %,d a second with p95 under %d ms, start to ready within 1 s)%n",
                FROM, PER_SECOND, GOAL_MILLIS);
        summary.forEach(System.out::println);
    }

    private static TrainedJar.Start untrained(TrainedJar.Start start) {
        return TrainedJar.Start.untrained(start.jar());
    }

    private void round(String name, Path plugins, UnaryOperator<TrainedJar.Start> starts) throws Exception {
        try (YoungSystem system = new YoungSystem(programs, plugins, starts).start()) {
            Duration postgres = Cpu.of(programs.postgres());
            Duration coordinator = system.cpuOfCoordinator();
            Duration agents = system.cpuOfAgents();
            Seconds seen = offer(system);
            System.out.printf(
                    Locale.ROOT,
                    "%n%s: coordinator ready after %.2f s (CPU %.1f s), agents after %.2f s (CPU %.1f s)%n",
                    name,
                    seconds(system.readyAfter().get(0)),
                    seconds(coordinator),
                    seconds(system.readyAfter().get(1)),
                    seconds(agents));
            seen.print();
            System.out.printf(
                    Locale.ROOT,
                    "  CPU s under load: Postgres %.1f, coordinator %.1f, agents %.1f%n",
                    seconds(Cpu.of(programs.postgres()).minus(postgres)),
                    seconds(system.cpuOfCoordinator().minus(coordinator)),
                    seconds(system.cpuOfAgents().minus(agents)));
            awaitAllDone();
            summary.add(String.format(
                    Locale.ROOT,
                    "  %-32s at least %,5d accepted a second, p95 %,8.1f ms, ready after %.2f s and %.2f s",
                    name,
                    seen.fewestFrom(FROM),
                    seen.p95From(FROM),
                    seconds(system.readyAfter().get(0)),
                    seconds(system.readyAfter().get(1))));
        }
    }

    private Seconds offer(YoungSystem system) throws Exception {
        BlockingQueue<HttpConnection> free = new LinkedBlockingQueue<>();
        List<HttpConnection> all = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                all.add(new HttpConnection(system.address(), system.token(), "/v1/tasks"));
            }
            free.addAll(all);
            Seconds seen = new Seconds(seconds);
            long nanosEach = Duration.ofSeconds(1).toNanos() / PER_SECOND;
            new OpenLoop<Long>(CONNECTIONS, WhenFull.WAIT, (after, due) -> {
                        HttpConnection connection = free.take();
                        connection.post(BODY);
                        free.add(connection);
                        seen.add(after, System.nanoTime() - due + after);
                    })
                    .run(LongStream.range(0, (long) seconds * PER_SECOND)
                            .map(number -> number * nanosEach)
                            .mapToObj(after -> new Due<>(after, after))
                            .iterator());
            return seen;
        } finally {
            for (HttpConnection connection : all) {
                connection.close();
            }
        }
    }

    /** The next round begins without work that is left from this one. */
    private void awaitAllDone() throws SQLException, InterruptedException {
        PostgresServer postgres = programs.postgres();
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                PreparedStatement open =
                        connection.prepareStatement("select count(*) from taskq.tasks where finished_at is null")) {
            while (count(open) > 0) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        }
    }

    private static long count(PreparedStatement statement) throws SQLException {
        try (ResultSet answer = statement.executeQuery()) {
            answer.next();
            return answer.getLong(1);
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
