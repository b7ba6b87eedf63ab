package dev.taskq.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Duration;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.JsonFormat;
import dev.taskq.AuditAction;
import dev.taskq.NewAuditEntry;
import dev.taskq.TaskHistory.Counts;
import dev.taskq.TaskHistory.SlowAttempt;
import dev.taskq.agent.Agent;
import dev.taskq.proto.v1.AuditEntry;
import dev.taskq.proto.v1.AuditFilter;
import dev.taskq.proto.v1.AuditRequest;
import dev.taskq.proto.v1.AuditResponse;
import dev.taskq.proto.v1.DrainRequest;
import dev.taskq.proto.v1.ErrorsRequest;
import dev.taskq.proto.v1.ErrorsResponse;
import dev.taskq.proto.v1.GetRequest;
import dev.taskq.proto.v1.HistoryPoint;
import dev.taskq.proto.v1.HistoryRequest;
import dev.taskq.proto.v1.HistoryResponse;
import dev.taskq.proto.v1.HistoryTimes;
import dev.taskq.proto.v1.NewTask;
import dev.taskq.proto.v1.ReportServiceGrpc;
import dev.taskq.proto.v1.SubmitRequest;
import dev.taskq.spi.History;
import dev.taskq.spi.HistoryEntry;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.TimeBuckets;
import io.grpc.Status.Code;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The history, the errors and the audit log are the same by REST and by gRPC, and an agent is drained by both. */
class SameReportsTest {
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

    private static HistoryEntry entry(String type) {
        long[] buckets = new long[TimeBuckets.MOST];
        buckets[TimeBuckets.bucketOf(java.time.Duration.ofMillis(70))] = 10;
        return new HistoryEntry(
                type,
                new Counts(6, 7, 4, 5, 3, 1),
                TimeBuckets.of(buckets),
                TimeBuckets.NONE,
                Optional.of(new SlowAttempt(17, java.time.Duration.ofMillis(90))));
    }

    @Test
    void historyIsTheSame() throws Exception {
        served.store.history().add(List.of(entry("counted"), entry(History.ALL)), Optional.of("1.0"));

        // A minute may end between two calls, so the range is one that both name.
        JsonNode byRest = rest.get("/v1/history?type=counted&step=1d");
        HistoryResponse byGrpc = served.reports()
                .history(HistoryRequest.newBuilder()
                        .setType("counted")
                        .setFrom(time(byRest.path("from")))
                        .setUntil(time(byRest.path("until")))
                        .setStep(Durations.fromDays(1))
                        .build());

        assertThat(byGrpc.getType()).isEqualTo("counted");
        assertThat(byGrpc.getFrom()).isEqualTo(time(byRest.path("from")));
        assertThat(byGrpc.getUntil()).isEqualTo(time(byRest.path("until")));
        assertThat(byGrpc.getStep()).isEqualTo(Durations.fromDays(1));
        assertThat(byGrpc.getPointsCount())
                .isEqualTo(byRest.path("points").size())
                .isPositive();
        same(byGrpc.getTotal(), byRest.path("total"));
        same(byGrpc.getPoints(0), byRest.path("points").path(0));
        assertThat(byGrpc.getPoints(0).getAt()).isEqualTo(time(byRest.at("/points/0/at")));
        assertThat(served.reports().history(HistoryRequest.getDefaultInstance()).hasType())
                .isFalse();
    }

    private static Timestamp time(JsonNode text) {
        return TaskMessages.time(java.time.Instant.parse(text.asText()));
    }

    private static void same(HistoryPoint byGrpc, JsonNode byRest) {
        assertThat(List.of(
                        byGrpc.getSubmitted(),
                        byGrpc.getStarted(),
                        byGrpc.getSucceeded(),
                        byGrpc.getFinished(),
                        byGrpc.getFailedAttempts(),
                        byGrpc.getFailedTasks()))
                .containsExactly(
                        byRest.path("submitted").asLong(),
                        byRest.path("started").asLong(),
                        byRest.path("succeeded").asLong(),
                        byRest.path("finished").asLong(),
                        byRest.path("failed_attempts").asLong(),
                        byRest.path("failed_tasks").asLong());
        assertThat(byGrpc.hasWait()).isTrue();
        assertThat(byGrpc.getWait()).isEqualTo(times(byRest.path("wait")));
        assertThat(byGrpc.hasRun()).isEqualTo(byRest.has("run")).isFalse();
        assertThat(byGrpc.getSlowest().getTask())
                .isEqualTo(byRest.at("/slowest/task").asLong());
        assertThat(byGrpc.getSlowest().getRun()).isEqualTo(seconds(byRest.at("/slowest/run_seconds")));
        assertThat(byGrpc.getVersionsList())
                .containsExactly(byRest.at("/versions/0").asText());
    }

    private static HistoryTimes times(JsonNode byRest) {
        return HistoryTimes.newBuilder()
                .setP50(seconds(byRest.path("p50_seconds")))
                .setP95(seconds(byRest.path("p95_seconds")))
                .build();
    }

    private static Duration seconds(JsonNode number) {
        return Durations.fromNanos(Math.round(number.asDouble() * 1e6) * 1_000);
    }

    @Test
    void historyIsRefusedWithTheFieldsThatAreWrong() {
        Timestamp late = Timestamp.newBuilder().setSeconds(4_000_000_000L).build();
        Failure wrong = Failure.of(() -> served.reports()
                .history(HistoryRequest.newBuilder()
                        .setType("Not A Type")
                        .setStep(Durations.fromMinutes(7))
                        .setFrom(late)
                        .build()));
        assertThat(wrong.code()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(wrong.fields()).containsExactly("type", "step", "from");
        assertThat(Failure.of(() -> served.reports()
                                .history(HistoryRequest.newBuilder()
                                        .setFrom(Timestamp.newBuilder().setSeconds(1))
                                        .build()))
                        .fields())
                .containsExactly("from");
    }

    @Test
    void errorsAreTheSame() throws Exception {
        try (Agent agent = served.greeter()) {
            assertThat(agent.isHealthy()).isTrue();
            long id = served.tasks()
                    .submit(SubmitRequest.newBuilder()
                            .setTask(NewTask.newBuilder()
                                    .setType("greet")
                                    .setParamsJson("{\"name\": 7, \"x\": 1}")
                                    .setMaxAttempts(1))
                            .build())
                    .getId();
            served.tasks()
                    .get(GetRequest.newBuilder()
                            .setId(id)
                            .setWait(Durations.fromSeconds(60))
                            .build());
        }

        JsonNode byRest = rest.get("/v1/errors");
        assertThat(byRest.path("errors")).hasSize(1);
        assertThat(byRest.at("/errors/0/counts")).hasSize(24);
        assertThat(byRest.at("/errors/0/counts/23").asInt()).isEqualTo(1);
        assertThat(shown(served.reports().errors(ErrorsRequest.getDefaultInstance())))
                .isEqualTo(byRest);
        assertThat(rest.get("/v1/errors?type=greet")).isEqualTo(byRest);
        assertThat(shown(errorsOf("greet"))).isEqualTo(byRest);
        assertThat(shown(errorsOf("absent"))).isEqualTo(rest.get("/v1/errors?type=absent"));
        assertThat(errorsOf("absent").getTasks()).isZero();
    }

    private ErrorsResponse errorsOf(String type) {
        return served.reports().errors(ErrorsRequest.newBuilder().setType(type).build());
    }

    @Test
    void errorsOfWhatCannotBeATypeAreRefusedWithTheField() throws Exception {
        Failure wrong = Failure.of(() -> errorsOf("Not A Type"));
        assertThat(wrong.code()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(wrong.fields()).containsExactly("type");
        assertThat(rest.get("/v1/errors?type=Not").path("detail").asText())
                .isEqualTo("\"type\" must be the name of a type");
        assertThat(rest.get("/v1/errors?types=greet").path("detail").asText())
                .contains("\"types\" is not a known parameter; known are type");
    }

    @Test
    void auditLogIsTheSamePageByPage() throws Exception {
        for (String detail : List.of("", "first", "second")) {
            served.store
                    .auditLog()
                    .write(new NewAuditEntry("shop", AuditAction.RETRY_TASK, "task 1", detail, "correlation"));
        }
        served.store.auditLog().write(new NewAuditEntry("mail", AuditAction.RETRY_TASK, "task 1", "", "c"));
        AuditFilter filter = AuditFilter.newBuilder()
                .setCaller("shop")
                .setAction("task.retry")
                .setSubject("task 1")
                .build();
        AuditRequest first =
                AuditRequest.newBuilder().setFilter(filter).setPageSize(2).build();

        AuditResponse page = served.reports().audit(first);
        AuditResponse last = served.reports()
                .audit(first.toBuilder().setPageToken(page.getNextPageToken()).build());

        assertThat(page.getEntriesList()).extracting(AuditEntry::getDetail).containsExactly("second", "first");
        assertThat(last.getEntriesList())
                .singleElement()
                .satisfies(entry -> assertThat(entry.hasDetail()).isFalse());
        assertThat(last.getNextPageToken()).isEmpty();
        JsonNode byRest = rest.get("/v1/audit?caller=shop&action=task.retry&subject=task%201&limit=2");
        assertThat(byRest.path("next_cursor").asText()).isEqualTo(page.getNextPageToken());
        assertThat(shown(page).path("entries")).isEqualTo(byRest.path("entries"));
    }

    @Test
    void auditLogIsForAdminsAndItsFilterIsChecked() {
        for (String token : List.of(GrpcServed.OWNER, GrpcServed.SUBMITTER)) {
            var reports = GrpcServed.as(token, ReportServiceGrpc.newBlockingStub(served.channel));
            assertThat(Failure.of(() -> reports.audit(AuditRequest.getDefaultInstance()))
                            .code())
                    .isEqualTo(Code.PERMISSION_DENIED);
        }
        Failure wrong = Failure.of(() -> served.reports()
                .audit(AuditRequest.newBuilder()
                        .setFilter(AuditFilter.newBuilder()
                                .setAction("explode")
                                .setCaller("x".repeat(1_001))
                                .setSubject("\0"))
                        .setPageSize(-1)
                        .build()));
        assertThat(wrong.code()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(wrong.fields()).containsExactly("filter.action", "filter.caller", "filter.subject", "page_size");
    }

    @Test
    void agentIsDrainedAndItsEntryNamesTheCaller() throws Exception {
        long session = served.store
                .sessions()
                .open(new NewSession(NewSession.Kind.AGENT, "agent-1", "host", List.of("greet")));

        assertThat(served.agents()
                        .drain(DrainRequest.newBuilder().setSession(session).build())
                        .getAgent()
                        .getDraining())
                .isTrue();

        assertThat(rest.get("/v1/audit?action=agent.drain").path("entries"))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.path("caller").asText()).isEqualTo("operator");
                    assertThat(entry.path("subject").asText()).isEqualTo("agent " + session);
                });
        assertThat(Failure.of(() -> served.agents()
                                .drain(DrainRequest.newBuilder()
                                        .setSession(404_404)
                                        .build()))
                        .code())
                .isEqualTo(Code.NOT_FOUND);
    }

    /** REST shows numbers, truths and lists of nothing too. */
    private static JsonNode shown(MessageOrBuilder message) throws IOException {
        return RestCalls.JSON.readTree(JsonFormat.printer()
                .preservingProtoFieldNames()
                .alwaysPrintFieldsWithNoPresence()
                .print(message)
                .replaceAll("\"([0-9]+)\"", "$1"));
    }
}
