package dev.taskq.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskq.StoreUnavailableException;
import dev.taskq.testkit.TestTimeouts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many tasks at once: operations, deletions, and the filters of operations and lists. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperationsTest {
    private final Served served = Served.start();

    @AfterAll
    void close() {
        served.close();
    }

    private List<Long> submit(String type, int number) {
        return Stream.generate(() -> served.submit("{\"type\":\"" + type + "\"}"))
                .limit(number)
                .toList();
    }

    /** Starts an operation and waits for its end. */
    private JsonNode ended(String path, String body) {
        Reply started = served.post(path, body, "X-Correlation-Id", "of-the-operation");
        assertThat(started.status()).as(started.body()).isEqualTo(202);
        String operation = started.header("Location");
        assertThat(operation).isEqualTo("/v1/operations/" + started.id());
        long end = System.nanoTime() + TestTimeouts.LONG.toNanos();
        JsonNode now = served.get(operation).json();
        while (now.path("status").asText().equals("running")) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            now = served.get(operation).json();
        }
        return now;
    }

    private List<Long> listed(String query) {
        return served.get("/v1/tasks?" + query).json().path("tasks").findValues("id").stream()
                .map(JsonNode::asLong)
                .toList();
    }

    @Test
    void selectedTasksAreCancelledRetriedAndDeleted() {
        submit("many", 30);
        submit("others", 3);

        JsonNode cancelled = ended("/v1/tasks:cancel", "{\"filter\":{\"type\":\"many\"}}");
        assertThat(cancelled.path("action").asText()).isEqualTo("cancel");
        assertThat(cancelled.path("status").asText()).isEqualTo("done");
        assertThat(cancelled.path("matched").asInt()).isEqualTo(30);
        assertThat(cancelled.path("done").asInt()).isEqualTo(30);
        assertThat(cancelled.path("failed").asInt()).isZero();
        assertThat(cancelled.path("caller").asText()).isEqualTo("operator");
        assertThat(cancelled.path("correlation_id").asText()).isEqualTo("of-the-operation");
        assertThat(cancelled.has("finished_at")).isTrue();
        assertThat(listed("type=others&status=queued")).hasSize(3);

        assertThat(ended("/v1/tasks:retry", "{\"filter\":{\"type\":\"many\",\"status\":[\"cancelled\"]},\"limit\":10}")
                        .path("done")
                        .asInt())
                .isEqualTo(10);
        assertThat(listed("type=many&status=queued")).hasSize(10);
        assertThat(ended("/v1/tasks:delete", "{\"filter\":{\"type\":\"many\"}}")
                        .path("done")
                        .asInt())
                .isEqualTo(20);
        assertThat(listed("type=many")).hasSize(10);
    }

    @Test
    void scheduledTasksAreRunNow() {
        long delayed = served.submit("{\"type\":\"hasty\",\"delay\":\"2h\"}");
        long queued = served.submit("{\"type\":\"hasty\"}");

        JsonNode dryRun = ended("/v1/tasks:run_now", "{\"filter\":{\"type\":\"hasty\"},\"dry_run\":true}");
        assertThat(dryRun.path("matched").asInt()).isEqualTo(1);
        assertThat(listed("type=hasty&status=scheduled")).containsExactly(delayed);
        JsonNode run = ended("/v1/tasks:run_now", "{\"ids\":[" + delayed + "," + queued + "]}");

        assertThat(run.path("action").asText()).isEqualTo("run_now");
        assertThat(run.path("done").asInt()).isEqualTo(1);
        assertThat(run.path("failed").asInt()).isEqualTo(1);
        assertThat(listed("type=hasty&status=queued")).containsExactly(queued, delayed);
        assertThat(operations("action=run_now"))
                .containsExactly(run.path("id").asLong(), dryRun.path("id").asLong());
    }

    @Test
    void namedTasksAreHandledAndTheOthersCounted() {
        List<Long> ids = submit("named", 3);

        JsonNode ended = ended("/v1/tasks:cancel", "{\"ids\":[" + ids.get(0) + "," + ids.get(2) + ",404404]}");

        assertThat(ended.path("done").asInt()).isEqualTo(2);
        assertThat(ended.path("failed").asInt()).isEqualTo(1);
        assertThat(listed("type=named&status=queued")).containsExactly(ids.get(1));
    }

    @Test
    void dryRunOnlyCounts() {
        submit("counted", 4);

        JsonNode ended = ended("/v1/tasks:cancel", "{\"filter\":{\"type\":\"counted\"},\"dry_run\":true}");

        assertThat(ended.path("dry_run").asBoolean()).isTrue();
        assertThat(ended.path("matched").asInt()).isEqualTo(4);
        assertThat(ended.path("done").asInt()).isZero();
        assertThat(ended.has("at_least")).isFalse();
        assertThat(listed("type=counted&status=queued")).hasSize(4);
    }

    @Test
    void operationsAreListedNewestFirst() {
        String body = "{\"filter\":{\"type\":\"nothing\"}}";
        long first = ended("/v1/tasks:retry", body).path("id").asLong();
        JsonNode second = ended("/v1/tasks:delete", body);
        long last = ended("/v1/tasks:retry", body).path("id").asLong();

        assertThat(operations("limit=3"))
                .containsExactly(last, second.path("id").asLong(), first);
        assertThat(operations("action=retry&limit=2")).containsExactly(last, first);
        assertThat(operations("status=running&status=failed")).doesNotContain(last, first);
        assertThat(operations("status=running&status=done&caller=operator&limit=1"))
                .containsExactly(last);
        assertThat(operations("caller=nobody")).isEmpty();
        assertThat(served.get("/v1/operations?action=delete&limit=1").json().path("operations"))
                .containsExactly(second);
    }

    @Test
    void pagesOfOperationsFollowOneAnother() {
        for (int i = 0; i < 3; i++) {
            served.post("/v1/tasks:cancel", "{\"ids\":[404404]}");
        }
        List<Long> all = operations("action=cancel&limit=1000");
        List<Long> paged = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page =
                    served.get("/v1/operations?action=cancel&limit=2" + cursor).json();
            page.path("operations")
                    .forEach(operation -> paged.add(operation.path("id").asLong()));
            cursor = page.has("next_cursor")
                    ? "&cursor=" + page.path("next_cursor").asText()
                    : "";
        } while (!cursor.isEmpty());

        assertThat(paged).isEqualTo(all);
    }

    @Test
    void cursorOfOneListIsRefusedByAnother() {
        for (int i = 0; i < 2; i++) {
            served.post("/v1/tasks:cancel", "{\"ids\":[404404]}");
            served.submit("{\"type\":\"listed\"}");
        }
        String ofOperations =
                served.get("/v1/operations?limit=1").json().path("next_cursor").asText();
        String ofTasks =
                served.get("/v1/tasks?limit=1").json().path("next_cursor").asText();

        assertThat(served.get("/v1/operations?limit=7&cursor=" + ofOperations).status())
                .isEqualTo(200);
        assertThat(served.get("/v1/operations?action=cancel&cursor=" + ofOperations)
                        .status())
                .isEqualTo(400);
        assertThat(served.get("/v1/operations?cursor=" + ofTasks).status()).isEqualTo(400);
        assertThat(served.get("/v1/tasks?cursor=" + ofOperations).status()).isEqualTo(400);
    }

    @Test
    void headOfTheListIsItsGetWithoutABody() {
        Reply head =
                served.send("HEAD", "/v1/operations", Optional.empty(), "Authorization", "Bearer " + Served.READER);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    private List<Long> operations(String query) {
        return served.get("/v1/operations?" + query).json().path("operations").findValues("id").stream()
                .map(JsonNode::asLong)
                .toList();
    }

    @Test
    void cancelledOperationSaysSo() {
        Reply started = served.post("/v1/tasks:cancel", "{\"filter\":{\"type\":\"nothing\"}}");

        Reply cancelled = served.post(started.header("Location") + ":cancel");

        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.id()).isEqualTo(started.id());
    }

    @Test
    void finalTaskIsDeletedAndItsKeyIsFree() {
        long id = served.post("/v1/tasks", "{\"type\":\"gone\"}", "Idempotency-Key", "gone")
                .id();
        assertThat(served.delete("/v1/tasks/" + id).status()).isEqualTo(409);
        served.post("/v1/tasks/" + id + ":cancel");

        Reply deleted = served.delete("/v1/tasks/" + id);

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertThat(served.get("/v1/tasks/" + id).status()).isEqualTo(404);
        assertThat(served.delete("/v1/tasks/" + id).status()).isEqualTo(404);
        assertThat(served.post("/v1/tasks", "{\"type\":\"other\"}", "Idempotency-Key", "gone")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void listIsFilteredByEveryParameter() {
        long id = served.post(
                        "/v1/tasks",
                        "{\"type\":\"filtered\"}",
                        "Idempotency-Key",
                        "a key",
                        "X-Correlation-Id",
                        "of-the-filtered")
                .id();
        long other = served.submit("{\"type\":\"filtered\"}");
        served.post("/v1/tasks/" + other + ":cancel");
        Instant finished = served.stored(other).times().finishedAt().orElseThrow();

        assertThat(listed("type=filtered&status=queued&status=cancelled")).containsExactly(other, id);
        assertThat(listed("type=filtered&status=queued")).containsExactly(id);
        assertThat(listed("type=filtered&caller=operator")).hasSize(2);
        assertThat(listed("type=filtered&caller=shop")).isEmpty();
        assertThat(listed("correlation_id=of-the-filtered")).containsExactly(id);
        assertThat(listed("caller=operator&idempotency_key=a%20key")).containsExactly(id);
        assertThat(listed("type=filtered&agent=none")).isEmpty();
        assertThat(listed("type=filtered&error_contains=none")).isEmpty();
        assertThat(listed("type=filtered&finished_after=" + finished)).containsExactly(other);
        assertThat(listed("type=filtered&finished_before=" + finished)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "status=queued&status=done, status",
        "caller=a&caller=b, caller",
        "correlation_id=a%20b, correlation_id",
        "idempotency_key=, idempotency_key",
        "agent=a%00b, agent",
        "error_contains=a%00b, error_contains",
        "finished_after=now, finished_after"
    })
    void filterThatCannotBeReadIsNamed(String query, String name) {
        Reply reply = served.get("/v1/tasks?" + query);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("detail").asText()).startsWith("\"" + name + "\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                              | /filter",
                "{'filter':{},'ids':[1]}                         | /filter",
                "{'filter':1}                                    | /filter",
                "{'filter':{'colour':'red'}}                     | /filter/colour",
                "{'filter':{'type':'No Type'}}                   | /filter/type",
                "{'filter':{'status':'failed'}}                  | /filter/status",
                "{'filter':{'status':[]}}                        | /filter/status",
                "{'filter':{'status':['done']}}                  | /filter/status/0",
                "{'filter':{'created_after':'now'}}              | /filter/created_after",
                "{'filter':{'correlation_id':'a b'}}             | /filter/correlation_id",
                "{'filter':{'caller':1}}                         | /filter/caller",
                "{'ids':[]}                                      | /ids",
                "{'ids':[0]}                                     | /ids/0",
                "{'ids':[1.5]}                                   | /ids/0",
                "{'ids':[9223372036854775808]}                   | /ids/0",
                "{'filter':{},'limit':0}                         | /limit",
                "{'filter':{},'limit':'many'}                    | /limit",
                "{'filter':{},'dry_run':1}                       | /dry_run",
                "{'filter':{},'filters':{}}                      | /filters"
            })
    void operationThatCannotBeAcceptedNamesTheField(String body, String pointer) {
        Reply reply = served.post("/v1/tasks:cancel", body.replace('\'', '"'));

        assertThat(reply.status()).as(reply.body()).isEqualTo(422);
        assertThat(reply.pointers()).contains(pointer);
    }

    /** Without the duty that carries operations out, each runs until it is asked to end. */
    @Test
    void callerThatHasAQuarterOfTheRunningOperationsIsToldTheLimit() {
        try (Served idle = Served.start()) {
            idle.faults.fail("running", () -> new StoreUnavailableException(null));
            String body = "{\"filter\":{\"type\":\"nothing\"}}";
            for (int i = 0; i < 25; i++) {
                assertThat(idle.post("/v1/tasks:retry", body).status()).isEqualTo(202);
            }

            Reply refused = idle.post("/v1/tasks:retry", body);

            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.problem()).isEqualTo("too-many-operations");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(refused.json().path("detail").asText())
                    .contains("25 operations of this caller are running", "wait until one has ended, or cancel one");
            assertThat(idle.get("/v1/operations?status=running").json().path("operations"))
                    .hasSize(25);
        }
    }

    @Test
    void onlyAnAdminStartsOperations() {
        for (String path : List.of("/v1/tasks:cancel", "/v1/tasks:retry", "/v1/tasks:run_now", "/v1/tasks:delete")) {
            assertThat(served.send("POST", path, Optional.empty(), "Authorization", "Bearer " + Served.READER)
                            .status())
                    .isEqualTo(403);
        }
        Reply started = served.post("/v1/tasks:delete", "{\"ids\":[1]}");
        assertThat(served.send(
                                "GET",
                                started.header("Location"),
                                Optional.empty(),
                                "Authorization",
                                "Bearer " + Served.READER)
                        .status())
                .isEqualTo(200);
    }
}
