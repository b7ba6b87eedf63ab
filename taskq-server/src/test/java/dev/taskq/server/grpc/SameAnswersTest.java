package dev.taskq.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Duration;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import dev.taskq.agent.Agent;
import dev.taskq.proto.v1.GetRequest;
import dev.taskq.proto.v1.ListRequest;
import dev.taskq.proto.v1.NewTask;
import dev.taskq.proto.v1.SubmitRequest;
import dev.taskq.proto.v1.TaskFilter;
import io.grpc.Status.Code;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same inputs by REST and by gRPC have the same effects and the same answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SameAnswersTest {
    private static final JsonMapper JSON = RestCalls.JSON;

    /** What only one transport has, and what differs between two tasks. */
    private static final List<String> OF_ONE_TASK =
            List.of("id", "created_at", "updated_at", "queued_at", "run_at", "correlation_id");

    private GrpcServed served;
    private RestCalls rest;

    @BeforeAll
    void start() {
        served = GrpcServed.start();
        rest = new RestCalls(served.server.port());
    }

    @AfterAll
    void stop() throws InterruptedException {
        served.close();
        rest.close();
    }

    /** The same task in both forms, and its refusal if it is refused: a status of each, and the last part of a pointer. */
    record Row(String json, NewTask.Builder message, int status, Code code, String field) {
        static Row stored(String json, NewTask.Builder message) {
            return new Row(json, message, 201, Code.OK, "");
        }

        static Row refused(String json, NewTask.Builder message, String field) {
            return new Row(json, message, 422, Code.INVALID_ARGUMENT, field);
        }

        @Override
        public String toString() {
            return json.length() > 100 ? json.substring(0, 100) : json;
        }
    }

    private static NewTask.Builder task() {
        return NewTask.newBuilder().setType("same");
    }

    private static Duration seconds(long seconds) {
        return Duration.newBuilder().setSeconds(seconds).build();
    }

    static Stream<Row> rows() {
        String longest = "a".repeat(64);
        String large = "{\"a\":\"" + "x".repeat(300_000) + "\"}";
        String deep = "{\"a\":" + "[".repeat(70) + "]".repeat(70) + "}";
        return Stream.of(
                Row.stored("{\"type\": \"same\"}", task()),
                Row.stored("{\"type\": \"" + longest + "\"}", task().setType(longest)),
                Row.stored(
                        "{\"type\": \"same\", \"params\": {\"n\": 9007199254740993, \"d\": 1.10, \"u\": \"\\u00e4\"}}",
                        task().setParamsJson("{\"n\": 9007199254740993, \"d\": 1.10, \"u\": \"\\u00e4\"}")),
                Row.stored("{\"type\": \"same\", \"delay\": \"90s\"}", task().setDelay(seconds(90))),
                Row.stored("{\"type\": \"same\", \"delay\": \"0s\"}", task().setDelay(seconds(0))),
                Row.stored(
                        "{\"type\": \"same\", \"run_at\": \"2020-01-01T00:00:00Z\"}",
                        task().setRunAt(Timestamp.newBuilder().setSeconds(1_577_836_800))),
                Row.stored(
                        "{\"type\": \"same\", \"max_attempts\": 1000, \"timeout\": \"7d\"}",
                        task().setMaxAttempts(1_000).setTimeout(seconds(7 * 86_400))),
                Row.refused("{\"type\": \"\"}", task().setType(""), "type"),
                Row.refused("{\"type\": \"Upper\"}", task().setType("Upper"), "type"),
                Row.refused("{\"type\": \"" + longest + "a\"}", task().setType(longest + "a"), "type"),
                Row.refused("{\"type\": \"same\", \"params\": []}", task().setParamsJson("[]"), "params"),
                Row.refused("{\"type\": \"same\", \"params\": null}", task().setParamsJson("null"), "params"),
                Row.refused("{\"type\": \"same\", \"params\": " + large + "}", task().setParamsJson(large), "params"),
                Row.refused("{\"type\": \"same\", \"params\": " + deep + "}", task().setParamsJson(deep), "params"),
                Row.refused(
                        "{\"type\": \"same\", \"params\": {\"a\": 1e999}}",
                        task().setParamsJson("{\"a\": 1e999}"),
                        "params"),
                Row.refused(
                        "{\"type\": \"same\", \"params\": {\"a\": \"\\u0000\"}}",
                        task().setParamsJson("{\"a\": \"\\u0000\"}"),
                        "params"),
                Row.refused("{\"type\": \"same\", \"max_attempts\": 0}", task().setMaxAttempts(0), "max_attempts"),
                Row.refused(
                        "{\"type\": \"same\", \"max_attempts\": 1001}", task().setMaxAttempts(1_001), "max_attempts"),
                Row.refused("{\"type\": \"same\", \"timeout\": \"0s\"}", task().setTimeout(seconds(0)), "timeout"),
                Row.refused(
                        "{\"type\": \"same\", \"timeout\": \"8d\"}", task().setTimeout(seconds(8 * 86_400)), "timeout"),
                Row.refused("{\"type\": \"same\", \"delay\": \"-1s\"}", task().setDelay(seconds(-1)), "delay"),
                Row.refused(
                        "{\"type\": \"same\", \"delay\": \"4000d\"}",
                        task().setDelay(seconds(4_000L * 86_400)),
                        "delay"),
                Row.refused(
                        "{\"type\": \"same\", \"run_at\": \"9999-12-31T23:59:59Z\"}",
                        task().setRunAt(Timestamp.newBuilder().setSeconds(253_402_300_799L)),
                        "run_at"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void submitIsStoredOrRefusedAlike(Row row) throws Exception {
        HttpResponse<String> response = rest.post("/v1/tasks", row.json());
        SubmitRequest request =
                SubmitRequest.newBuilder().setTask(row.message()).build();

        assertThat(response.statusCode()).isEqualTo(row.status());
        JsonNode answer = JSON.readTree(response.body());
        if (row.code() == Code.OK) {
            long id = served.tasks().submit(request).getId();
            JsonNode byRest = get(answer.path("id").asLong());
            JsonNode byGrpc = asRest(served.tasks()
                    .get(GetRequest.newBuilder().setId(id).build())
                    .getTask());
            assertThat(without(byGrpc)).isEqualTo(without(byRest));
        } else {
            Failure failure = Failure.of(() -> served.tasks().submit(request));
            assertThat(failure.code()).isEqualTo(row.code());
            assertThat(failure.fields()).singleElement().asString().startsWith("task." + row.field());
            assertThat(answer.path("errors").path(0).path("pointer").asText()).startsWith("/" + row.field());
            assertThat(failure.reason().toLowerCase(java.util.Locale.ROOT))
                    .isEqualTo(answer.path("type").asText().replaceFirst(".*/", ""));
        }
    }

    private static JsonNode without(JsonNode task) {
        ObjectNode copy = task.deepCopy();
        copy.remove(OF_ONE_TASK);
        return copy;
    }

    /** Every field that REST shows of one task, in each status. */
    @Test
    void taskHasTheSameFields() throws Exception {
        long succeeds = id("{\"type\": \"greet\", \"params\": {\"name\": \"you\"}}");
        long fails = id("{\"type\": \"greet\", \"params\": {\"name\": 7, \"x\": 1}, \"max_attempts\": 1}");
        long scheduled = id("{\"type\": \"greet\", \"delay\": \"1h\"}");
        try (Agent agent = served.greeter()) {
            assertThat(agent.isHealthy()).isTrue();
            assertThat(rest.call("GET", "/v1/tasks/" + succeeds + "?wait=60s", "")
                            .body())
                    .contains("succeeded");
            assertThat(rest.call("GET", "/v1/tasks/" + fails + "?wait=60s", "").body())
                    .contains("\"attempts\"");
        }
        assertThat(rest.post("/v1/tasks/" + scheduled + ":cancel", "{}").statusCode())
                .isEqualTo(200);
        for (long id : new long[] {succeeds, fails, scheduled}) {
            assertThat(asRest(served.tasks()
                            .get(GetRequest.newBuilder().setId(id).build())
                            .getTask()))
                    .isEqualTo(get(id));
        }
        JsonNode byRest = rest.get("/v1/tasks?type=greet");
        var page = served.tasks()
                .list(ListRequest.newBuilder()
                        .setFilter(TaskFilter.newBuilder().setType("greet"))
                        .build());
        assertThat(page.getTasksCount()).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            assertThat(asRest(page.getTasks(i))).isEqualTo(byRest.path("tasks").path(i));
        }
    }

    /** Reads the message's own JSON, with the names and forms that REST has for the same. */
    private static JsonNode asRest(MessageOrBuilder message) throws IOException {
        String json = JsonFormat.printer()
                .preservingProtoFieldNames()
                .omittingInsignificantWhitespace()
                .print(message);
        ObjectNode task = (ObjectNode) JSON.readTree(json);
        task.put("id", task.path("id").asLong());
        for (String counted : List.of("attempt", "failures", "losses")) {
            if (!task.has(counted)) {
                task.put(counted, 0);
            }
        }
        if (!task.has("cancel_requested")) {
            task.put("cancel_requested", false);
        }
        task.put("status", lower(task, "status", "TASK_STATUS_"));
        for (String text : List.of("params", "result")) {
            if (task.has(text + "_json")) {
                task.set(text, JSON.readTree(task.path(text + "_json").asText()));
                task.remove(text + "_json");
            }
        }
        for (JsonNode attempt : task.path("attempts")) {
            ((ObjectNode) attempt).put("outcome", lower(attempt, "outcome", "ATTEMPT_OUTCOME_"));
        }
        long timeout = Long.parseLong(task.path("timeout").asText().replace("s", ""));
        task.put("timeout", dev.taskq.server.text.Durations.format(java.time.Duration.ofSeconds(timeout)));
        return JSON.readTree(task.toString());
    }

    private static String lower(JsonNode of, String field, String prefix) {
        return of.path(field).asText().replaceFirst(prefix, "").toLowerCase(java.util.Locale.ROOT);
    }

    private long id(String body) throws IOException, InterruptedException {
        return JSON.readTree(rest.post("/v1/tasks", body).body()).path("id").asLong();
    }

    private JsonNode get(long id) throws IOException, InterruptedException {
        return rest.get("/v1/tasks/" + id);
    }
}
