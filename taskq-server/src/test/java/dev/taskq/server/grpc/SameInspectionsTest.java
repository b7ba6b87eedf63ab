package dev.taskq.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Duration;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.Timestamps;
import dev.taskq.agent.Agent;
import dev.taskq.proto.v1.AgentServiceListRequest;
import dev.taskq.proto.v1.ExplainRequest;
import dev.taskq.proto.v1.GetRequest;
import dev.taskq.proto.v1.ListEventsRequest;
import dev.taskq.proto.v1.ListRequest;
import dev.taskq.proto.v1.NewTask;
import dev.taskq.proto.v1.SubmitBatchRequest;
import dev.taskq.proto.v1.SubmitRequest;
import dev.taskq.proto.v1.Task;
import dev.taskq.proto.v1.TaskEvent;
import dev.taskq.proto.v1.TaskEventKind;
import dev.taskq.proto.v1.TaskFilter;
import dev.taskq.proto.v1.TaskStatus;
import dev.taskq.proto.v1.TypeServiceGetRequest;
import dev.taskq.proto.v1.TypeServiceListRequest;
import dev.taskq.spi.Claim;
import dev.taskq.spi.Held;
import dev.taskq.spi.Holder;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Progress;
import io.grpc.Status.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The filters of lists select the same by REST and by gRPC, and what both show of tasks, types and agents is the same. */
class SameInspectionsTest {
    private GrpcServed served;
    private RestCalls rest;

    @BeforeEach
    void start() {
        served = GrpcServed.start();
        rest = new RestCalls(served.server.port());
    }

    @AfterEach
    void stop() throws InterruptedException {
        served.close();
        rest.close();
    }

    private static SubmitRequest greeting(String params, int maxAttempts) {
        return SubmitRequest.newBuilder()
                .setTask(NewTask.newBuilder()
                        .setType("greet")
                        .setParamsJson(params)
                        .setMaxAttempts(maxAttempts))
                .build();
    }

    private Task ended(long id) {
        return served.tasks()
                .get(GetRequest.newBuilder()
                        .setId(id)
                        .setWait(Duration.newBuilder().setSeconds(60))
                        .build())
                .getTask();
    }

    private static TaskFilter.Builder filter() {
        return TaskFilter.newBuilder();
    }

    /** Each filter selects some of three tasks: one that succeeded, one that failed later, one that waits. */
    @Test
    void filterSelectsTheSameTasks() throws Exception {
        var shop = served.tasks(GrpcServed.SUBMITTER);
        long waits = GrpcServed.with("x-correlation-id", "waits-1", shop)
                .submit(SubmitRequest.newBuilder()
                        .setTask(NewTask.newBuilder().setType("waits").setIdempotencyKey("key-1"))
                        .build())
                .getId();
        Task succeeded;
        Task failed;
        try (Agent agent = served.greeter()) {
            assertThat(agent.isHealthy()).isTrue();
            succeeded = ended(
                    served.tasks().submit(greeting("{\"name\": \"you\"}", 1)).getId());
            failed = ended(served.tasks()
                    .submit(greeting("{\"name\": 7, \"x\": 1}", 1))
                    .getId());
        }
        assertThat(failed.getStatus()).isEqualTo(TaskStatus.TASK_STATUS_FAILED);
        Timestamp end = failed.getFinishedAt();
        String endText = Timestamps.toString(end);

        String error = failed.getError().substring(0, 3);
        List<Long> ended = List.of(failed.getId(), succeeded.getId());

        selects(
                "status=succeeded&status=failed",
                filter().addStatus(TaskStatus.TASK_STATUS_FAILED).addStatus(TaskStatus.TASK_STATUS_SUCCEEDED),
                ended);
        selects("type=waits", filter().setType("waits"), List.of(waits));
        selects("caller=shop", filter().setCaller("shop"), List.of(waits));
        selects("correlation_id=waits-1", filter().setCorrelationId("waits-1"), List.of(waits));
        selects("idempotency_key=key-1", filter().setIdempotencyKey("key-1"), List.of(waits));
        selects("agent=" + failed.getAgent(), filter().setAgent(failed.getAgent()), ended);
        selects("finished_after=" + endText, filter().setFinishedAfter(end), List.of(failed.getId()));
        selects("finished_before=" + endText, filter().setFinishedBefore(end), List.of(succeeded.getId()));
        selects("error_contains=" + error, filter().setErrorContains(error), List.of(failed.getId()));
    }

    private static ListRequest listOf(TaskFilter.Builder filter) {
        return ListRequest.newBuilder().setFilter(filter).build();
    }

    private void selects(String query, TaskFilter.Builder filter, List<Long> expected) throws Exception {
        List<Long> byRest = new ArrayList<>();
        rest.get("/v1/tasks?" + query)
                .path("tasks")
                .forEach(task -> byRest.add(task.path("id").asLong()));
        assertThat(byRest).as(query).isEqualTo(expected);
        assertThat(served.tasks().list(listOf(filter)).getTasksList())
                .as(query)
                .extracting(Task::getId)
                .isEqualTo(expected);
    }

    static Stream<Arguments> badFilters() {
        String long1001 = "x".repeat(1_001);
        return Stream.of(
                Arguments.of("status", "status=unspecified", filter().addStatus(TaskStatus.TASK_STATUS_UNSPECIFIED)),
                Arguments.of("status", "status=lost", filter().addStatusValue(99)),
                Arguments.of("type", "type=Upper", filter().setType("Upper")),
                Arguments.of("caller", "caller=" + long1001, filter().setCaller(long1001)),
                Arguments.of("correlation_id", "correlation_id=a%20b", filter().setCorrelationId("a b")),
                Arguments.of("idempotency_key", "idempotency_key=%C3%A4", filter().setIdempotencyKey("\u00e4")),
                Arguments.of("agent", "agent=" + long1001, filter().setAgent(long1001)),
                Arguments.of("schedule", "schedule=No", filter().setSchedule("No")),
                Arguments.of("error_contains", "error_contains=%00", filter().setErrorContains("\0")));
    }

    @ParameterizedTest
    @MethodSource("badFilters")
    void filterIsRefusedAlike(String field, String query, TaskFilter.Builder filter) throws Exception {
        var byRest = rest.call("GET", "/v1/tasks?" + query, "");
        assertThat(byRest.statusCode()).isEqualTo(400);
        assertThat(byRest.body()).contains(field);
        Failure byGrpc = Failure.of(() -> served.tasks().list(listOf(filter)));
        assertThat(byGrpc.code()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(byGrpc.fields()).singleElement().asString().startsWith("filter." + field);
    }

    @Test
    void explanationIsTheSame() throws Exception {
        long fails;
        try (Agent agent = served.greeter()) {
            assertThat(agent.isHealthy()).isTrue();
            fails = ended(served.tasks()
                            .submit(greeting("{\"name\": 7, \"x\": 1}", 1))
                            .getId())
                    .getId();
        }
        long notServed = served.submit("never_served");
        rest.post("/v1/types/dyed:pause", "");
        long paused = served.submit("dyed");
        long scheduled = RestCalls.JSON
                .readTree(rest.post("/v1/tasks", "{\"type\": \"dyed\", \"delay\": \"1h\"}")
                        .body())
                .path("id")
                .asLong();
        for (long id : new long[] {fails, notServed, paused, scheduled}) {
            JsonNode byRest = rest.get("/v1/tasks/" + id + ":explain");
            JsonNode byGrpc = asRest(served.tasks()
                    .explain(ExplainRequest.newBuilder().setId(id).build())
                    .getExplanation());
            assertThat(byGrpc.path("reasons").size()).isPositive();
            assertThat(without("at", byGrpc)).isEqualTo(without("at", byRest));
        }
        assertThat(rest.call("GET", "/v1/tasks/4000000000:explain", "").statusCode())
                .isEqualTo(404);
        assertThat(Failure.of(() -> served.tasks()
                                .explain(ExplainRequest.newBuilder()
                                        .setId(4_000_000_000L)
                                        .build()))
                        .code())
                .isEqualTo(Code.NOT_FOUND);
    }

    /** What a type shows may change between two calls: they are repeated until both fall into one state. */
    @Test
    void typesAndAgentsAreTheSame() throws Exception {
        rest.post("/v1/types/dyed:pause", "");
        served.submit("dyed");
        try (Agent agent = served.greeter()) {
            assertThat(agent.isHealthy()).isTrue();
            ended(served.tasks().submit(greeting("{\"name\": \"you\"}", 1)).getId());
            served.await(() -> agents().path("agents").path(0).has("reported_at"));
            served.await(() -> type("dyed").path("depth").asInt() == 1
                    && type("greet").path("last_minute").path("finished").asInt() == 1);

            assertThat(type("dyed").path("paused_by").asText()).isEqualTo("operator");
            served.await(() -> agents().equals(restOf("/v1/agents")));
            served.await(() -> type("dyed").equals(restOf("/v1/types/dyed")));
            served.await(() -> type("greet").equals(restOf("/v1/types/greet")));
            served.await(() -> types().equals(restOf("/v1/types")));
        }
        assertThat(rest.call("GET", "/v1/types/unknown", "").statusCode()).isEqualTo(404);
        for (String name : List.of("unknown", "Not A Type", "")) {
            assertThat(Failure.of(() -> served.types()
                                    .get(TypeServiceGetRequest.newBuilder()
                                            .setType(name)
                                            .build()))
                            .code())
                    .isEqualTo(Code.NOT_FOUND);
        }
    }

    private JsonNode agents() {
        return shown(served.agents().list(AgentServiceListRequest.getDefaultInstance()));
    }

    private JsonNode types() {
        return shown(served.types().list(TypeServiceListRequest.getDefaultInstance()));
    }

    private JsonNode type(String name) {
        return shown(served.types()
                .get(TypeServiceGetRequest.newBuilder().setType(name).build())
                .getType());
    }

    private JsonNode restOf(String path) {
        try {
            return rest.get(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** REST shows numbers, truths and lists of nothing too. */
    private static JsonNode shown(MessageOrBuilder message) {
        try {
            return RestCalls.JSON.readTree(JsonFormat.printer()
                    .preservingProtoFieldNames()
                    .alwaysPrintFieldsWithNoPresence()
                    .print(message)
                    .replaceAll("\"([0-9]+)\"", "$1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void progressIsTheSame() throws Exception {
        long id = served.submit("reported");
        long session = served.store
                .sessions()
                .open(new NewSession(NewSession.Kind.AGENT, "agent", "host", List.of("reported")));
        served.store
                .dispatch()
                .claim(new Claim(
                        new Holder(session, 1), List.of(new Claim.Item(id, 5, java.time.Duration.ofMinutes(1)))));
        for (Optional<String> note : List.of(Optional.of("4 of 10"), Optional.<String>empty())) {
            served.store.sessions().reportProgress(session, List.of(new Progress(new Held(id, 1), 0.4, note)));

            JsonNode byRest = rest.get("/v1/tasks/" + id).path("progress");
            Task byGrpc = served.tasks()
                    .get(GetRequest.newBuilder().setId(id).build())
                    .getTask();

            assertThat(byRest.path("fraction").asDouble()).isEqualTo(0.4);
            assertThat(byRest.has("note")).isEqualTo(note.isPresent());
            assertThat(asRest(byGrpc.getProgress())).isEqualTo(byRest);
            assertThat(rest.get("/v1/tasks?type=reported").path("tasks"))
                    .singleElement()
                    .satisfies(task -> assertThat(task.has("progress")).isFalse());
            List<TaskEvent> events = served.tasks()
                    .listEvents(ListEventsRequest.newBuilder().setId(id).build())
                    .getEventsList();
            assertThat(events.getLast().getEvent()).isEqualTo(TaskEventKind.TASK_EVENT_KIND_PROGRESS);
            JsonNode last =
                    rest.get("/v1/tasks/" + id + "/events").path("events").path(events.size() - 1);
            assertThat(last.path("event").asText()).isEqualTo("progress");
            assertThat(last.path("progress")).isEqualTo(byRest);
            assertThat(asRest(events.getLast().getProgress())).isEqualTo(byRest);
        }
    }

    @Test
    void warningIsTheSame() throws Exception {
        served.store.types().register(List.of("known"));
        String byRest = RestCalls.JSON
                .readTree(rest.post("/v1/tasks", "{\"type\": \"misspelt\"}").body())
                .path("warning")
                .asText();
        assertThat(byRest).isNotEmpty();
        assertThat(served.tasks().submit(GrpcServed.request("misspelt")).getWarning())
                .isEqualTo(byRest);
        assertThat(served.tasks().submit(GrpcServed.request("known")).hasWarning())
                .isFalse();
        var batch = served.tasks()
                .submitBatch(SubmitBatchRequest.newBuilder()
                        .addTasks(NewTask.newBuilder().setType("known"))
                        .addTasks(NewTask.newBuilder().setType("misspelt"))
                        .build());
        assertThat(batch.getTasks(0).hasWarning()).isFalse();
        assertThat(batch.getTasks(1).getWarning()).isEqualTo(byRest);
    }

    @Test
    void warningOfATaskThatWaitsIsTheSame() throws Exception {
        served.store.types().register(List.of("known"));
        var misspelt = served.tasks().submit(GrpcServed.request("misspelt"));
        long known = served.tasks().submit(GrpcServed.request("known")).getId();

        assertThat(warningByRest(misspelt.getId())).isEqualTo(misspelt.getWarning());
        assertThat(warningByGrpc(misspelt.getId())).contains(misspelt.getWarning());
        assertThat(warningByRest(known)).isEmpty();
        assertThat(warningByGrpc(known)).isEmpty();
        assertThat(rest.get("/v1/tasks").path("tasks")).hasSize(2).noneMatch(task -> task.has("warning"));

        rest.post("/v1/tasks/" + misspelt.getId() + ":cancel", "");
        assertThat(warningByRest(misspelt.getId())).isEmpty();
        assertThat(warningByGrpc(misspelt.getId())).isEmpty();
    }

    private String warningByRest(long id) throws Exception {
        return rest.get("/v1/tasks/" + id).path("warning").asText();
    }

    private Optional<String> warningByGrpc(long id) {
        Task task =
                served.tasks().get(GetRequest.newBuilder().setId(id).build()).getTask();
        return task.hasWarning() ? Optional.of(task.getWarning()) : Optional.empty();
    }

    private static JsonNode without(String field, JsonNode of) {
        ObjectNode copy = of.deepCopy();
        copy.remove(field);
        return copy;
    }

    /** The message's own JSON, with the forms that REST has: numbers of 64 bits, names, durations. */
    private static JsonNode asRest(MessageOrBuilder message) throws IOException {
        String json = JsonFormat.printer()
                .preservingProtoFieldNames()
                .omittingInsignificantWhitespace()
                .print(message);
        return RestCalls.JSON.readTree(json.replaceAll(
                        "\"(id|session|overdue_seconds|before|expected_seconds|room_bytes|params_bytes)\":\"([0-9]+)\"",
                        "\"$1\":$2")
                .transform(SameInspectionsTest::names));
    }

    private static String names(String json) {
        return Pattern.compile("\"(?:TASK_STATUS|ATTEMPT_OUTCOME|REASON_KIND)_([A-Z_]+)\"")
                .matcher(json)
                .replaceAll(name -> "\"" + name.group(1).toLowerCase(Locale.ROOT) + "\"");
    }
}
