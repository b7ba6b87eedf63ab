package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.rig.process.JarProcess;
import dev.taskq.testkit.TestTimeouts;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The coordinator as a process with arguments, and with a log that is read as it is written. Closing it kills the process. */
final class CoordinatorProcess implements AutoCloseable {
    static final String ADMIN = "token-of-an-admin";
    static final String TOKENS =
            "operator admin sha256:4d7146fd4925de0ee14cde707c64fd4df1bc994c22799d64ef69cdad1939213d";

    private static final String APP = "coordinator";
    private static final long LONGEST_WAIT_SECONDS = TestTimeouts.PROCESS.toSeconds();

    private final Process process;
    private final Path errors;
    private final BufferedReader log;
    private final List<String> lines = new ArrayList<>();

    private CoordinatorProcess(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        this.log = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Starts it.
     *
     * @param folder the folder for what it writes to its standard error
     * @param environment its settings
     * @param arguments its arguments
     */
    static CoordinatorProcess start(Path folder, Map<String, String> environment, String... arguments)
            throws IOException {
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(JarProcess.SMALL);
        command.addAll(SharedClasses.options(APP));
        command.addAll(List.of("-jar", AppProcess.jar(APP).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TASKQ_") || name.equals("JAVA_TOOL_OPTIONS"));
        builder.environment().putAll(environment);
        return new CoordinatorProcess(builder.start(), errors);
    }

    /** The settings of one whose Postgres is not there. */
    static Map<String, String> withoutPostgres() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return Map.of(
                    "TASKQ_POSTGRES_URL",
                    "jdbc:postgresql://127.0.0.1:" + free.getLocalPort() + "/taskq",
                    "TASKQ_TOKENS",
                    TOKENS,
                    "TASKQ_HTTP_PORT",
                    "0");
        }
    }

    /** The settings of one on a database, without Redis. */
    static Map<String, String> environment(PostgresBackend postgres) {
        return Map.of(
                "TASKQ_POSTGRES_URL", postgres.jdbcUrl(),
                "TASKQ_POSTGRES_USER", postgres.user(),
                "TASKQ_POSTGRES_PASSWORD", postgres.password(),
                "TASKQ_TOKENS", TOKENS,
                "TASKQ_HTTP_PORT", "0");
    }

    /** Submits a task to the coordinator at a port. */
    static HttpResponse<String> submit(int port) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/tasks"))
                            .header("Authorization", "Bearer " + ADMIN)
                            .header("Content-Type", "application/json")
                            .header("X-Correlation-Id", "order-4711")
                            .POST(BodyPublishers.ofString("{\"type\":\"good\"}"))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    /** The first line from here on that contains a text; fails if the process ends, or takes too long, without one. */
    String awaitLine(String text) throws IOException {
        CompletableFuture<Void> overdue = CompletableFuture.runAsync(
                process::destroyForcibly, CompletableFuture.delayedExecutor(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS));
        try {
            for (String line = log.readLine(); line != null; line = log.readLine()) {
                lines.add(line);
                if (line.contains(text)) {
                    return line;
                }
            }
        } finally {
            overdue.cancel(false);
        }
        throw new AssertionError("ended without \"" + text + "\": " + lines + errors());
    }

    int port() throws IOException {
        String ready = awaitLine("ready port=");
        return Integer.parseInt(ready.replaceFirst(".*ready port=(\\d+).*", "$1"));
    }

    int exitCode() throws IOException, InterruptedException {
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            lines.add(line);
        }
        assertThat(process.waitFor(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    List<String> lines() {
        return lines;
    }

    List<String> errors() throws IOException {
        return Files.readAllLines(errors);
    }

    /** Asks it to end, with SIGTERM. Its log is read on. */
    void terminate() {
        process.toHandle().destroy();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
