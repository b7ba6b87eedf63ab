package dev.taskq.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskq.TaskHistory.Counts;
import dev.taskq.TaskHistory.SlowAttempt;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.server.CallLimits;
import dev.taskq.spi.History;
import dev.taskq.spi.HistoryEntry;
import dev.taskq.spi.StorePort;
import dev.taskq.spi.TimeBuckets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happened to tasks over a time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HistoryTest {
    private static final Instant NOW = Instant.parse("2030-01-02T10:30:00Z");

    private final AtomicReference<Instant> clock = new AtomicReference<>(NOW);
    private final Served served = Served.start(store(), CallLimits.forParams(1_000));

    @AfterAll
    void close() {
        served.close();
    }

    /** Ten tasks in the hour before, three in the hour of now, and one of another type. */
    private StorePort store() {
        StorePort store = StorePort.of(new InMemoryTaskStore(clock::get));
        clock.set(NOW.minus(Duration.ofHours(1)));
        store.history().add(List.of(entry("paint", 10), entry(History.ALL, 10)), Optional.of("1.0"));
        clock.set(NOW.minus(Duration.ofMinutes(7)));
        store.history().add(List.of(entry("paint", 3), entry("mow", 1), entry(History.ALL, 4)), Optional.of("1.1"));
        clock.set(NOW);
        return store;
    }

    private static HistoryEntry entry(String type, int number) {
        return new HistoryEntry(
                type,
                new Counts(number, number, number, number, 0, 0),
                TimeBuckets.of(number),
                TimeBuckets.of(0, number),
                Optional.of(new SlowAttempt(number, Duration.ofMillis(number))));
    }

    private JsonNode history(String query) {
        Reply reply = served.get("/v1/history?from=2030-01-02T08:00:00Z&until=2030-01-02T11:00:00Z" + query);
        assertThat(reply.status()).isEqualTo(200);
        return reply.json();
    }

    @Test
    void hoursOfATypeAreToldWithTheirSum() {
        JsonNode hours = history("&step=1h&type=paint");

        assertThat(hours.path("type").asText()).isEqualTo("paint");
        assertThat(hours.path("step").asText()).isEqualTo("1h");
        assertThat(hours.path("points").findValuesAsText("at"))
                .containsExactly("2030-01-02T09:00:00Z", "2030-01-02T10:00:00Z");
        assertThat(hours.path("points").findValuesAsText("submitted")).containsExactly("10", "3");
        JsonNode total = hours.path("total");
        assertThat(total.path("submitted").asInt()).isEqualTo(13);
        assertThat(total.at("/wait/p50_seconds").asDouble()).isEqualTo(0.0005);
        assertThat(total.at("/run/p95_seconds").asDouble()).isBetween(0.001, 0.0012);
        assertThat(total.at("/slowest/task").asInt()).isEqualTo(10);
        assertThat(total.at("/slowest/run_seconds").asDouble()).isEqualTo(0.01);
        assertThat(total.path("versions")).hasSize(2);
    }

    @Test
    void minutesOfAllTypesAreSummedUpBySteps() {
        assertThat(history("&step=1m").path("points").findValuesAsText("at"))
                .containsExactly("2030-01-02T09:30:00Z", "2030-01-02T10:23:00Z");
        JsonNode steps = history("&step=10m");
        assertThat(steps.path("points").findValuesAsText("at"))
                .containsExactly("2030-01-02T09:30:00Z", "2030-01-02T10:20:00Z");
        assertThat(steps.path("points").findValuesAsText("finished")).containsExactly("10", "4");
        assertThat(steps.has("type")).isFalse();
    }

    /** By the clock of the store: that of this process is years behind. */
    @Test
    void withoutARangeItIsTheLastHourByMinute() {
        JsonNode last = served.get("/v1/history?type=mow").json();
        assertThat(last.path("step").asText()).isEqualTo("1m");
        assertThat(Duration.between(
                        Instant.parse(last.path("from").asText()),
                        Instant.parse(last.path("until").asText())))
                .isBetween(Duration.ofMinutes(60), Duration.ofMinutes(61));
        assertThat(last.path("points")).hasSize(1);
        assertThat(last.at("/total/submitted").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            step=2m                                                  | "step" must be one of 1m, 5m, 10m, 30m, 1h, 6h, 1d
            type=No                                                  | "type" must be the name of a type
            from=2030-01-02T08:00:00Z&until=2030-01-02T08:00:00Z      | "from" must be before "until"
            from=2030-01-01T08:00:00Z&until=2030-01-02T10:00:00Z      | "from" and "until" must be less than 1500 steps apart
            until=yesterday                                          | "until" must be an RFC 3339 time
            types=paint                                              | "types" is not a known parameter
            """)
    void badQueryIsNamed(String query, String said) {
        Reply reply = served.get("/v1/history?" + query);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("detail").asText()).startsWith(said);
    }

    @Test
    void tokenThatMayNotReadIsRefused() {
        assertThat(served.send("GET", "/v1/history", Optional.empty(), "Authorization", "Bearer " + Served.SUBMITTER)
                        .status())
                .isEqualTo(403);
    }
}
