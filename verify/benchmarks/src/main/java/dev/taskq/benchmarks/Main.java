package dev.taskq.benchmarks;

import dev.taskq.Schedule;
import dev.taskq.rig.backend.PostgresServer;
import dev.taskq.rig.backend.RedisServer;
import dev.taskq.rig.cli.Cli;
import dev.taskq.rig.cli.WholeNumber;
import dev.taskq.rig.process.TemporaryFolder;
import dev.taskq.rig.stack.LocalStack;
import dev.taskq.rig.stack.Programs;
import dev.taskq.rig.stack.QuietLogs;
import java.time.Duration;
import java.util.concurrent.Callable;
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
    private static final int MOST_WARM_UPS = 10;
    private static final double NO_QUICKER = 1.05;

    /** Where no Redis listens: the port of the discard protocol. */
    private static final String NO_REDIS = "redis://127.0.0.1:9";

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
            names = "--young",
            paramLabel = "ROUNDS",
            arity = "0..1",
            fallbackValue = "2",
            converter = Positive.class,
            description =
                    "Instead: a coordinator and two agents that have just become ready under 1,000 submits a second, second by"
                            + " second, with the AOT caches of a training run and without, in so many rounds (2).")
    private @Nullable Integer young;

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
        try (LocalStack stack = new LocalStack(0)) {
            table.conditions(stack);
            if (grpc != null) {
                try (Bench bench = new Bench(stack)) {
                    new GrpcBesideHttp(bench, Duration.ofSeconds(seconds), table).run(grpc);
                    bench.check();
                }
            } else if (retried != null) {
                try (Bench bench = new Bench(stack)) {
                    new ManyAtOnce(bench, Duration.ofSeconds(seconds)).run(retried);
                }
            } else if (transactions) {
                try (Bench bench = new Bench(stack)) {
                    new Transactions(bench, Duration.ofSeconds(seconds)).run(table);
                }
            } else if (schedules != null) {
                try (Bench bench = new Bench(stack)) {
                    new Recurring(bench, schedules, Duration.ofSeconds(seconds)).run(table);
                }
            } else if (checkpoints) {
                try (Bench bench = new Bench(stack)) {
                    new CheckpointCost(bench, Duration.ofSeconds(seconds)).run(table);
                }
            } else if (pressure == null) {
                measure(stack, Duration.ofSeconds(seconds), table);
            } else {
                try (Bench bench = new Bench(stack)) {
                    new Pressure(bench).run(pressure);
                }
            }
        }
        return 0;
    }

    private static void measure(LocalStack stack, Duration each, Table table) throws Exception {
        try (Bench bench = new Bench(stack)) {
            warmUp(bench, each, table);
            table.row(new BareStatements(bench, each).run());
            table.row(new EmbeddedLoad(bench, 1, each, 64).enqueue());
            table.row(new EmbeddedLoad(bench, 1, each, 64).drain());
            table.row(new EmbeddedLoad(bench, 1, each, 64).steady());
            table.row(new EmbeddedLoad(bench, 50, each, 16).steady());
            table.row(new HttpLoad(bench, 1, each, 64).run());
            table.row(new HttpLoad(bench, 1, each, 128).run());
            table.row(new HttpLoad(bench, 1, each, 64).byClient().run());
            table.row(new GrpcLoad(bench, each, 64).run());
            table.row(new GrpcLoad(bench, each, 128).run());
            table.row(new HttpLoad(bench, 50, each, 16).run());
            table.row(new BareStatements(bench, each).run());
            new SubmitsInTime(bench, 1_000, each.multipliedBy(2)).run(table, "open loop, 1,000/s");
            bench.check();
        }
        withoutRedis(stack, each, table);
    }

    /**
     * A new JVM, on cores that it shares with everything that it measures, is several times slower for a minute or two.
     */
    private static void warmUp(Bench bench, Duration each, Table table) throws Exception {
        table.note("warming up until the rate does not grow any more, some minutes");
        new EmbeddedLoad(bench, 1, each, 64).steady();
        double before = 0;
        double now = new HttpLoad(bench, 1, each, 64).run().rate();
        for (int i = 0; i < MOST_WARM_UPS && now > before * NO_QUICKER; i++) {
            before = now;
            now = new HttpLoad(bench, 1, each, 64).run().rate();
        }
        new HttpLoad(bench, 1, each, 64).byClient().run();
        new GrpcLoad(bench, each, 64).run();
        new GrpcLoad(bench, each, 64).run();
    }

    /** Submitters and agents cannot reach Redis. Agents learn this with a heartbeat, and ask Postgres. */
    private static void withoutRedis(LocalStack stack, Duration each, Table table) throws Exception {
        try (Bench bench = new Bench(stack, NO_REDIS)) {
            new EmbeddedLoad(bench, 1, each, 64).steady();
            table.row(new EmbeddedLoad(bench, 1, each, 64).steady().named("without Redis: embedded, single calls"));
            bench.check();
        }
    }
}
