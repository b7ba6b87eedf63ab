package dev.taskq.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskq.spi.Claim;
import dev.taskq.spi.Held;
import dev.taskq.spi.Holder;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Progress;
import dev.taskq.spi.SessionStatus;
import dev.taskq.spi.TypeTally;
import dev.taskq.testkit.TestTimeouts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is shown of types, agents and the life of tasks. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InspectionsTest {
    private final Served served = Served.start();

    @AfterAll
    void close() {
        served.close();
    }

    private long agent(String type) {
        return served.sound
                .sessions()
                .open(new NewSession(NewSession.Kind.AGENT, "agent of " + type, "host", List.of(type)));
    }

    /** A reading is shared for a second, so a new agent is shown a moment later. */
    private JsonNode shown(long session) {
        long end = System.nanoTime() + TestTimeouts.LONG.toNanos();
        while (System.nanoTime() < end) {
            for (JsonNode agent : served.get("/v1/agents").json().path("agents")) {
                if (agent.path("session").asLong() == session) {
                    return agent;
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        throw new AssertionError("the agent is not shown");
    }

    private Reply stream(String path, String... headers) {
        String[] all = new String[headers.length + 4];
        System.arraycopy(headers, 0, all, 4, headers.length);
        all[0] = "Authorization";
        all[1] = "Bearer " + Served.READER;
        all[2] = "Accept";
        all[3] = "text/event-stream";
        return served.send("GET", path, Optional.empty(), all);
    }

    @Test
    void typeIsShownWithItsPauseAndWhatRuns() {
        long session = agent("pressed");
        served.sound
                .inspections()
                .report(new SessionStatus(
                        session,
                        "1.0",
                        4,
                        2,
                        0,
                        0,
                        List.of(7L, 8L),
                        false,
                        List.of(new TypeTally("pressed", 2, 0, 30, 1)),
                        Duration.ofSeconds(15)));
        served.post("/v1/types/pressed:pause");

        JsonNode type = served.get("/v1/types/pressed").json();

        assertThat(type.path("type").asText()).isEqualTo("pressed");
        assertThat(type.path("paused").asBoolean()).isTrue();
        assertThat(type.path("paused_by").asText()).isEqualTo("operator");
        assertThat(type.has("paused_since")).isTrue();
        assertThat(type.path("announced").asBoolean()).isTrue();
        assertThat(served.get("/v1/types").json().path("types").findValuesAsText("type"))
                .contains("pressed");
        assertThat(served.get("/v1/types/unknown").status()).isEqualTo(404);
    }

    @Test
    void pauseOfATypeThatNoAgentHasEverServedWarns() {
        agent("washed");

        for (String action : List.of(":pause", ":resume")) {
            Reply misspelt = served.post("/v1/types/wahsed" + action);

            assertThat(misspelt.status()).isEqualTo(200);
            assertThat(misspelt.json().path("warning").asText())
                    .startsWith("no agent serves the type wahsed, and none has ever served it");
            assertThat(misspelt.header("Taskq-Warning"))
                    .isEqualTo(misspelt.json().path("warning").asText());
            Reply served = this.served.post("/v1/types/washed" + action);
            assertThat(served.json().has("warning")).isFalse();
            assertThat(served.header("Taskq-Warning")).isEmpty();
        }
        assertThat(served.get("/v1/types/wahsed").json().path("announced").asBoolean(true))
                .isFalse();
        assertThat(served.post("/v1/tasks", "{\"type\":\"wahsed\"}").json().has("warning"))
                .isTrue();
    }

    @Test
    void agentsAreShownWithTheirReport() {
        long session = agent("ironed");
        served.sound
                .inspections()
                .report(new SessionStatus(
                        session,
                        "1.0",
                        4,
                        2,
                        5_000_000_000L,
                        6_000_000_000L,
                        List.of(7L, 8L),
                        false,
                        List.of(),
                        Duration.ofSeconds(15)));
        JsonNode agent = shown(session);

        assertThat(agent.path("name").asText()).isEqualTo("agent of ironed");
        assertThat(agent.path("host").asText()).isEqualTo("host");
        assertThat(agent.path("version").asText()).isEqualTo("1.0");
        assertThat(agent.path("slots").asInt()).isEqualTo(4);
        assertThat(agent.path("free_slots").asInt()).isEqualTo(2);
        assertThat(agent.path("held_bytes").asLong()).isEqualTo(5_000_000_000L);
        assertThat(agent.path("held_max_bytes").asLong()).isEqualTo(6_000_000_000L);
        assertThat(agent.path("running")).hasSize(2);
    }

    @Test
    void taskIsExplainedWithAdvice() {
        served.post("/v1/types/dyed:pause");
        long id = served.submit("{\"type\":\"dyed\"}");

        JsonNode explained = served.get("/v1/tasks/" + id + ":explain").json();

        assertThat(explained.path("id").asLong()).isEqualTo(id);
        assertThat(explained.path("status").asText()).isEqualTo("queued");
        JsonNode first = explained.path("reasons").path(0);
        assertThat(first.path("reason").asText()).isEqualTo("paused");
        assertThat(first.path("by").asText()).isEqualTo("operator");
        assertThat(first.path("text").asText()).startsWith("The type is paused since ");
        assertThat(first.path("advice").asText()).isEqualTo("Resume the type.");
    }

    @Test
    void submitToATypeThatWasNeverServedWarnsInAHeaderAndAField() {
        Reply reply = served.post("/v1/tasks", "{\"type\":\"misspelt\"}");
        served.sound.types().register(List.of("known"));
        Reply known = served.post("/v1/tasks", "{\"type\":\"known\"}");
        Reply batch = served.post("/v1/tasks:batch", "{\"tasks\":[{\"type\":\"known\"},{\"type\":\"misspelt\"}]}");

        assertThat(reply.json().path("warning").asText())
                .startsWith("no agent serves the type misspelt, and none has ever served it");
        assertThat(reply.header("Taskq-Warning"))
                .isEqualTo(reply.json().path("warning").asText());
        assertThat(known.body()).isEqualTo("{\"id\": " + known.id() + ", \"status\": \"queued\"}");
        assertThat(known.headers().firstValue("Taskq-Warning")).isEmpty();
        assertThat(batch.json().path("tasks").path(0).has("warning")).isFalse();
        assertThat(batch.json().path("tasks").path(1).has("warning")).isTrue();
    }

    /** Each answer is compared with the description. */
    @Test
    void progressIsShownWithItsTaskAndAsAnEvent() {
        long id = served.submit("{\"type\":\"reported\"}");
        long session = agent("reported");
        served.sound
                .dispatch()
                .claim(new Claim(new Holder(session, 1), List.of(new Claim.Item(id, 5, Duration.ofMinutes(1)))));
        assertThat(served.get("/v1/tasks/" + id).json().has("progress")).isFalse();

        served.sound
                .sessions()
                .reportProgress(session, List.of(new Progress(new Held(id, 1), 0.4, Optional.of("4 of 10"))));

        JsonNode progress = served.get("/v1/tasks/" + id).json().path("progress");
        assertThat(progress.path("fraction").asDouble()).isEqualTo(0.4);
        assertThat(progress.path("note").asText()).isEqualTo("4 of 10");
        JsonNode events = served.get("/v1/tasks/" + id + "/events").json().path("events");
        assertThat(events.path(3).path("event").asText()).isEqualTo("progress");
        assertThat(events.path(3).path("progress")).isEqualTo(progress);
    }

    @Test
    void lifeOfATaskIsAListOfEvents() {
        long id = served.submit("{\"type\":\"washed\"}");
        served.post("/v1/tasks/" + id + ":cancel");

        JsonNode events = served.get("/v1/tasks/" + id + "/events").json().path("events");

        assertThat(events.findValuesAsText("event")).containsExactly("created", "queued", "finished");
        assertThat(events.path(2).path("status").asText()).isEqualTo("cancelled");
        assertThat(served.get("/v1/tasks/404404/events").status()).isEqualTo(404);
    }

    @Test
    void streamOfAFinalTaskEndsAndIsContinuedByTheLastId() {
        long id = served.submit("{\"type\":\"washed\"}");
        served.post("/v1/tasks/" + id + ":cancel");
        String path = "/v1/tasks/" + id + "/events";
        JsonNode events = served.get(path).json().path("events");

        Reply whole = stream(path);
        Reply rest = stream(path, "Last-Event-ID", events.path(1).path("id").asText());
        Reply none = stream(path, "Last-Event-ID", events.path(2).path("id").asText());

        assertThat(whole.header("Content-Type")).isEqualTo("text/event-stream");
        assertThat(whole.body().lines().filter(line -> line.startsWith("event: ")))
                .containsExactly("event: created", "event: queued", "event: finished");
        assertThat(whole.body()).contains("data: " + events.path(0) + "\n\n");
        assertThat(rest.body()).startsWith("id: " + events.path(2).path("id").asText() + "\nevent: finished\n");
        assertThat(none.status()).isEqualTo(204);
        assertThat(stream(path, "Last-Event-ID", "x").status()).isEqualTo(400);
        assertThat(stream("/v1/tasks/404404/events").status()).isEqualTo(404);
    }

    @Test
    void headOfEventsIsThatOfTheList() {
        long id = served.submit("{\"type\":\"washed\"}");
        Reply head = served.send(
                "HEAD",
                "/v1/tasks/" + id + "/events",
                Optional.empty(),
                "Authorization",
                "Bearer " + Served.READER,
                "Accept",
                "text/event-stream");

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Type")).isEqualTo("application/json");
    }
}
