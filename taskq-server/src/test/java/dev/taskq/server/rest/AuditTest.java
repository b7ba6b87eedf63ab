package dev.taskq.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskq.NewOperation;
import dev.taskq.OperationAction;
import dev.taskq.Origin;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Claim;
import dev.taskq.spi.Holder;
import dev.taskq.spi.NewSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Each change is written down, with its caller. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditTest {
    private static final String FILTER = "{\"filter\":{\"type\":\"waits\"}}";
    private static final String NIGHTLY = "{\"type\":\"waits\",\"cron\":\"@daily\"}";

    /** A task has its caller, so that submits need no entry. */
    private static final Set<String> SUBMITS = Set.of("POST /v1/tasks", "POST /v1/tasks:batch");

    private final Served served = Served.start();

    /** A call that changes something, and the entry that it must leave. */
    private record Change(String action, Function<AuditTest, Reply> call) {}

    private static final Map<String, Change> CHANGES = Map.ofEntries(
            Map.entry("POST /v1/tasks/{id}:cancel", new Change("task.cancel", it -> it.cancelled(":cancel"))),
            Map.entry("POST /v1/tasks/{id}:retry", new Change("task.retry", it -> it.cancelled(":retry"))),
            Map.entry("DELETE /v1/tasks/{id}", new Change("task.delete", it -> it.served.delete(it.cancelledTask()))),
            Map.entry(
                    "POST /v1/tasks:cancel",
                    new Change("operation.start", it -> it.served.post("/v1/tasks:cancel", FILTER))),
            Map.entry(
                    "POST /v1/tasks:retry",
                    new Change("operation.start", it -> it.served.post("/v1/tasks:retry", FILTER))),
            Map.entry(
                    "POST /v1/tasks:run_now",
                    new Change("operation.start", it -> it.served.post("/v1/tasks:run_now", FILTER))),
            Map.entry(
                    "POST /v1/tasks:delete",
                    new Change("operation.start", it -> it.served.post("/v1/tasks:delete", FILTER))),
            Map.entry("POST /v1/operations/{id}:cancel", new Change("operation.cancel", AuditTest::cancelledOperation)),
            Map.entry(
                    "POST /v1/types/{type}:pause",
                    new Change("type.pause", it -> it.served.post("/v1/types/audited:pause"))),
            Map.entry(
                    "POST /v1/types/{type}:resume",
                    new Change("type.resume", it -> it.served.post("/v1/types/audited:resume"))),
            Map.entry(
                    "POST /v1/agents/{id}:drain",
                    new Change("agent.drain", it -> it.served.post("/v1/agents/" + it.agent() + ":drain"))),
            Map.entry(
                    "PUT /v1/schedules/{name}",
                    new Change("schedule.put", it -> it.served.put("/v1/schedules/put", NIGHTLY))),
            Map.entry(
                    "DELETE /v1/schedules/{name}",
                    new Change("schedule.delete", it -> it.served.delete(it.schedule("deleted")))),
            Map.entry(
                    "POST /v1/schedules/{name}:pause",
                    new Change("schedule.pause", it -> it.served.post(it.schedule("paused") + ":pause"))),
            Map.entry(
                    "POST /v1/schedules/{name}:resume",
                    new Change("schedule.resume", it -> it.served.post(it.schedule("resumed") + ":resume"))),
            Map.entry(
                    "POST /v1/schedules/{name}:run",
                    new Change("schedule.run", it -> it.served.post(it.schedule("run") + ":run"))));

    @AfterAll
    void close() {
        served.close();
    }

    /** The answer to the cancel of an operation, which does not end before it. */
    private Reply cancelledOperation() {
        served.faults.fail("advance", () -> new StoreUnavailableException(null));
        try {
            return served.post(
                    "/v1/operations/" + served.post("/v1/tasks:cancel", FILTER).id() + ":cancel");
        } finally {
            served.faults.heal();
        }
    }

    private Reply cancelled(String action) {
        return served.post(action.equals(":retry") ? cancelledTask() + action : task() + action);
    }

    private String task() {
        return "/v1/tasks/" + served.submit("{\"type\":\"waits\"}");
    }

    private String cancelledTask() {
        String task = task();
        assertThat(served.post(task + ":cancel").status()).isEqualTo(200);
        return task;
    }

    private long agent() {
        return served.sound.sessions().open(new NewSession(NewSession.Kind.AGENT, "agent-1", "host", List.of("waits")));
    }

    private String schedule(String name) {
        String path = "/v1/schedules/" + name;
        served.put(path, NIGHTLY);
        return path;
    }

    private List<JsonNode> entries(String query) {
        List<JsonNode> entries = new ArrayList<>();
        served.get("/v1/audit" + query).json().path("entries").forEach(entries::add);
        return entries;
    }

    @Test
    void everyCallThatChangesSomethingLeavesAnEntry() {
        Set<String> changing = served.described.operations().stream()
                .filter(operation -> !operation.startsWith("GET "))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> known = new TreeSet<>(CHANGES.keySet());
        known.addAll(SUBMITS);
        assertThat(known).as("a new call that changes something belongs here").isEqualTo(changing);

        CHANGES.forEach((operation, change) -> {
            String query = "?limit=1&action=" + change.action();
            long before = entries(query).stream()
                    .mapToLong(entry -> entry.path("id").asLong())
                    .sum();
            assertThat(change.call().apply(this).status()).as(operation).isBetween(200, 299);
            assertThat(entries(query)).as(operation).hasSize(1);
            JsonNode entry = entries(query).getFirst();
            assertThat(entry.path("id").asLong()).as(operation).isGreaterThan(before);
            assertThat(entry.path("caller").asText()).as(operation).isEqualTo("operator");
            assertThat(entry.path("correlation_id").asText()).as(operation).isNotEmpty();
        });
    }

    @Test
    void anAgentThatDrainsAlreadyIsAnsweredWithoutAnotherEntry() {
        String path = "/v1/agents/" + agent() + ":drain";
        JsonNode first = served.post(path).json();
        JsonNode second = served.post(path).json();

        assertThat(first.path("draining").asBoolean()).isTrue();
        assertThat(second).isEqualTo(first);
        assertThat(entries("?subject=agent%20" + first.path("session").asLong()))
                .singleElement()
                .satisfies(entry -> assertThat(entry.path("detail").asText()).isEqualTo("agent-1"));
    }

    @Test
    void aRunningTaskThatIsAskedToStopTwiceLeavesOneEntry() {
        String task = task();
        long id = Long.parseLong(task.substring("/v1/tasks/".length()));
        served.sound
                .dispatch()
                .claim(new Claim(new Holder(agent(), 1), List.of(new Claim.Item(id, 5, Duration.ofMinutes(5)))));

        for (int i = 0; i < 3; i++) {
            assertThat(served.post(task + ":cancel").status()).isEqualTo(202);
        }

        assertThat(entries("?subject=task%20" + id))
                .singleElement()
                .satisfies(entry -> assertThat(entry.path("detail").asText()).isEqualTo("waits, asked to stop"));
    }

    @Test
    void retryBeforeATaskIsDueLeavesAnEntry() {
        long id = served.submit("{\"type\":\"waits\",\"delay\":\"1h\"}");

        assertThat(served.post("/v1/tasks/" + id + ":retry")
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("queued");

        assertThat(entries("?subject=task%20" + id))
                .singleElement()
                .satisfies(entry -> assertThat(entry.path("action").asText()).isEqualTo("task.retry"));
    }

    @Test
    void entrySaysWhatWasChangedAndUnderWhichIdTheLogsHaveIt() {
        String task = task();
        served.send(
                "POST",
                task + ":cancel",
                Optional.empty(),
                "Authorization",
                "Bearer " + Served.ADMIN,
                "X-Correlation-Id",
                "of-this-call");
        JsonNode entry = entries("?subject=task%20" + task.substring("/v1/tasks/".length()))
                .getFirst();
        assertThat(entry.path("detail").asText()).isEqualTo("waits");
        assertThat(entry.path("correlation_id").asText()).isEqualTo("of-this-call");

        long operation = served.post(
                        "/v1/tasks:retry",
                        "{\"filter\":{\"status\":[\"failed\"],\"error_contains\":\"disk\"},\"limit\":5}")
                .id();
        assertThat(entries("?action=operation.start&subject=operation%20" + operation)
                        .getFirst()
                        .path("detail")
                        .asText())
                .isEqualTo("retry all tasks with status=failed error_contains=disk, at most 5");
        long named = served.post("/v1/tasks:delete", "{\"ids\":[1,2]}").id();
        assertThat(entries("?action=operation.start&subject=operation%20" + named)
                        .getFirst()
                        .path("detail")
                        .asText())
                .isEqualTo("delete 2 named tasks");
    }

    @Test
    void whatChangesNothingLeavesNone() {
        String task = cancelledTask();
        String schedule = schedule("unchanged");
        // Operations of other tests end meanwhile.
        List<String> others = List.of("task.cancel", "schedule.put", "operation.start", "type.pause", "task.retry");
        List<Integer> before = others.stream()
                .map(action -> entries("?limit=1000&action=" + action).size())
                .toList();

        served.post(task + ":cancel");
        served.put(schedule, NIGHTLY);
        served.post("/v1/tasks:cancel", "{\"filter\":{},\"dry_run\":true}");
        served.post("/v1/tasks/404404:cancel");
        served.post("/v1/types/No-Type:pause");
        served.send("POST", task + ":retry", Optional.empty(), "Authorization", "Bearer " + Served.READER);
        served.submit("{\"type\":\"waits\"}");

        assertThat(others.stream()
                        .map(action -> entries("?limit=1000&action=" + action).size()))
                .containsExactlyElementsOf(before);
    }

    @Test
    void entriesAreFilteredAndPaged() {
        for (int i = 0; i < 3; i++) {
            served.post("/v1/types/paged:pause");
        }
        String query = "?caller=operator&action=type.pause&subject=type%20paged";
        assertThat(entries(query)).hasSize(3);
        assertThat(entries(query.replace("operator", "shop"))).isEmpty();
        assertThat(entries(query.replace("pause", "resume"))).isEmpty();
        String cursor = served.get("/v1/audit" + query + "&limit=2")
                .json()
                .path("next_cursor")
                .asText();
        assertThat(entries(query + "&limit=2&cursor=" + cursor)).hasSize(1);
        assertThat(served.get("/v1/audit?cursor=" + cursor).status()).isEqualTo(400);
        assertThat(served.get("/v1/audit?action=explode").json().path("detail").asText())
                .contains("\"action\" must be one of task.cancel, ");
        assertThat(served.get("/v1/audit?caller=" + "x".repeat(1_001)).status()).isEqualTo(400);
    }

    @Test
    void onlyAnAdminReadsIt() {
        for (String token : List.of(Served.READER, Served.SUBMITTER)) {
            assertThat(served.send("GET", "/v1/audit", Optional.empty(), "Authorization", "Bearer " + token)
                            .status())
                    .isEqualTo(403);
        }
    }

    /** The caller repeats it, and may find nothing left to be changed. */
    @Test
    void changeOfUnknownOutcomeLeavesAnEntryThatSaysSo() {
        String task = cancelledTask();
        String schedule = schedule("unknown");
        Map<String, String> calls = Map.of(
                "cancel", "POST " + task() + ":cancel task.cancel",
                "retry", "POST " + task + ":retry task.retry",
                "delete", "DELETE " + task + " task.delete",
                "pause", "POST /v1/types/unknown:pause type.pause",
                "start", "POST /v1/tasks:delete operation.start",
                "setPaused", "POST " + schedule + ":pause schedule.pause");
        calls.forEach((method, call) -> {
            String[] words = call.split(" ", -1);
            served.faults.fail(method, () -> new OutcomeUnknownException(List.of(), null));
            Reply reply = words[0].equals("DELETE")
                    ? served.delete(words[1])
                    : method.equals("start") ? served.post(words[1], FILTER) : served.post(words[1]);
            served.faults.heal();
            assertThat(reply.status()).as(call).isEqualTo(503);
            assertThat(entries("?limit=1&action=" + words[2])
                            .getFirst()
                            .path("detail")
                            .asText())
                    .as(call)
                    .isEqualTo("outcome unknown");
        });
    }

    @Test
    void cancelOfAnOperationIsWrittenDownOnlyIfItIsTheFirstAndOfNoDryRun() {
        NewOperation request = NewOperation.of(OperationAction.CANCEL, List.of(404_404L))
                .withOrigin(new Origin("operator", "correlation-1", Optional.empty()));
        long dryRun = served.coordinator.startOperation(request.asDryRun()).id();
        long ended = served.coordinator.startOperation(request).id();
        served.sound.operations().fail(ended, "broken");

        served.post("/v1/operations/" + dryRun + ":cancel");
        served.post("/v1/operations/" + ended + ":cancel");

        assertThat(entries("?action=operation.cancel&subject=operation%20" + dryRun))
                .isEmpty();
        assertThat(entries("?action=operation.cancel&subject=operation%20" + ended))
                .isEmpty();
    }

    @Test
    void changeStaysAndIsAnsweredWhereItsEntryCannotBeWritten() {
        String task = task();
        served.faults.fail("write", () -> new StoreUnavailableException(null));
        assertThat(served.post(task + ":cancel").status()).isEqualTo(200);
        served.faults.heal();

        long id = Long.parseLong(task.substring("/v1/tasks/".length()));
        assertThat(served.coordinator.find(id).orElseThrow().status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(entries("?subject=task%20" + id)).isEmpty();
    }
}
