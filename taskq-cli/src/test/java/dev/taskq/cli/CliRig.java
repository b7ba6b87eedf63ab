package dev.taskq.cli;

import dev.taskq.Outcome;
import dev.taskq.TaskHandler;
import dev.taskq.TaskStore;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.rig.process.LocalToken;
import dev.taskq.server.TaskqServer;
import dev.taskq.server.Tokens;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A real coordinator with its API and an agent, and command lines that call it. */
final class CliRig implements AutoCloseable {
    static final LocalToken TOKEN = new LocalToken("of-the-command-line");
    static final LocalToken READER = new LocalToken("of-a-reader");

    private final Coordinator coordinator;
    private final TaskqServer server;
    private final Agent agent;

    /** What a command line did. */
    record Result(int code, String out, String err) {}

    /** Picture is what the type resize_image of the documentation takes. */
    record Picture(
            @Nullable String source,
            @Nullable String target,
            @Nullable Integer width,
            @Nullable Integer height) {}

    record Greet(String name) {}

    CliRig(TaskStore store) {
        coordinator = Coordinator.builder(store).build().start();
        server = TaskqServer.builder(coordinator)
                .tokens(Tokens.of(TOKEN.line("tests") + "\n" + READER.line("reader", "read")))
                .port(0)
                .build();
        server.start();
        agent = Agent.builder(store)
                .handler(TaskHandler.of(
                        TaskType.of("resize_image", Picture.class),
                        (context, picture) -> picture.source() == null
                                ? Outcome.giveUp("source is missing")
                                : Outcome.done(Map.of("target", String.valueOf(picture.target())))))
                .handler(TaskHandler.of(
                        TaskType.of("hostile", Greet.class),
                        (context, greet) -> Outcome.giveUp("\u001b[2J\u009b31m\u202efine\r\nok")))
                .build()
                .start();
    }

    String url() {
        return "http://127.0.0.1:" + server.port();
    }

    Map<String, String> environment() {
        return Map.of("TASKQ_URL", url(), "TASKQ_TOKEN", TOKEN.secret(), "HOME", "/nowhere");
    }

    /** Runs a command line whose output goes to a file. */
    Result run(String... args) {
        return run(environment(), "", Optional.empty(), args);
    }

    /** Runs a command line whose output goes to a terminal of this width. */
    Result runOnTerminal(int columns, Map<String, String> more, String... args) {
        Map<String, String> environment = new HashMap<>(environment());
        environment.putAll(more);
        return run(environment, "", Optional.of(columns), args);
    }

    Result runWithInput(String input, String... args) {
        return run(environment(), input, Optional.empty(), args);
    }

    static Result run(Map<String, String> environment, String input, Optional<Integer> columns, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = new CommandLines(new Surroundings(
                        environment,
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        columns,
                        InstantSource.system()))
                .run(args);
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        agent.close();
        server.close();
        coordinator.close();
    }
}
