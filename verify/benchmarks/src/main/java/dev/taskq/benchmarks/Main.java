package dev.taskq.benchmarks;

import dev.taskq.Schedule;
import dev.taskq.benchmarks.Suite.Version;
import dev.taskq.benchmarks.chart.LineChart;
import dev.taskq.rig.backend.PostgresServer;
import dev.taskq.rig.backend.RedisServer;
import dev.taskq.rig.cli.BadOptionException;
import dev.taskq.rig.cli.Cli;
import dev.taskq.rig.cli.WholeNumber;
import dev.taskq.rig.process.TemporaryFolder;
import dev.taskq.rig.stack.LocalStack;
import dev.taskq.rig.stack.Programs;
import dev.taskq.rig.stack.QuietLogs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./taskq bench}: measures the whole system on this machine, on real Postgres (fsync on) and Redis (append only
 * file on), with handlers that do nothing. It also measures the bare statements, for comparison.
 */
@Command(
        name = "./taskq bench",
        description =
                "Measures the whole system on this machine, next to the same statements without anything around them.")
public final class Main implements Callable<Integer> {
    private static final Path CHARTS = Path.of("target", "benchmarks");

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "10",
            converter = Positive.class,
            description = "How long each measurement takes (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--pressure",
            paramLabel = "MINUTES",
            converter = Positive.class,
            description =
                    "Instead: each minute under pressure next to the one before it: a forgotten transaction for so long,"
                            + " scans and more tasks than can be run for half of it, a Redis that forgets.")
    private @Nullable Integer pressure;

    @Option(
            names = "--retried",
            paramLabel = "TASKS",
            converter = Positive.class,
            description = "Instead: other work while operations retry failed tasks, of which so many are stored.")
    private @Nullable Integer retried;

    @Option(
            names = "--grpc",
            paramLabel = "ROUNDS",
            converter = Positive.class,
            description = "Instead: single submits over gRPC beside those over HTTP, in turn, and their ratio.")
    private @Nullable Integer grpc;

    @Option(
            names = "--transactions",
            description = "Instead: submits in transactions of an application, short and long ones, without Redis.")
    private boolean transactions;

    @Option(
            names = "--idle",
            paramLabel = "MINUTES",
            converter = Positive.class,
            description =
                    "Instead: a coordinator and an agent in this process that have nothing to do, so long in each form.")
    private @Nullable Integer idle;

    @Option(
            names = "--schedules",
            paramLabel = "N",
            arity = "0..1",
            fallbackValue = "10000",
            converter = Schedules.class,
            description =
                    "Instead: how late so many schedules (10000) fire, spread over a minute and all at one instant, and what idle"
                            + " ones cost; about 20 minutes.")
    private @Nullable Integer schedules;

    @Option(
            names = "--checkpoints",
            description = "Instead: checkpoints of handlers beside bare updates of their rows.")
    private boolean checkpoints;

    @Option(
            names = "--growth",
            paramLabel = "N",
            arity = "0..1",
            fallbackValue = "5000000",
            converter = Positive.class,
            description =
                    "Instead: rates with so many finished tasks (5000000), with as many waiting ones, with 1,000 types and with 500"
                            + " sessions, beside those of the young system; the storage of a task; how fast old tasks are deleted; about"
                            + " 15 minutes, and 4 GB of disk.")
    private @Nullable Integer growth;

    @Option(
            names = "--console",
            paramLabel = "N",
            arity = "0..1",
            fallbackValue = "5000000",
            converter = Positive.class,
            description =
                    "Instead: how fast the views of the console answer with so many tasks (5000000), of which a tenth failed, with 10,000"
                            + " schedules, 1,000 types and a million audit entries, and what open consoles cost Postgres; about 20 minutes,"
                            + " and 4 GB of disk.")
    private @Nullable Integer console;

    @Option(
            names = "--young",
            paramLabel = "ROUNDS",
            arity = "0..1",
            fallbackValue = "2",
            converter = Positive.class,
            description =
                    "Instead: a coordinator and two agents that have just become ready under 1,000 submits a second, second by"
                            + " second, with the AOT caches of a training run and without, in so many rounds (2).")
    private @Nullable Integer young;

    @Option(
            names = "--loads",
            description =
                    "Instead: open loop over HTTP at 1, 10, 100, 1,000, 3,000 and 10,000/s: rates, latencies, tasks a statement,"
                            + " processor time; with charts in target/benchmarks.")
    private boolean loads;

    @Option(
            names = "--against",
            paramLabel = "GIT-REF",
            description =
                    "Beside the programs of another version, and the ratio of each figure to it. The other version is built in"
                            + " a temporary worktree of git in target/against. Its coordinator and agents get the load of this version, on"
                            + " servers of their own, in turn with those of this version. Rows over HTTP only; also with --loads.")
    private @Nullable String against;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            converter = Positive.class,
            description = "How often --against measures both versions (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--peers",
            description =
                    "Instead: the same work by taskq, db-scheduler and JobRunr, all embedded, on the same servers.")
    private boolean peers;

    private Main() {}

    private static final class Positive extends WholeNumber {
        Positive() {
            super(1, 10_000_000);
        }
    }

    private static final class Schedules extends WholeNumber {
        Schedules() {
            super(1, Schedule.MOST);
        }
    }

    /**
     * Measures, and prints a table.
     *
     * @param args {@code --help} tells
     */
    public static void main(String[] args) {
        System.exit(Cli.run(new Main(), args));
    }

    @Override
    public Integer call() throws Exception {
        requireOneKind();
        QuietLogs.set();
        if (idle != null) {
            try (PostgresServer postgres = PostgresServer.start()) {
                new Idle(postgres, idle).run();
            }
            return 0;
        }
        if (young != null) {
            try (TemporaryFolder logs = TemporaryFolder.create("taskq-young-");
                    PostgresServer postgres = PostgresServer.start();
                    RedisServer redis = RedisServer.start()) {
                new Young(new Programs(postgres, redis, logs.path()), seconds).run(young);
            }
            return 0;
        }
        Table table = new Table();
        if (console != null) {
            try (LocalStack stack =
                    new LocalStack(LocalStack.Setup.DEFAULTS.withPostgresSettings(Statements.SETTINGS))) {
                table.conditions(stack);
                Target target = Deployed.on(stack);
                new ConsoleCost(target, console, Duration.ofSeconds(seconds), table).run();
            }
            return 0;
        }
        Duration each = Duration.ofSeconds(seconds);
        if (loads || against != null) {
            suite(each, table);
            return 0;
        }
        try (LocalStack stack = new LocalStack(0)) {
            table.conditions(stack);
            if (peers) {
                new Peers(stack, each, table).run();
            } else if (grpc != null) {
                try (Bench bench = new Bench(stack)) {
                    new GrpcBesideHttp(bench, each, table).run(grpc);
                    bench.check();
                }
            } else if (retried != null) {
                try (Bench bench = new Bench(stack)) {
                    new ManyAtOnce(bench, each).run(retried);
                }
            } else if (transactions) {
                try (Bench bench = new Bench(stack)) {
                    new Transactions(bench, each).run(table);
                }
            } else if (schedules != null) {
                try (Bench bench = new Bench(stack)) {
                    new Recurring(bench, schedules, each).run(table);
                }
            } else if (growth != null) {
                try (Bench bench = new Bench(stack)) {
                    new Growth(bench, growth, each, table).run();
                }
            } else if (checkpoints) {
                try (Bench bench = new Bench(stack)) {
                    new CheckpointCost(bench, each).run(table);
                }
            } else if (pressure == null) {
                new Standard(stack, each, table).run();
            } else {
                try (Bench bench = new Bench(stack)) {
                    new Pressure(bench).run(pressure);
                }
            }
        }
        return 0;
    }

    private void requireOneKind() {
        List<String> kinds = Stream.of(
                        named("--pressure", pressure != null),
                        named("--retried", retried != null),
                        named("--grpc", grpc != null),
                        named("--transactions", transactions),
                        named("--idle", idle != null),
                        named("--schedules", schedules != null),
                        named("--growth", growth != null),
                        named("--checkpoints", checkpoints),
                        named("--console", console != null),
                        named("--young", young != null),
                        named("--loads", loads),
                        named("--peers", peers))
                .flatMap(Optional::stream)
                .toList();
        if (kinds.size() > 1) {
            throw new BadOptionException(String.join(" and ", kinds) + " are different runs: give one of them");
        }
        if (against != null && !kinds.isEmpty() && !loads) {
            throw new BadOptionException("--against goes alone or with --loads, not with " + kinds.getFirst());
        }
    }

    private static Optional<String> named(String option, boolean isGiven) {
        return isGiven ? Optional.of(option) : Optional.empty();
    }

    private void suite(Duration each, Table table) throws Exception {
        LocalStack.Setup setup =
                LocalStack.Setup.DEFAULTS.withPostgresSettings(loads ? Statements.SETTINGS : List.of());
        Suite suite = loads ? new Loads(each, table) : new HttpRows(each, table);
        List<Version> versions = against == null
                ? List.of(alone(setup, suite, table))
                : new Against(setup, suite, rounds, table).run(against);
        for (LineChart chart : suite.charts(versions)) {
            table.note("chart: " + chart.write(CHARTS));
        }
    }

    private static Version alone(LocalStack.Setup setup, Suite suite, Table table) throws Exception {
        try (LocalStack stack = new LocalStack(setup)) {
            table.conditions(stack);
            Target target = Deployed.on(stack);
            suite.warmUp(target);
            List<Figure> figures = suite.measure(target);
            target.check();
            suite.print(figures, table);
            return new Version("this version", figures);
        }
    }
}
