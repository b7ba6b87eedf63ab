package dev.taskq.examples.demo;

import dev.taskq.TaskQueue;
import dev.taskq.TaskStore;
import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentConfig;
import dev.taskq.client.TaskqClient;
import dev.taskq.examples.resize.ResizeImageHandler;
import dev.taskq.postgres.PostgresConfig;
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.redis.RedisConfig;
import dev.taskq.redis.RedisTaskQueue;
import dev.taskq.rig.ComplaintException;
import dev.taskq.rig.cli.Cli;
import dev.taskq.rig.cli.WholeNumber;
import dev.taskq.rig.stack.LocalStack;
import dev.taskq.rig.stack.Progress;
import dev.taskq.rig.stack.QuietLogs;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./taskq demo}: runs a thousand real tasks over HTTP, with Postgres, Redis and ten agents, and checks them in
 * Postgres and on disk. Needs only a JDK, and leaves nothing behind.
 */
@Command(
        name = "./taskq demo",
        description =
                "Resizes pictures through Postgres, Redis, a coordinator and ten agents, and checks each of them.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every picture is right", "1:one is not, or it could not go on", "2:a wrong option"})
public final class DemoMain implements Callable<Integer> {
    private static final int TASKS = 1_000;
    private static final int MOST_TASKS = 100_000;
    private static final int AGENTS = 10;
    private static final int SLOTS = 2;
    private static final int CALLERS = 4;
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    @Option(
            names = "--tasks",
            paramLabel = "N",
            defaultValue = "" + TASKS,
            converter = TasksConverter.class,
            description = "How many pictures are resized, from 1 to " + MOST_TASKS + " (${DEFAULT-VALUE}).")
    private int tasks;

    @Option(
            names = "--console",
            description =
                    "Keep running until Ctrl-C with something to see in the console, where a page breaks something.")
    private boolean console;

    private DemoMain() {}

    private static final class TasksConverter extends WholeNumber {
        TasksConverter() {
            super(1, MOST_TASKS);
        }
    }

    /**
     * Runs the demo.
     *
     * @param args {@code --help} tells
     */
    public static void main(String[] args) {
        System.exit(Cli.run(new DemoMain(), args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException, ExecutionException {
        QuietLogs.set();
        System.setProperty("java.awt.headless", "true");
        if (console) {
            UpMain.requirePlugin();
            ConsoleDemo.run(tasks);
            return Cli.FAILED;
        }
        System.out.println("taskq demo: " + tasks + " pictures, " + AGENTS + " agents");
        try (LocalStack stack = new LocalStack(0)) {
            return demonstrate(stack, tasks) ? 0 : 1;
        }
    }

    private static boolean demonstrate(LocalStack stack, int tasks)
            throws IOException, InterruptedException, SQLException, ExecutionException {
        Path images = stack.folder().sub("images");
        Pictures pictures = new Pictures(images);
        pictures.draw();
        SimpleMeterRegistry meters = Report.newRegistry();
        PostgresConfig database = PostgresConfig.of(
                stack.postgres().jdbcUrl(),
                stack.postgres().user(),
                stack.postgres().password());
        Latencies enqueues = new Latencies();
        Rows rows = new Rows(stack.postgres());
        Duration took;
        Deque<Agent> agents = new ArrayDeque<>();
        try (TaskStore store = PostgresTaskStore.open(database);
                TaskQueue queue =
                        RedisTaskQueue.open(RedisConfig.of(stack.redis().uri()))) {
            System.out.println("console: " + stack.address() + "/console, token " + stack.token());
            Progress.say("starting " + AGENTS + " agents");
            try {
                for (int number = 1; number <= AGENTS; number++) {
                    agents.push(Agent.builder(store)
                            .queue(queue)
                            .handler(new ResizeImageHandler(images))
                            .config(AgentConfig.DEFAULTS
                                    .withName("agent-" + number)
                                    .withSlots(SLOTS))
                            .meterRegistry(meters)
                            .build()
                            .start());
                }
                long begun = System.nanoTime();
                try (TaskqClient client = TaskqClient.builder(stack.address())
                        .token(stack.token())
                        .timeout(CALL_TIMEOUT)
                        .build()) {
                    submitAll(client, tasks, enqueues, rows);
                }
                awaitAll(rows, tasks);
                took = Duration.ofNanos(System.nanoTime() - begun);
            } finally {
                closeAll(agents);
            }
        }
        return new Report(took, enqueues, meters, rows, pictures).print(tasks);
    }

    private static void submitAll(TaskqClient client, int tasks, Latencies enqueues, Rows rows)
            throws InterruptedException, ExecutionException, SQLException {
        Semaphore calls = new Semaphore(CALLERS);
        List<Future<?>> submits = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < tasks; i++) {
                int number = i;
                calls.acquire();
                submits.add(callers.submit(() -> {
                    try {
                        long called = System.nanoTime();
                        client.submit(Pictures.task(number));
                        enqueues.add(Duration.ofNanos(System.nanoTime() - called));
                    } finally {
                        calls.release();
                    }
                    return number;
                }));
                if ((i + 1) % 250 == 0) {
                    Progress.say((i + 1) + " submitted, " + rows.succeeded() + " done");
                }
            }
        }
        for (Future<?> submit : submits) {
            submit.get();
        }
    }

    private static void awaitAll(Rows rows, int tasks) throws InterruptedException, SQLException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        long told = 0;
        while (rows.ended() < tasks) {
            if (System.nanoTime() - end > 0) {
                throw new ComplaintException("only " + rows.ended() + " of " + tasks + " ended within " + TIMEOUT);
            }
            Progress.pause();
            if (rows.ended() >= told + 250) {
                told = rows.ended();
                Progress.say(told + " done");
            }
        }
    }

    /** Stops all at the same time, because each waits for its own handlers. */
    private static void closeAll(Deque<Agent> agents) {
        try (ExecutorService closers = Executors.newVirtualThreadPerTaskExecutor()) {
            agents.forEach(agent -> closers.execute(agent::close));
        }
    }
}
