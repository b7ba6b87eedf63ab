package dev.taskq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskq.client.NewOperation.Action;
import dev.taskq.client.ScriptedServer.Request;
import dev.taskq.testkit.TestTimeouts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Types, agents, explanations, events and operations, against a server that answers as the test says. */
class InspectionsTest {
    private static final Instant TIME = Instant.parse("2026-11-29T07:57:12Z");

    private final ScriptedServer server = new ScriptedServer();
    private final ManualPauses pauses = new ManualPauses();
    private final TaskqClient client = TaskqClient.builder(server.address())
            .token("secret")
            .timeout(TestTimeouts.LONG)
            .pauses(pauses)
            .build();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private List<String> lines() {
        return server.requests().stream().map(Request::line).toList();
    }

    @Test
    void typesAreReadPausedAndResumed() throws Exception {
        String type = """
                {"type": "greet", "paused": true, "paused_since": "2026-11-29T07:57:12Z", "paused_by": "ann", "announced": true,
                "depth": 7, "counted_at": "2026-11-29T07:57:12Z", "scheduled": 2, "running": 1, "agents": 3,
                "last_minute": {"submitted": 5, "finished": 4, "failed": 1}}""";
        server.then(200, "{\"types\": [" + type + ", {\"type\": \"bare\", \"paused\": false}]}")
                .then(200, type)
                .then(200, type)
                .then(200, type);

        List<TypeInfo> types = client.types().list();
        TypeInfo one = client.types().get("greet");
        client.types().pause("greet");
        client.types().resume("odd/name");

        assertThat(one)
                .isEqualTo(new TypeInfo(
                        "greet",
                        true,
                        Optional.of(TIME),
                        Optional.of("ann"),
                        true,
                        7,
                        Optional.of(TIME),
                        Optional.empty(),
                        2,
                        1,
                        3,
                        new TypeInfo.Recent(5, 4, 1),
                        json(type)));
        assertThat(types).hasSize(2).contains(one);
        assertThat(types.get(1).lastMinute()).isEqualTo(new TypeInfo.Recent(0, 0, 0));
        assertThat(lines())
                .containsExactly(
                        "GET /v1/types",
                        "GET /v1/types/greet",
                        "POST /v1/types/greet:pause",
                        "POST /v1/types/odd%2Fname:resume");
    }

    @Test
    void agentsAreRead() throws Exception {
        String first = """
                {"session": 4, "name": "a-1", "host": "h", "types": ["greet"], "since": "2026-11-29T07:57:12Z",
                "reported_at": "2026-11-29T07:57:12Z", "version": "1", "slots": 8, "free_slots": 6,
                "held_bytes": 5000000000, "held_max_bytes": 6000000000, "running": [5, 6]}""";
        String second = """
                {"session": 5, "name": "a-2", "host": "h", "types": [], "since": "2026-11-29T07:57:12Z", "draining": true, "later": 1}""";
        server.then(200, "{\"agents\": [" + first + ", " + second + "]}");

        assertThat(client.types().agents())
                .containsExactly(
                        new AgentInfo(
                                4,
                                "a-1",
                                "h",
                                List.of("greet"),
                                TIME,
                                false,
                                Optional.of(new AgentInfo.Report(
                                        TIME, "1", 8, 6, 5_000_000_000L, 6_000_000_000L, List.of(5L, 6L))),
                                json(first)),
                        new AgentInfo(5, "a-2", "h", List.of(), TIME, true, Optional.empty(), json(second)));
        server.then(200, second);
        assertThat(client.types().drain(5).draining()).isTrue();
        assertThat(lines()).containsExactly("GET /v1/agents", "POST /v1/agents/5:drain");
    }

    @Test
    void theHistoryIsReadInSteps() throws Exception {
        String history = """
                {"type": "greet", "from": "2026-11-29T07:50:00Z", "until": "2026-11-29T08:00:00Z", "step": "5m", "total":
                {"submitted": 6, "started": 7, "succeeded": 5, "finished": 6, "failed_attempts": 2, "failed_tasks": 1,
                "wait": {"p50_seconds": 0.003084, "p95_seconds": 0.006169}, "run": {"p50_seconds": 0.25, "p95_seconds": 2},
                "slowest": {"task": 17, "run_seconds": 90.000001}, "versions": ["1", "2"]},
                "points": [{"at": "2026-11-29T07:55:00Z", "submitted": 1}]}""";
        server.then(200, history).then(200, history);

        History read = client.reports()
                .history(HistoryQuery.LAST_HOUR
                        .withType("greet")
                        .withFrom(TIME)
                        .withUntil(TIME.plusSeconds(600))
                        .withStep(Duration.ofMinutes(5)));
        client.reports().history(HistoryQuery.LAST_HOUR);

        assertThat(read)
                .isEqualTo(new History(
                        Optional.of("greet"),
                        Instant.parse("2026-11-29T07:50:00Z"),
                        Instant.parse("2026-11-29T08:00:00Z"),
                        Duration.ofMinutes(5),
                        new History.Counts(
                                6,
                                7,
                                5,
                                6,
                                2,
                                1,
                                Optional.of(
                                        new History.Times(Duration.ofNanos(3_084_000), Duration.ofNanos(6_169_000))),
                                Optional.of(new History.Times(Duration.ofMillis(250), Duration.ofSeconds(2))),
                                Optional.of(new History.SlowAttempt(17, Duration.ofSeconds(90, 1_000))),
                                List.of("1", "2")),
                        List.of(new History.Point(
                                Instant.parse("2026-11-29T07:55:00Z"),
                                new History.Counts(
                                        1,
                                        0,
                                        0,
                                        0,
                                        0,
                                        0,
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        List.of()))),
                        json(history)));
        assertThat(lines())
                .containsExactly(
                        "GET /v1/history?type=greet&from=2026-11-29T07%3A57%3A12Z&until=2026-11-29T08%3A07%3A12Z&step=PT5M",
                        "GET /v1/history");
    }

    @Test
    void errorsOfFailedTasksAreRead() throws Exception {
        String errors = """
                {"at": "2026-11-29T07:57:12Z", "since": "2026-11-28T07:57:12Z", "tasks": 3, "complete": true, "all_errors": 2,
                "errors": [{"type": "greet", "error": "no <n>", "tasks": 2, "first_at": "2026-11-29T07:57:12Z",
                "last_at": "2026-11-29T07:57:12Z", "last_task": 9, "versions": ["1"], "counts": [0, 2], "error_contains": "no "},
                {"type": "greet", "error": "<n>", "tasks": 1, "first_at": "2026-11-29T07:57:12Z",
                "last_at": "2026-11-29T07:57:12Z", "last_task": 8, "versions": []}]}""";
        server.then(200, errors).then(200, errors);

        assertThat(client.reports().errors())
                .isEqualTo(new ErrorReport(
                        TIME,
                        TIME.minus(Duration.ofDays(1)),
                        3,
                        true,
                        2,
                        List.of(
                                new ErrorReport.ErrorGroup(
                                        "greet",
                                        "no <n>",
                                        2,
                                        TIME,
                                        TIME,
                                        9,
                                        List.of("1"),
                                        List.of(0L, 2L),
                                        Optional.of("no ")),
                                new ErrorReport.ErrorGroup(
                                        "greet", "<n>", 1, TIME, TIME, 8, List.of(), List.of(), Optional.empty())),
                        json(errors)));
        assertThat(client.reports().errors("greet").allErrors()).isEqualTo(2);
        assertThat(lines()).containsExactly("GET /v1/errors", "GET /v1/errors?type=greet");
    }

    @Test
    void theAuditLogIsReadPageByPage() {
        String paused = """
                {"id": 5, "at": "2026-11-29T07:57:12Z", "caller": "ann", "action": "type.pause", "subject": "type greet",
                "correlation_id": "c-1"}""";
        String started = """
                {"id": 4, "at": "2026-11-29T07:57:12Z", "caller": "ann", "action": "operation.start", "subject": "operation 1",
                "detail": "retry all tasks", "correlation_id": "c-2"}""";
        server.then(200, "{\"entries\": [" + paused + "], \"next_cursor\": \"x\"}")
                .then(200, "{\"entries\": [], \"next_cursor\": \"y\"}")
                .then(200, "{\"entries\": [" + started + "]}");

        assertThat(client.reports()
                        .audit(AuditFilter.ALL
                                .withCaller("ann")
                                .withAction("any")
                                .withSubject("task 1")))
                .containsExactly(
                        new AuditEntry(
                                5, TIME, "ann", "type.pause", "type greet", Optional.empty(), "c-1", json(paused)),
                        new AuditEntry(
                                4,
                                TIME,
                                "ann",
                                "operation.start",
                                "operation 1",
                                Optional.of("retry all tasks"),
                                "c-2",
                                json(started)));
        String list = "GET /v1/audit?caller=ann&action=any&subject=task%201&limit=100";
        assertThat(lines()).containsExactly(list, list + "&cursor=x", list + "&cursor=y");
    }

    @Test
    void anExplanationHasItsReasons() throws Exception {
        server.then(200, """
                {"id": 5, "type": "resize_imgae", "status": "queued", "at": "2026-11-29T07:57:12Z", "reasons": [
                {"reason": "not_served", "text": "No agent.", "advice": "Start one.", "nearest_type": "resize_image"}]}""");

        Explanation explanation = client.explain(5);

        assertThat(explanation.status()).isEqualTo(TaskStatus.QUEUED);
        Explanation.Reason reason = explanation.reasons().get(0);
        assertThat(List.of(reason.name(), reason.text(), reason.advice()))
                .containsExactly("not_served", "No agent.", "Start one.");
        assertThat(explanation.json().tree().at("/reasons/0"))
                .isEqualTo(reason.facts().tree());
        assertThat(reason.facts().tree().path("nearest_type").asText()).isEqualTo("resize_image");
        assertThat(lines()).containsExactly("GET /v1/tasks/5:explain");
    }

    private static JsonValue json(String text) {
        return new Json(new JsonMapper())
                .readIfAny(text.getBytes(StandardCharsets.UTF_8))
                .orElseThrow()
                .whole();
    }

    private static String event(long id, String kind, String more) {
        return "{\"id\": " + id + ", \"event\": \"" + kind + "\", \"at\": \"2026-11-29T07:57:12Z\", \"attempt\": 1"
                + more + "}";
    }

    @Test
    void theLifeSoFarIsRead() throws Exception {
        String created = event(1, "created", "");
        String progress = event(
                2,
                "progress",
                ", \"agent\": \"a\", \"progress\": {\"fraction\": 0.4, \"note\": \"4 of 10\","
                        + " \"at\": \"2026-11-29T07:57:12Z\"}");
        String ended = event(3, "attempt_ended", ", \"agent\": \"a\", \"outcome\": \"failed\", \"error\": \"no\"");
        server.then(200, "{\"events\": [" + created + ", " + progress + ", " + ended + "]}");

        assertThat(client.events(5))
                .containsExactly(
                        new TaskEvent(
                                1,
                                "created",
                                TIME,
                                1,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                json(created)),
                        new TaskEvent(
                                2,
                                "progress",
                                TIME,
                                1,
                                Optional.of("a"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(new Task.Progress(Optional.of(0.4), Optional.of("4 of 10"), TIME)),
                                Optional.empty(),
                                json(progress)),
                        new TaskEvent(
                                3,
                                "attempt_ended",
                                TIME,
                                1,
                                Optional.of("a"),
                                Optional.of("failed"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("no"),
                                json(ended)));
        assertThat(lines()).containsExactly("GET /v1/tasks/5/events");
    }

    private ScriptedServer thenEvents(String lastEventId, String... pieces) {
        return server.then(exchange -> {
            assertThat(exchange.getRequestHeaders().getFirst("Accept")).isEqualTo("text/event-stream");
            assertThat(exchange.getRequestHeaders().getFirst("Last-Event-ID")).isEqualTo(lastEventId);
            exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            for (String piece : pieces) {
                exchange.getResponseBody().write(piece.getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
            }
        });
    }

    private static String message(long id, String kind, String more) {
        return "id: " + id + "\nevent: " + kind + "\ndata: " + event(id, kind, more) + "\n\n";
    }

    /** The first connection ends within an event; the second begins after the last whole one. */
    @Test
    void aTaskIsWatchedOverSeveralConnections() throws Exception {
        String started = message(2, "started", ", \"agent\": \"ä\"");
        thenEvents("0", ":\n\n" + message(1, "queued", "") + started.substring(0, 40));
        thenEvents("1", started.substring(0, started.length() - 9), started.substring(started.length() - 9));
        thenEvents("2", message(3, "finished", ", \"status\": \"succeeded\""));
        server.then(204, "");

        List<TaskEvent> events = new ArrayList<>();
        try (TaskEvents watch = client.watch(5)) {
            for (Optional<TaskEvent> next = watch.next(); next.isPresent(); next = watch.next()) {
                events.add(next.get());
            }
            assertThat(watch.next()).isEmpty();
        }

        assertThat(events).extracting(TaskEvent::kind).containsExactly("queued", "started", "finished");
        assertThat(events.get(1).agent()).contains("ä");
        assertThat(events.get(2).status()).contains(TaskStatus.SUCCEEDED);
        assertThat(lines()).hasSize(4).containsOnly("GET /v1/tasks/5/events");
        assertThat(pauses.pauses()).isEmpty();
    }

    @Test
    void aStreamThatGivesNothingIsNotAskedForAtOnceAgain() throws Exception {
        thenEvents("0");
        thenEvents("0");
        server.then(204, "");

        try (TaskEvents watch = client.watch(5)) {
            assertThat(watch.next()).isEmpty();
        }

        assertThat(pauses.pauses()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    @Test
    void aWatchOfNoTaskIsAProblemAndAnEventTooLargeIsRefused() {
        server.then(404, "{\"title\": \"Not Found\"}");
        thenEvents("0", "data: " + "x".repeat(2_000_000));

        try (TaskEvents watch = client.watch(404)) {
            ProblemException problem = catchThrowableOfType(ProblemException.class, watch::next);
            assertThat(problem.status()).isEqualTo(404);
        }
        try (TaskEvents watch = client.watch(5)) {
            assertThatThrownBy(watch::next).isInstanceOf(BadAnswerException.class);
        }
    }

    @Test
    void aWatchThatIsClosedEnds() throws Exception {
        server.thenHold();
        TaskEvents watch = client.watch(5);
        FutureTask<Optional<TaskEvent>> next = new FutureTask<>(watch::next);
        Thread.ofVirtual().start(next);
        server.awaitHeld();

        watch.close();

        assertThat(next.get(TestTimeouts.LONG.toMillis(), TimeUnit.MILLISECONDS))
                .isEmpty();
    }

    private static String operation(String status, String more) {
        return "{\"id\": 9, \"action\": \"retry\", \"status\": \"" + status
                + "\", \"dry_run\": true, \"matched\": 10000, \"at_least\": true, \"done\": 3, \"failed\": 1,"
                + " \"cancel_requested\": false, \"caller\": \"web\", \"created_at\": \"2026-11-29T07:57:12Z\"" + more
                + "}";
    }

    @Test
    void operationsAreStartedAwaitedAndCancelled() throws Exception {
        server.then(202, operation("running", ""))
                .then(202, operation("running", ""))
                .then(202, operation("running", ""))
                .then(200, operation("running", ""))
                .then(200, operation("done", ", \"finished_at\": \"2026-11-29T07:57:12Z\""))
                .then(200, operation("later_status", ""));
        Operations operations = client.operations();

        operations.start(NewOperation.of(
                        Action.RETRY,
                        TaskFilter.ALL.withStatus(TaskStatus.FAILED).withType("greet"))
                .withLimit(100)
                .asDryRun());
        operations.start(NewOperation.of(Action.DELETE, List.of(1L, 2L)));
        operations.start(NewOperation.of(Action.RUN_NOW, List.of(3L)));
        Operation ended = operations.await(9, Duration.ofMinutes(1));
        assertThat(operations.cancel(9).isFinal()).isFalse();

        assertThat(ended)
                .isEqualTo(new Operation(
                        9,
                        "retry",
                        "done",
                        true,
                        new Operation.Counts(10_000, true, 3, 1),
                        false,
                        Optional.of("web"),
                        TIME,
                        Optional.empty(),
                        Optional.of(TIME),
                        Optional.empty(),
                        json(operation("done", ", \"finished_at\": \"2026-11-29T07:57:12Z\""))));
        assertThat(lines())
                .containsExactly(
                        "POST /v1/tasks:retry",
                        "POST /v1/tasks:delete",
                        "POST /v1/tasks:run_now",
                        "GET /v1/operations/9",
                        "GET /v1/operations/9",
                        "POST /v1/operations/9:cancel");
        assertThat(server.requests().get(0).body())
                .isEqualTo("{\"filter\":{\"status\":[\"failed\"],\"type\":\"greet\"},\"limit\":100,\"dry_run\":true}");
        assertThat(server.requests().get(1).body()).isEqualTo("{\"ids\":[1,2]}");
        assertThat(pauses.pauses()).containsExactly(Duration.ofMillis(100));
    }

    /** The query has the filter of each page, and an empty page does not end the list. */
    @Test
    void operationsAreListedPageByPage() {
        server.then(200, "{\"operations\": [" + operation("done", "") + "], \"next_cursor\": \"c1\"}")
                .then(200, "{\"operations\": [], \"next_cursor\": \"c2\"}")
                .then(200, "{\"operations\": [" + operation("failed", "") + "]}");

        List<Operation> listed = client.operations()
                .list(OperationFilter.ALL
                        .withStatus("done", "failed")
                        .withAction(Action.RETRY)
                        .withCaller("a b"))
                .toList();

        assertThat(listed).extracting(Operation::status).containsExactly("done", "failed");
        String list = "GET /v1/operations?status=done&status=failed&action=retry&caller=a%20b&limit=100";
        assertThat(lines()).containsExactly(list, list + "&cursor=c1", list + "&cursor=c2");
    }

    @Test
    void anOperationIsNotStartedTwice() {
        server.thenNothing();
        NewOperation all = NewOperation.of(Action.CANCEL, TaskFilter.ALL);

        assertThatThrownBy(() -> client.operations().start(all)).isInstanceOf(NoAnswerException.class);

        assertThat(server.requests()).hasSize(1);
    }
}
