package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.NewSchedule;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.Outcome;
import dev.taskq.Recurrence;
import dev.taskq.RunResult;
import dev.taskq.Task;
import dev.taskq.TaskHandler;
import dev.taskq.TaskStore;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentConfig;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.server.TaskqServer;
import dev.taskq.server.Tokens;
import dev.taskq.testkit.TestTimeouts;
import dev.taskq.testkit.contract.Eventually;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/** The console on a real server, with a coordinator and an agent. */
final class Served implements AutoCloseable {
    static final String ADMIN = "token-of-an-admin";
    static final String READER = "token-of-a-reader";
    static final String OWNER = "token-of-an-owner";
    static final String SUBMITTER = "token-of-a-submitter";
    static final String HOSTILE = "\"><script>alert('hostile')</script><img/src=x/onerror=alert(1)>";

    private static final String TOKENS = "operator admin " + hash(ADMIN) + "\nreports read " + hash(READER)
            + "\nshop own " + hash(OWNER) + "\nmail submit " + hash(SUBMITTER);

    final AtomicReference<Tokens> tokens = new AtomicReference<>(Tokens.of(TOKENS));
    final Coordinator coordinator;
    final TaskqServer server;
    private final TaskStore store;
    private final Agent agent;
    private final CountDownLatch held = new CountDownLatch(1);

    private Served(TaskStore store, ConsoleConfig config, CoordinatorConfig bounds) {
        this.store = store;
        coordinator = Coordinator.builder(store).config(bounds).build().start();
        agent = Agent.builder(store)
                .config(AgentConfig.DEFAULTS.withName("agent-1").withHost("host-1"))
                .handler(handler("greet", () -> Outcome.done(Map.of("text", "Hello"))))
                .handler(handler("break", () -> {
                    throw new IllegalStateException("the disk is full");
                }))
                .handler(handler("long-error", () -> Outcome.giveUp("x".repeat(1_000))))
                .handler(handler("hostile", () -> Outcome.giveUp(HOSTILE)))
                .handler(TaskHandler.of(TaskType.of("hold", Object.class), (context, params) -> {
                    context.progress(0.25, "a quarter");
                    held.await();
                    return Outcome.done();
                }))
                .build()
                .start();
        server = TaskqServer.builder(coordinator)
                .tokens(token -> tokens.get().callerOf(token))
                .host("127.0.0.1")
                .port(0)
                .console(Console.of(config))
                .build()
                .start();
    }

    @FunctionalInterface
    private interface Body {
        Outcome run();
    }

    private static TaskHandler<?> handler(String type, Body body) {
        return TaskHandler.of(TaskType.of(type, Object.class), (context, params) -> body.run());
    }

    static Served start() {
        return start(new InMemoryTaskStore());
    }

    static Served start(TaskStore store) {
        return start(store, ConsoleConfig.DEFAULTS);
    }

    static Served start(TaskStore store, ConsoleConfig config) {
        return new Served(store, config, CoordinatorConfig.DEFAULTS);
    }

    /** With a coordinator of other bounds. */
    static Served start(CoordinatorConfig bounds) {
        return new Served(new InMemoryTaskStore(), ConsoleConfig.DEFAULTS, bounds);
    }

    static String hash(String token) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    String address() {
        return "http://127.0.0.1:" + server.port();
    }

    Visitor visitor() {
        return new Visitor(address());
    }

    /** A visitor who has signed in. */
    Visitor visitor(String token) {
        Visitor visitor = visitor();
        assertThat(visitor.signIn(token).status()).isEqualTo(303);
        return visitor;
    }

    long submit(NewTask task) {
        return coordinator.submit(task).id();
    }

    /** Submits a task of a caller, and waits until it is final. */
    Task run(String type, String caller) {
        return end(submit(NewTask.of(type, "{}").withMaxAttempts(1).withOrigin(origin(caller))));
    }

    /** Runs a schedule by hand. */
    long runNow(String schedule) {
        return ((RunResult.Queued) coordinator.schedules().runNow(schedule)).task();
    }

    Task end(long id) {
        try {
            return coordinator.await(id, TestTimeouts.LONG).orElseThrow();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static Origin origin(String caller) {
        return new Origin(caller, "correlation-of-" + caller, Optional.empty());
    }

    /** Whether its agent takes no more tasks. */
    boolean isDraining() {
        return agent.isDraining();
    }

    /** One more agent, to be closed. */
    Agent secondAgent() {
        return Agent.builder(store)
                .config(AgentConfig.DEFAULTS.withName("agent-2").withHost("host-1"))
                .handler(handler("greet", () -> Outcome.done(Map.of("text", "Hello"))))
                .build()
                .start();
    }

    /** A task that waits, because no agent serves its type. */
    long waiting(String caller) {
        return submit(NewTask.of("lonely", "{}").withOrigin(origin(caller)));
    }

    /** A task that runs until the end of the test. */
    long running() {
        long id = submit(NewTask.of("hold", "{}").withOrigin(origin("operator")));
        eventually(() -> coordinator.find(id).orElseThrow().progress().isPresent());
        return id;
    }

    /** Waits for what comes about by itself. */
    static void eventually(BooleanSupplier condition) {
        try {
            Eventually.until(Eventually.LONG, condition);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A task with markup in all texts that a stranger may give. */
    Task hostile() {
        return end(submit(
                NewTask.of("hostile", "{\"a\":\"</pre><script>alert(2)</script>\",\"<b>bold</b>\":[1.50,true,null]}")
                        .withOrigin(new Origin(HOSTILE, HOSTILE, Optional.empty()))));
    }

    void schedule(String name, String caller) {
        NewSchedule schedule = NewSchedule.of(name, Recurrence.every(Duration.ofDays(1)), "greet", "{}");
        coordinator
                .schedules()
                .put(new NewSchedule(
                        schedule.name(),
                        schedule.recurrence(),
                        schedule.type(),
                        schedule.params(),
                        schedule.limits(),
                        schedule.catchUp(),
                        schedule.overlap(),
                        caller));
    }

    @Override
    public void close() {
        held.countDown();
        server.close();
        agent.close();
        coordinator.close();
    }
}
