package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskq.TaskHandler;
import dev.taskq.client.NewTask;
import dev.taskq.client.Task;
import dev.taskq.client.TaskStatus;
import dev.taskq.client.Trace;
import dev.taskq.process.plugin.ExitAtLast;
import dev.taskq.process.plugin.ExitPlatform;
import dev.taskq.process.plugin.ExitVirtual;
import dev.taskq.process.plugin.Greet;
import dev.taskq.process.plugin.Hang;
import dev.taskq.process.plugin.Hold;
import dev.taskq.process.plugin.Misbehave;
import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.rig.backend.RedisBackend;
import dev.taskq.testkit.contract.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A coordinator and agents as processes. The coordinator and one agent, which serves {@code greet} and
 * {@code misbehave}, run for all tests. Tests start others with special settings.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ProcessesTest {
    private Path folder;

    private final Deque<AutoCloseable> shared = new ArrayDeque<>();
    private final Deque<AutoCloseable> own = new ArrayDeque<>();
    private final Map<String, String> backends = new HashMap<>();
    private AppProcess coordinator;
    private AppProcess agent;
    private Http http;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        PostgresBackend postgres = push(shared, Backends.postgres());
        RedisBackend redis = push(shared, Backends.redis());
        backends.put("TASKQ_POSTGRES_URL", postgres.jdbcUrl());
        backends.put("TASKQ_POSTGRES_USER", postgres.user());
        backends.put("TASKQ_POSTGRES_PASSWORD", postgres.password());
        backends.put("TASKQ_REDIS_URL", redis.uri());
        backends.put("TASKQ_REDIS_PREFIX", redis.keyPrefix());
        coordinator = push(shared, AppProcess.coordinator(with(backends, Map.of("TASKQ_TOKENS", Http.tokenLine()))));
        agent = push(shared, AppProcess.agent(agentEnvironment("steady", List.of(Greet.class, Misbehave.class))));
        http = new Http(coordinator.port());
        coordinator.ready();
        agent.ready();
    }

    @AfterEach
    void closeOwn() throws Exception {
        closeAll(own);
    }

    @AfterAll
    void closeShared() throws Exception {
        closeAll(shared);
    }

    @Test
    void aTaskSubmittedOverHttpSucceeds() {
        long id = http.submit(NewTask.of("greet", Map.of("name", "world")));
        Task task = http.ended(id);
        assertThat(task.status()).as("%s", task).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(task.result().orElseThrow().tree().path("greeting").asText()).isEqualTo("hello world");
        assertThat(task.agent()).contains("steady");
    }

    @Test
    void theCorrelationIdIsInTheLogsOfBothProcesses() throws Exception {
        String id = "c0ffee00c0ffee00c0ffee00c0ffee00";
        http.ended(http.submit(NewTask.of("greet", Map.of("name", "world")), Trace.of(id)));
        agent.logs(line -> {
            JsonNode entry = Http.json(line);
            return entry.path("message").asText().equals("greets")
                    && entry.path("correlation_id").asText().equals(id)
                    && entry.path("type").asText().equals("greet")
                    && entry.path("attempt").asText().equals("1")
                    && entry.has("task_id")
                    && entry.has("session");
        });
        coordinator.logs(line -> Http.json(line).path("correlation_id").asText().equals(id));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    THROW             | failed    | java.lang.IllegalStateException: wrong
                    THROW_ERROR       | failed    | java.lang.StackOverflowError: deep
                    END_THREAD        | failed    | java.lang.ThreadDeath
                    RETURN_NULL       | failed    | null instead of an outcome
                    RETURN_TOO_MUCH   | gave_up   | larger than 65536 bytes
                    RETURN_UNMAPPABLE | gave_up   | the result cannot be stored
                    BLOCK             | timed_out | timed out after
                    HANG              | timed_out | timed out after
                    NO_SUCH_WAY       | failed    | the params do not fit
                    """)
    void aHandlerThatMisbehavesIsAFailedAttempt(String way, String outcome, String error) {
        long id = http.submit(
                NewTask.of("misbehave", Map.of("way", way)).withMaxAttempts(1).withTimeout(Duration.ofMillis(300)));
        Task task = http.ended(id);
        assertThat(task.status()).as("%s", task).isEqualTo(TaskStatus.FAILED);
        assertThat(task.error().orElseThrow()).contains(error);
        assertThat(task.attempts().get(0).outcome()).isEqualTo(outcome);
        assertThat(agentIsWell()).isTrue();
    }

    private boolean agentIsWell() {
        return Http.status(agent.port(), "/healthz") == 200 && Http.status(agent.port(), "/readyz") == 200;
    }

    @Test
    void theTaskOfAnAgentThatIsAskedToStopRunsOnAnother() throws Exception {
        AppProcess first = push(own, AppProcess.agent(agentEnvironment("first", List.of(Hold.class))));
        AppProcess second = push(own, AppProcess.agent(agentEnvironment("second", List.of(Hold.class))));
        first.ready();
        second.ready();
        Path file = folder.resolve("go");
        long id = http.submit(hold(file));
        boolean firstRunsIt = awaitRunning(id).agent().equals(Optional.of("first"));
        AppProcess stopped = firstRunsIt ? first : second;

        stopped.terminate();
        assertThat(stopped.exitCode()).isZero();
        assertThat(stopped.errors()).isEmpty();
        assertThat(stopped.output()).anyMatch(line -> line.contains("holdsNothing=true"));
        Files.createFile(file);
        Task task = http.ended(id);
        assertThat(task.status()).as("%s", task).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(task.agent()).contains(firstRunsIt ? "second" : "first");
        assertThat(task.counts().attempt()).isEqualTo(2);
        assertThat(task.counts().failures()).isZero();
        assertThat(task.attempts().get(0).outcome()).isEqualTo("released");
    }

    @ParameterizedTest
    @ValueSource(strings = {"platform", "virtual"})
    void aHandlerThatEndsTheProcessHasFailedAndItsNeighboursAreReleased(String thread) throws Exception {
        Class<? extends TaskHandler<?>> exit = thread.equals("virtual") ? ExitVirtual.class : ExitPlatform.class;
        AppProcess completion = push(own, AppProcess.agent(agentEnvironment("completion", List.of(Hold.class, exit))));
        completion.ready();
        long neighbour = http.submit(hold(folder.resolve("never")));
        awaitRunning(neighbour);
        long id = http.submit(NewTask.of("exit." + thread).withMaxAttempts(1));

        assertThat(completion.exitCode()).isEqualTo(3);
        Task task = http.task(id);
        assertThat(task.status()).as("%s", task).isEqualTo(TaskStatus.FAILED);
        assertThat(task.error().orElseThrow()).contains("System.exit");
        Task released = http.task(neighbour);
        assertThat(released.status()).as("%s", released).isEqualTo(TaskStatus.QUEUED);
        assertThat(released.attempts().get(0).outcome()).isEqualTo("released");
        assertThat(http.cancel(neighbour).status()).isEqualTo(TaskStatus.CANCELLED);
    }

    @Test
    void aHandlerThatEndsTheProcessOnlyWhenItIsStoppedHasFailedToo() throws Exception {
        AppProcess stopped = push(own, AppProcess.agent(agentEnvironment("stopped", List.of(ExitAtLast.class))));
        stopped.ready();
        long id = http.submit(NewTask.of("exit.last").withMaxAttempts(1));
        awaitRunning(id);

        stopped.terminate();
        stopped.exitCode();
        Task task = http.task(id);
        assertThat(task.status()).as("%s", task).isEqualTo(TaskStatus.FAILED);
        assertThat(task.error().orElseThrow()).contains("System.exit");
    }

    @Test
    void anAgentThatHasLostItsThreadsEndsToBeReplaced() throws Exception {
        AppProcess hanging = push(
                own,
                AppProcess.agent(
                        with(agentEnvironment("hanging", List.of(Hang.class)), Map.of("TASKQ_AGENT_SLOTS", "1"))));
        hanging.ready();
        for (int i = 0; i < 2; i++) {
            http.submit(NewTask.of("hang").withMaxAttempts(1).withTimeout(Duration.ofMillis(100)));
        }
        assertThat(hanging.exitCode()).isEqualTo(70);
        assertThat(hanging.output()).anyMatch(line -> line.contains("the application is unhealthy"));
    }

    private Task awaitRunning(long id) throws InterruptedException {
        return Eventually.get(
                Eventually.LONG,
                () -> Optional.of(http.task(id)).filter(task -> task.status().equals(TaskStatus.RUNNING)));
    }

    private static NewTask hold(Path file) {
        return NewTask.of("hold", Map.of("file", file.toString()));
    }

    private Map<String, String> agentEnvironment(String name, List<Class<? extends TaskHandler<?>>> handlers)
            throws IOException {
        return with(
                backends,
                Map.of(
                        "TASKQ_NAME",
                        name,
                        "TASKQ_AGENT_GRACE",
                        "200ms",
                        "TASKQ_PLUGINS_DIR",
                        Plugin.folder(folder, handlers).toString()));
    }

    private static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }

    private static <T extends AutoCloseable> T push(Deque<AutoCloseable> open, T closeable) {
        open.push(closeable);
        return closeable;
    }

    private static void closeAll(Deque<AutoCloseable> open) throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
