package dev.taskq.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import dev.taskq.agent.Agent;
import dev.taskq.proto.v1.DeleteRequest;
import dev.taskq.proto.v1.FollowEventsRequest;
import dev.taskq.proto.v1.GetRequest;
import dev.taskq.proto.v1.ListEventsRequest;
import dev.taskq.proto.v1.Operation;
import dev.taskq.proto.v1.OperationAction;
import dev.taskq.proto.v1.OperationFilter;
import dev.taskq.proto.v1.OperationServiceGetRequest;
import dev.taskq.proto.v1.OperationServiceListRequest;
import dev.taskq.proto.v1.OperationServiceStartRequest;
import dev.taskq.proto.v1.OperationStatus;
import dev.taskq.proto.v1.TaskFilter;
import dev.taskq.proto.v1.TaskStatus;
import io.grpc.Status.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Operations, deletions and events are the same by REST and by gRPC. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SameOperationsTest {
    /** What differs between two operations. */
    private static final List<String> OF_ONE_OPERATION =
            List.of("id", "created_at", "started_at", "finished_at", "correlation_id");

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

    private static OperationServiceStartRequest.Builder cancel() {
        return OperationServiceStartRequest.newBuilder().setAction(OperationAction.OPERATION_ACTION_CANCEL);
    }

    private static TaskFilter.Builder filter() {
        return TaskFilter.newBuilder();
    }

    static Stream<Arguments> operations() {
        Timestamp time = Timestamp.newBuilder().setSeconds(1_577_836_800).build();
        return Stream.of(
                Arguments.of(
                        "{\"filter\":{\"type\":\"none\"},\"dry_run\":true}",
                        cancel().setFilter(filter().setType("none")).setDryRun(true)),
                Arguments.of(
                        "{\"filter\":{\"type\":\"none\",\"status\":[\"queued\",\"running\"],\"caller\":\"a\","
                                + "\"correlation_id\":\"b\",\"idempotency_key\":\"c\",\"agent\":\"d\",\"schedule\":\"s\","
                                + "\"error_contains\":\"e\",\"created_after\":\"2020-01-01T00:00:00Z\","
                                + "\"finished_before\":\"2020-01-01T00:00:00Z\"},\"limit\":7}",
                        cancel().setFilter(filter().setType("none")
                                        .addStatus(TaskStatus.TASK_STATUS_QUEUED)
                                        .addStatus(TaskStatus.TASK_STATUS_RUNNING)
                                        .setCaller("a")
                                        .setCorrelationId("b")
                                        .setIdempotencyKey("c")
                                        .setAgent("d")
                                        .setSchedule("s")
                                        .setErrorContains("e")
                                        .setCreatedAfter(time)
                                        .setFinishedBefore(time))
                                .setLimit(7)),
                Arguments.of(
                        "{\"ids\":[404404,404405]}", cancel().addIds(404_404).addIds(404_405)));
    }

    /** Both have the same request in the store, and the same end. */
    @ParameterizedTest
    @MethodSource("operations")
    void operationIsTheSame(String body, OperationServiceStartRequest.Builder message) throws Exception {
        HttpResponse<String> response = rest.post("/v1/tasks:cancel", body);
        assertThat(response.statusCode()).isEqualTo(202);
        long byRest = RestCalls.JSON.readTree(response.body()).path("id").asLong();
        long byGrpc = served.operations().start(message.build()).getOperation().getId();

        var requests = List.of(stored(byRest), stored(byGrpc));
        assertThat(requests.get(1).selection()).isEqualTo(requests.get(0).selection());
        assertThat(requests.get(1).limit()).isEqualTo(requests.get(0).limit());
        for (long id : new long[] {byRest, byGrpc}) {
            served.await(() ->
                    !restOf("/v1/operations/" + id).path("status").asText().equals("running"));
            assertThat(asRest(get(id))).isEqualTo(restOf("/v1/operations/" + id));
        }
        assertThat(without(asRest(get(byGrpc)))).isEqualTo(without(restOf("/v1/operations/" + byRest)));
    }

    static Stream<Arguments> lists() {
        return Stream.of(
                Arguments.of("", OperationFilter.newBuilder()),
                Arguments.of(
                        "action=cancel&",
                        OperationFilter.newBuilder().setAction(OperationAction.OPERATION_ACTION_CANCEL)),
                Arguments.of(
                        "action=run_now&",
                        OperationFilter.newBuilder().setAction(OperationAction.OPERATION_ACTION_RUN_NOW)),
                Arguments.of(
                        "action=delete&",
                        OperationFilter.newBuilder().setAction(OperationAction.OPERATION_ACTION_DELETE)),
                Arguments.of(
                        "status=done&status=running&caller=operator&",
                        OperationFilter.newBuilder()
                                .addStatus(OperationStatus.OPERATION_STATUS_DONE)
                                .addStatus(OperationStatus.OPERATION_STATUS_RUNNING)
                                .setCaller("operator")),
                Arguments.of(
                        "status=failed&",
                        OperationFilter.newBuilder().addStatus(OperationStatus.OPERATION_STATUS_FAILED)),
                Arguments.of("caller=none&", OperationFilter.newBuilder().setCaller("none")));
    }

    /** Each reads the pages that follow those of the other. */
    @ParameterizedTest
    @MethodSource("lists")
    void listOfOperationsIsTheSame(String query, OperationFilter.Builder filter) {
        for (int i = 0; i < 5; i++) {
            long id = served.operations()
                    .start(cancel().addIds(404_404).build())
                    .getOperation()
                    .getId();
            served.await(() ->
                    !restOf("/v1/operations/" + id).path("status").asText().equals("running"));
        }
        String token = "";
        do {
            JsonNode byRest =
                    restOf("/v1/operations?" + query + "limit=2" + (token.isEmpty() ? "" : "&cursor=" + token));
            JsonNode byGrpc = asRest(served.operations()
                    .list(OperationServiceListRequest.newBuilder()
                            .setFilter(filter)
                            .setPageSize(2)
                            .setPageToken(token)
                            .build()));
            token = byRest.path("next_cursor").asText();
            assertThat(byGrpc.path("next_page_token").asText()).isEqualTo(token);
            assertThat(byGrpc.path("operations")).isEqualTo(byRest.path("operations"));
        } while (!token.isEmpty());
    }

    static Stream<Arguments> badLists() {
        OperationServiceListRequest any = OperationServiceListRequest.getDefaultInstance();
        OperationFilter.Builder filter = OperationFilter.newBuilder();
        return Stream.of(
                Arguments.of(
                        "status=queued",
                        any.toBuilder().setFilter(filter.clone().addStatusValue(99)),
                        List.of("filter.status[0]")),
                Arguments.of(
                        "action=pause",
                        any.toBuilder()
                                .setFilter(filter.clone().setAction(OperationAction.OPERATION_ACTION_UNSPECIFIED)),
                        List.of("filter.action")),
                Arguments.of(
                        "caller=a%00b",
                        any.toBuilder().setFilter(filter.clone().setCaller("a\0b")), List.of("filter.caller")),
                Arguments.of("limit=1001", any.toBuilder().setPageSize(1001), List.of("page_size")),
                Arguments.of("cursor=x", any.toBuilder().setPageToken("x"), List.of()));
    }

    @ParameterizedTest
    @MethodSource("badLists")
    void listOfOperationsIsRefusedAlike(String query, OperationServiceListRequest.Builder message, List<String> fields)
            throws Exception {
        assertThat(rest.call("GET", "/v1/operations?" + query, "").statusCode()).isEqualTo(400);
        Failure failure = Failure.of(() -> served.operations().list(message.build()));
        assertThat(failure.code()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(failure.fields()).isEqualTo(fields);
    }

    private dev.taskq.NewOperation stored(long id) {
        return served.coordinator.findOperation(id).orElseThrow().request();
    }

    private Operation get(long id) {
        return served.operations()
                .get(OperationServiceGetRequest.newBuilder().setId(id).build())
                .getOperation();
    }

    static Stream<Arguments> badOperations() {
        return Stream.of(
                Arguments.of("{}", cancel(), "filter"),
                Arguments.of(
                        "{\"filter\":{},\"ids\":[1]}",
                        cancel().setFilter(filter()).addIds(1),
                        "filter"),
                Arguments.of(
                        "{\"filter\":{\"type\":\"No Type\"}}",
                        cancel().setFilter(filter().setType("No Type")),
                        "filter.type"),
                Arguments.of(
                        "{\"filter\":{\"status\":[\"done\"]}}",
                        cancel().setFilter(filter().addStatusValue(99)),
                        "filter.status[0]"),
                Arguments.of(
                        "{\"filter\":{\"correlation_id\":\"a b\"}}",
                        cancel().setFilter(filter().setCorrelationId("a b")),
                        "filter.correlation_id"),
                Arguments.of("{\"ids\":[1,0]}", cancel().addIds(1).addIds(0), "ids[1]"),
                Arguments.of(
                        "{\"filter\":{},\"limit\":0}",
                        cancel().setFilter(filter()).setLimit(0),
                        "limit"));
    }

    @ParameterizedTest
    @MethodSource("badOperations")
    void operationIsRefusedAlike(String body, OperationServiceStartRequest.Builder message, String field)
            throws Exception {
        HttpResponse<String> response = rest.post("/v1/tasks:cancel", body);
        assertThat(response.statusCode()).isEqualTo(422);
        Failure failure = Failure.of(() -> served.operations().start(message.build()));
        assertThat(failure.fields()).containsExactly(field);
        JsonNode errors = RestCalls.JSON.readTree(response.body()).path("errors");
        assertThat(errors.findValuesAsText("pointer"))
                .containsExactly("/" + field.replace('.', '/').replace("[", "/").replace("]", ""));
        assertThat(failure.reason()).isEqualTo("REJECTED");
    }

    @Test
    void deletionHasTheSameEffect() throws Exception {
        for (boolean byRest : new boolean[] {true, false}) {
            long id = served.submit("gone");
            DeleteRequest delete = DeleteRequest.newBuilder().setId(id).build();
            String early = Failure.of(() -> served.tasks().delete(delete)).description();
            HttpResponse<String> refused = rest.call("DELETE", "/v1/tasks/" + id, "");
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(refused.body()).contains(early);
            rest.post("/v1/tasks/" + id + ":cancel", "{}");
            if (byRest) {
                assertThat(rest.call("DELETE", "/v1/tasks/" + id, "").statusCode())
                        .isEqualTo(204);
            } else {
                assertThat(served.tasks().delete(delete).getSerializedSize()).isZero();
            }
            assertThat(rest.call("GET", "/v1/tasks/" + id, "").statusCode()).isEqualTo(404);
            assertThat(Failure.of(() -> served.tasks().delete(delete)).reason()).isEqualTo("NOT_FOUND");
        }
    }

    @Test
    void eventsAreTheSame() throws Exception {
        long succeeds = id("{\"type\": \"greet\", \"params\": {\"name\": \"you\"}}");
        long fails = id("{\"type\": \"greet\", \"params\": {\"name\": 7, \"x\": 1}, \"max_attempts\": 1}");
        long scheduled = id("{\"type\": \"greet\", \"delay\": \"1h\"}");
        try (Agent agent = served.greeter()) {
            assertThat(agent.isHealthy()).isTrue();
            for (long id : new long[] {succeeds, fails}) {
                restOf("/v1/tasks/" + id + "?wait=60s");
            }
        }
        rest.post("/v1/tasks/" + scheduled + ":cancel", "{}");
        for (long id : new long[] {succeeds, fails, scheduled}) {
            JsonNode byRest = restOf("/v1/tasks/" + id + "/events");
            assertThat(byRest.path("events").size()).isGreaterThan(2);
            assertThat(asRest(served.tasks()
                            .listEvents(ListEventsRequest.newBuilder().setId(id).build())))
                    .isEqualTo(byRest);
            List<JsonNode> followed = new ArrayList<>();
            served.tasks()
                    .followEvents(FollowEventsRequest.newBuilder().setId(id).build())
                    .forEachRemaining(answer -> followed.add(asRest(answer).path("event")));
            assertThat(followed).containsExactlyElementsOf(byRest.path("events"));
        }
        assertThat(served.tasks()
                        .get(GetRequest.newBuilder().setId(fails).build())
                        .getTask()
                        .getStatus())
                .isEqualTo(TaskStatus.TASK_STATUS_FAILED);
    }

    private long id(String body) throws IOException, InterruptedException {
        return RestCalls.JSON
                .readTree(rest.post("/v1/tasks", body).body())
                .path("id")
                .asLong();
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

    private static JsonNode without(JsonNode operation) {
        ObjectNode copy = operation.deepCopy();
        copy.remove(OF_ONE_OPERATION);
        return copy;
    }

    /** The message's own JSON, with the forms that REST has: numbers of 64 bits, names, and "at_least" only if it holds. */
    private static JsonNode asRest(MessageOrBuilder message) {
        try {
            String json = JsonFormat.printer()
                    .preservingProtoFieldNames()
                    .omittingInsignificantWhitespace()
                    .alwaysPrintFieldsWithNoPresence()
                    .print(message)
                    .replaceAll("\"([0-9]+)\"", "$1")
                    .replace(",\"at_least\":false", "");
            return RestCalls.JSON.readTree(Pattern.compile(
                            "\"(?:OPERATION_ACTION|OPERATION_STATUS|TASK_STATUS|ATTEMPT_OUTCOME|TASK_EVENT_KIND)_([A-Z_]+)\"")
                    .matcher(json)
                    .replaceAll(name -> "\"" + name.group(1).toLowerCase(Locale.ROOT) + "\""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
