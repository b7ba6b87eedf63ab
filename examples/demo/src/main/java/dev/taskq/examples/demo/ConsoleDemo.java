package dev.taskq.examples.demo;

import dev.taskq.NewSchedule;
import dev.taskq.Outcome;
import dev.taskq.Recurrence;
import dev.taskq.TaskHandler;
import dev.taskq.TaskQueue;
import dev.taskq.TaskStore;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentConfig;
import dev.taskq.client.NewTask;
import dev.taskq.client.TaskqClient;
import dev.taskq.client.TaskqClientException;
import dev.taskq.console.Console;
import dev.taskq.console.ConsoleConfig;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.postgres.PostgresConfig;
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.redis.RedisConfig;
import dev.taskq.redis.RedisTaskQueue;
import dev.taskq.rig.ComplaintException;
import dev.taskq.rig.process.LocalToken;
import dev.taskq.rig.stack.LocalStack;
import dev.taskq.rig.stack.Progress;
import dev.taskq.server.TaskqServer;
import dev.taskq.server.Tokens;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code ./taskq demo --console}: a system with something to see in its console, until Ctrl-C: pictures of which some have no
 * source, a type that fails at times, a task whose type is misspelt, a schedule, a history since yesterday, and a page whose buttons
 * break something. The coordinator of that console is in
 * this process, because no setting of the program gives its console such a page.
 */
final class ConsoleDemo {
    private static final int AGENTS = 3;
    private static final String CALLER = "demo";
    private static final String RECEIPT = "send_receipt";

    /** Each of so many pictures has no source. */
    private static final int FLAWED = 50;

    /** Each of so many receipts fails at its first attempt, by and large. */
    private static final int FAILING = 5;

    /** Receipts take different times, which the marks of their schedule show. */
    private static final int LONGEST_RECEIPT_MILLIS = 80;

    /** After so many tasks there is enough to see. */
    private static final int MOST = 100_000;

    /** A task that is deleted would be counted as lost, and no demo runs for so long. */
    private static final Duration RETENTION = Duration.ofDays(365);

    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(30);

    private final LocalStack stack;
    private final Path images;
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicBoolean closing = new AtomicBoolean();

    private ConsoleDemo(LocalStack stack) throws IOException {
        this.stack = stack;
        this.images = stack.folder().sub("images");
        new Pictures(images).draw();
    }

    /**
     * Runs until the thread is interrupted.
     *
     * @param pictures how many pictures are submitted at once; after them a few a second
     * @throws InterruptedException if it was
     */
    static void run(int pictures) throws IOException, InterruptedException {
        try (LocalStack stack = new LocalStack(0)) {
            new ConsoleDemo(stack).run(pictures, UpMain.plugins(stack));
        }
    }

    private void run(int pictures, Path plugins) throws InterruptedException {
        PostgresConfig database = PostgresConfig.of(
                stack.postgres().jdbcUrl(),
                stack.postgres().user(),
                stack.postgres().password());
        LocalToken person = LocalToken.random();
        LocalToken load = LocalToken.random();
        // In this order they are closed from the end.
        try (ExecutorService later = Executors.newSingleThreadExecutor();
                TaskStore store = PostgresTaskStore.open(database);
                TaskQueue queue =
                        RedisTaskQueue.open(RedisConfig.of(stack.redis().uri()));
                Coordinator coordinator = Coordinator.builder(store)
                        .queue(queue)
                        .config(CoordinatorConfig.DEFAULTS.withRetention(RETENTION, RETENTION))
                        .build()
                        .start();
                TaskqServer server = TaskqServer.builder(coordinator)
                        .tokens(Tokens.of(person.line("you") + "\n" + load.line(CALLER, "submit")))
                        .host("127.0.0.1")
                        .port(0)
                        .console(Console.of(ConsoleConfig.DEFAULTS.withDemo(new Breakage(
                                stack,
                                new Rows(stack.postgres()),
                                CALLER,
                                accepted,
                                () -> startAgents(1, plugins),
                                later))))
                        .build()
                        .start();
                Agent receipts = Agent.builder(store)
                        .queue(queue)
                        .config(AgentConfig.DEFAULTS.withName("receipts").withSlots(2))
                        .handler(TaskHandler.of(TaskType.of(RECEIPT, Object.class), (context, params) -> receipt()))
                        .build()
                        .start();
                TaskqClient client = TaskqClient.builder(address(server))
                        .token(load.secret())
                        .timeout(CALL_TIMEOUT)
                        .build()) {
            // On Ctrl-C they would find that Postgres and Redis are gone, and say so. Each is ended though another one
            // fails.
            List.<AutoCloseable>of(store, queue, coordinator, server, receipts, () -> closing.set(true))
                    .forEach(stack::endFirst);
            fillHistory();
            startAgents(AGENTS, plugins);
            coordinator.schedules().put(NewSchedule.of("receipts", Recurrence.every(EVERY), RECEIPT, "{}"));
            System.out.printf("""

                    taskq demo
                      console  %1$s/console
                      break    %1$s/console/demo
                      token    %2$s

                    Ctrl-C ends it.
                    """, address(server), person.secret());
            submitOn(client, pictures);
        }
    }

    private void fillHistory() {
        try {
            new Rows(stack.postgres()).fillHistory(List.of(Pictures.TYPE, RECEIPT));
        } catch (SQLException e) {
            throw new IllegalStateException("the history cannot be written", e);
        }
    }

    private static URI address(TaskqServer server) {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    private static Outcome receipt() throws InterruptedException {
        Thread.sleep(ThreadLocalRandom.current().nextLong(5, LONGEST_RECEIPT_MILLIS));
        if (ThreadLocalRandom.current().nextInt(FAILING) == 0) {
            throw new IllegalStateException("the mail server is busy, try again later");
        }
        return Outcome.done();
    }

    private void startAgents(int number, Path plugins) {
        try {
            stack.startAgents(
                    number,
                    List.of(),
                    Map.of("TASKQ_PLUGINS_DIR", plugins.toString(), "RESIZE_IMAGE_ROOT", images.toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ComplaintException("interrupted");
        }
    }

    private void submitOn(TaskqClient client, int pictures) throws InterruptedException {
        submit(client, Pictures.misspeltTask());
        for (int number = 0; ; number++) {
            if (number < MOST) {
                submit(
                        client,
                        number % FLAWED == FLAWED - 1 ? Pictures.taskWithoutSource(number) : Pictures.task(number));
                if (number % FAILING == 0) {
                    submit(client, NewTask.of(RECEIPT, Map.of()));
                }
            }
            if (number >= pictures) {
                Progress.pause();
            }
        }
    }

    private void submit(TaskqClient client, NewTask task) throws InterruptedException {
        try {
            client.submit(task);
            accepted.incrementAndGet();
        } catch (TaskqClientException e) {
            // What was not accepted is not counted. It was refused, or its outcome is not known.
            if (!closing.get()) {
                System.err.println("taskq: a task was not accepted: " + e.getMessage());
            }
        }
    }
}
