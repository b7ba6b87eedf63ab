package dev.taskq.generated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskq.Outcome;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.generated.api.ProcessApi;
import dev.taskq.generated.api.TasksApi;
import dev.taskq.generated.api.TypesApi;
import dev.taskq.generated.model.BatchTask;
import dev.taskq.generated.model.BatchToSubmit;
import dev.taskq.generated.model.StatusFilter;
import dev.taskq.generated.model.Submitted;
import dev.taskq.generated.model.SubmittedTask;
import dev.taskq.generated.model.Task;
import dev.taskq.generated.model.TaskPage;
import dev.taskq.generated.model.TaskToRetry;
import dev.taskq.generated.model.TaskToSubmit;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.rig.process.LocalToken;
import dev.taskq.server.TaskqServer;
import dev.taskq.server.Tokens;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The generated client, as it is, against a real coordinator. */
class GeneratedClientTest {
    private record Greet(String name) {}

    private static final LocalToken TOKEN = new LocalToken("of-the-generated-client");

    private final InMemoryTaskStore store = new InMemoryTaskStore();
    private final Coordinator coordinator = Coordinator.builder(store).build();
    private final Agent agent = Agent.builder(store)
            .handler(TaskHandler.of(
                    TaskType.of("greet", Greet.class),
                    (context, greet) -> Outcome.done(Map.of("greeting", "Hello, " + greet.name()))))
            .build();
    private final TaskqServer server = TaskqServer.builder(coordinator)
            .tokens(Tokens.of(TOKEN.line("tests")))
            .port(0)
            .metricsPage(() -> "# no metrics\n")
            .build();
    private final ApiClient client = new ApiClient();
    private TasksApi tasks;
    private TypesApi types;

    @BeforeEach
    void start() {
        coordinator.start();
        agent.start();
        server.start();
        client.updateBaseUri("http://127.0.0.1:" + server.port());
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + TOKEN.secret()));
        tasks = new TasksApi(client);
        types = new TypesApi(client);
    }

    @AfterEach
    void close() {
        server.close();
        agent.close();
        coordinator.close();
        store.close();
    }

    @Test
    void aTaskIsSubmittedAndItsResultIsAwaited() throws Exception {
        TaskToSubmit greet = new TaskToSubmit().type("greet").putParamsItem("name", "world");
        ApiResponse<Submitted> submitted = tasks.submitTaskWithHttpInfo(greet, "key-1", null, "c-1", null);
        Submitted again = tasks.submitTask(greet, "key-1", null, null, null);
        Task task = tasks.getTask(submitted.getData().getId(), "30s", null, null, null);

        assertThat(submitted.getStatusCode()).isEqualTo(201);
        assertThat(again.getId()).isEqualTo(submitted.getData().getId());
        assertThat(task.getStatus()).isEqualTo("succeeded");
        assertThat(task.getResult()).isEqualTo(Map.of("greeting", "Hello, world"));
        assertThat(task.getCorrelationId()).isEqualTo("c-1");
        assertThat(task.getFinishedAt()).isAfterOrEqualTo(task.getCreatedAt());
    }

    /** No agent serves the type, so that the tasks stay where they are. */
    @Test
    void tasksAreSubmittedTogetherListedCancelledAndRetried() throws Exception {
        List<SubmittedTask> submitted = tasks.submitBatch(
                        new BatchToSubmit()
                                .addTasksItem(new BatchTask().type("wait").putParamsItem("name", "one"))
                                .addTasksItem(new BatchTask().type("wait").delay("1h")),
                        null,
                        null,
                        null,
                        null)
                .getTasks();
        assertThat(submitted).extracting(SubmittedTask::getStatus).containsExactly("queued", "scheduled");

        long id = submitted.get(0).getId();
        assertThat(tasks.cancelTask(id, null, null).getStatus()).isEqualTo("cancelled");
        TaskPage page = tasks.listTasks(
                List.of(StatusFilter.CANCELLED),
                "wait",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                10,
                null,
                null,
                null);
        assertThat(page.getTasks()).hasSize(1);
        assertThat(page.getNextCursor()).isNull();
        Task retried = tasks.retryTask(id, null, null, new TaskToRetry().attempt(0));
        assertThat(retried.getStatus()).isEqualTo("queued");
    }

    @Test
    void aTypeIsPausedAndResumed() throws Exception {
        assertThat(types.pauseType("wait", null).getPaused()).isTrue();
        assertThat(types.resumeType("wait", null).getPaused()).isFalse();
    }

    @Test
    void aProblemCanBeRead() {
        ApiException problem = catchThrowableOfType(
                ApiException.class, () -> tasks.submitTask(new TaskToSubmit().type("No Type"), null, null, null, null));

        assertThat(problem.getCode()).isEqualTo(422);
        assertThat(problem.getResponseBody()).contains("\"pointer\":\"/type\"");
        assertThat(problem.getResponseHeaders().firstValue("X-Correlation-Id")).isPresent();
    }

    @Test
    void theProcessTellsAboutItself() throws Exception {
        ProcessApi process = new ProcessApi(client);

        assertThat(process.health().getStatus()).isEqualTo("ok");
        assertThat(process.readiness().getStatus()).isEqualTo("ready");
        assertThat(process.metrics()).isEqualTo("# no metrics\n");
        assertThat(process.descriptionAsJson()).containsKeys("openapi", "paths");
    }
}
