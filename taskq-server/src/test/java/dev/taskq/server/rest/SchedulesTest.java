package dev.taskq.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskq.TooManySchedulesException;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.server.Tokens;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schedules by REST. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchedulesTest {
    private static final String BERLIN = """
            {"cron": "30 2 * * *", "zone": "Europe/Berlin", "type": "report", "params": {"n": [1, 2]}, "max_attempts": 3,
             "timeout": "90s", "catch_up": "all", "catch_up_max": 7, "overlap": "allow"}""";

    private final Served served = Served.start();

    @AfterAll
    void close() {
        served.close();
    }

    @Test
    void scheduleIsStoredReadAndDeleted() {
        Reply created = served.put("/v1/schedules/stored", BERLIN);
        Reply again = served.put("/v1/schedules/stored", BERLIN);

        assertThat(created.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        JsonNode schedule = served.get("/v1/schedules/stored").json();
        assertThat(schedule).isEqualTo(created.json()).isEqualTo(again.json());
        assertThat(schedule.path("name").asText()).isEqualTo("stored");
        assertThat(schedule.path("cron").asText()).isEqualTo("30 2 * * *");
        assertThat(schedule.path("zone").asText()).isEqualTo("Europe/Berlin");
        assertThat(schedule.path("type").asText()).isEqualTo("report");
        assertThat(schedule.path("params").toString()).isEqualTo("{\"n\":[1,2]}");
        assertThat(schedule.path("max_attempts").asInt()).isEqualTo(3);
        assertThat(schedule.path("timeout").asText()).isEqualTo("90s");
        assertThat(schedule.path("catch_up").asText()).isEqualTo("all");
        assertThat(schedule.path("catch_up_max").asInt()).isEqualTo(7);
        assertThat(schedule.path("overlap").asText()).isEqualTo("allow");
        assertThat(schedule.path("caller").asText()).isEqualTo("operator");
        assertThat(schedule.path("next_fire_at").asText()).matches(".*T0[01]:30:00Z");
        assertThat(schedule.has("every")).isFalse();

        assertThat(served.delete("/v1/schedules/stored").status()).isEqualTo(204);
        assertThat(served.get("/v1/schedules/stored").status()).isEqualTo(404);
    }

    @Test
    void pausedScheduleIsResumed() {
        served.put("/v1/schedules/paused", "{\"every\": \"15m\", \"type\": \"report\"}");

        JsonNode paused = served.post("/v1/schedules/paused:pause").json();
        JsonNode resumed = served.post("/v1/schedules/paused:resume").json();

        assertThat(paused.path("paused").asBoolean()).isTrue();
        assertThat(paused.has("next_fire_at")).isFalse();
        assertThat(paused.path("every").asText()).isEqualTo("15m");
        assertThat(resumed.path("paused").asBoolean()).isFalse();
        assertThat(resumed.has("next_fire_at")).isTrue();
    }

    @Test
    void runQueuesATaskThatNamesItsSchedule() {
        served.put("/v1/schedules/run_once", "{\"every\": \"15m\", \"type\": \"report\", \"overlap\": \"skip\"}");

        Reply run = served.post("/v1/schedules/run_once:run", "{}", "Idempotency-Key", "k-1");
        Reply again = served.post("/v1/schedules/run_once:run", "{}", "Idempotency-Key", "k-1");
        Reply other = served.post("/v1/schedules/run_once:run");

        assertThat(run.status()).isEqualTo(201);
        assertThat(run.header("Location")).isEqualTo("/v1/tasks/" + run.id());
        assertThat(again.id()).isEqualTo(run.id());
        assertThat(again.header("Idempotent-Replay")).isEqualTo("true");
        assertThat(other.status()).isEqualTo(409);
        JsonNode task = served.get("/v1/tasks/" + run.id()).json();
        assertThat(task.path("schedule").asText()).isEqualTo("run_once");
        assertThat(task.has("fire_time")).isFalse();
        assertThat(served.get("/v1/tasks?schedule=run_once").json().path("tasks"))
                .extracting(each -> each.path("id").asLong())
                .containsExactly(run.id());
        assertThat(served.get("/v1/tasks?schedule=no_such").json().path("tasks"))
                .isEmpty();
        assertThat(served.get("/v1/schedules/run_once")
                        .json()
                        .path("last_task_id")
                        .asLong())
                .isEqualTo(run.id());
    }

    @Test
    void listIsPagedByName() {
        for (String name : List.of("list_c", "list_a", "list_b")) {
            served.put("/v1/schedules/" + name, BERLIN);
        }
        List<String> names = new ArrayList<>();
        String cursor = "list";
        while (!cursor.isEmpty()) {
            JsonNode page = served.get("/v1/schedules?limit=2&cursor=" + cursor).json();
            page.path("schedules").forEach(schedule -> {
                names.add(schedule.path("name").asText());
                assertThat(schedule.has("params")).isFalse();
            });
            cursor = page.path("next_cursor").asText();
        }

        assertThat(names).startsWith("list_a", "list_b", "list_c");
        assertThat(served.get("/v1/schedules?cursor=No").status()).isEqualTo(400);
        assertThat(served.get("/v1/schedules?limit=0").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/type | {\"cron\": \"@daily\"}",
                "/type | {\"cron\": \"@daily\", \"type\": \"No Type\"}",
                "/cron | {\"type\": \"report\"}",
                "/every | {\"type\": \"report\", \"cron\": \"@daily\", \"every\": \"1h\"}",
                "/every | {\"type\": \"report\", \"every\": \"10ms\"}",
                "/every | {\"type\": \"report\", \"every\": \"soon\"}",
                "/cron | {\"type\": \"report\", \"cron\": \"0 0 30 2 *\"}",
                "/cron | {\"type\": \"report\", \"cron\": \"* * * * * *\"}",
                "/zone | {\"type\": \"report\", \"cron\": \"@daily\", \"zone\": \"Europe/Berlyn\"}",
                "/zone | {\"type\": \"report\", \"every\": \"1h\", \"zone\": \"UTC\"}",
                "/catch_up | {\"type\": \"report\", \"every\": \"1h\", \"catch_up\": \"some\"}",
                "/catch_up_max | {\"type\": \"report\", \"every\": \"1h\", \"catch_up\": \"all\"}",
                "/catch_up_max | {\"type\": \"report\", \"every\": \"1h\", \"catch_up_max\": 3}",
                "/catch_up_max | {\"type\": \"report\", \"every\": \"1h\", \"catch_up\": \"all\", \"catch_up_max\": 101}",
                "/overlap | {\"type\": \"report\", \"every\": \"1h\", \"overlap\": \"no\"}",
                "/overlap | {\"type\": \"report\", \"every\": \"1h\", \"overlap\": \"skip\", \"catch_up\": \"all\", \"catch_up_max\": 2}",
                "/max_attempts | {\"type\": \"report\", \"every\": \"1h\", \"max_attempts\": 0}",
                "/params | {\"type\": \"report\", \"every\": \"1h\", \"params\": [1]}",
                "/params/a | {\"type\": \"report\", \"every\": \"1h\", \"params\": {\"a\": 1e999}}",
                "/interval | {\"type\": \"report\", \"interval\": \"1h\"}"
            })
    void whatCannotBeAcceptedIsNamed(String pointer, String body) {
        Reply refused = served.put("/v1/schedules/refused", body);

        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(refused.json().path("errors").findValuesAsText("pointer")).contains(pointer);
        assertThat(served.get("/v1/schedules/refused").status()).isEqualTo(404);
    }

    @Test
    void tooManySchedulesAreRefused() {
        try (Served full =
                Served.start(CoordinatorConfig.DEFAULTS.withSchedulesPerCaller(2), Tokens.of(Served.TOKENS))) {
            full.put("/v1/schedules/first", BERLIN);
            full.put("/v1/schedules/second", BERLIN);

            Reply refused = full.put("/v1/schedules/third", BERLIN);

            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.problem()).isEqualTo("too-many-schedules");
            assertThat(refused.header("Retry-After")).isEqualTo("60");
            assertThat(refused.json().path("detail").asText())
                    .contains("2 schedules", "limit of one caller", "TASKQ_SCHEDULES_PER_CALLER");
            assertThat(full.get("/v1/schedules/third").status()).isEqualTo(404);
            assertThat(full.put("/v1/schedules/second", BERLIN).status()).isEqualTo(200);

            full.faults.fail("put", () -> new TooManySchedulesException(10_000, false));
            assertThat(full.put("/v1/schedules/third", BERLIN).body())
                    .contains("10000 schedules are kept", "limit of all callers");
        }
    }
}
