package dev.taskq.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.postgres.PostgresConfig;
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.testkit.contract.Eventually;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two readings of rows that have not changed have the same tag. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EntityTagsOnPostgresTest {
    private final PostgresBackend postgres = Backends.postgres();
    private final Served served = start(postgres);

    private static Served start(PostgresBackend postgres) {
        PostgresConfig config = PostgresConfig.of(postgres.jdbcUrl(), postgres.user(), postgres.password());
        PostgresTaskStore.migrate(config);
        return Served.start(PostgresTaskStore.open(config), Served.API_LIMITS);
    }

    @AfterAll
    void close() {
        served.close();
        served.sound.close();
        postgres.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/types", "/v1/types/known"})
    void typesThatHaveNotChangedAreNotSentAgain(String path) throws InterruptedException {
        served.submit("{\"type\":\"known\"}");
        served.post("/v1/types/known:pause", "");

        // The answer changes by itself while the counts of the leader and of the last minute follow what was done.
        Eventually.until(
                Eventually.LONG,
                () -> get(path, served.get(path).header("ETag")).status() == 304);
        String tag = served.get(path).header("ETag");
        served.post("/v1/types/known:resume", "");
        Reply changed = get(path, tag);

        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.header("ETag")).isNotEmpty().isNotEqualTo(tag);
        assertThat(changed.body()).contains("\"paused\":false");
    }

    @Test
    void taskThatHasNotChangedIsNotSentAgain() {
        String task = "/v1/tasks/" + served.submit("{\"type\":\"good\",\"params\":{\"a\":[1.50,\"b\"]}}");
        String tag = served.get(task).header("ETag");

        assertThat(get(task, tag).status()).isEqualTo(304);
        served.post(task + ":cancel", "{}");
        assertThat(get(task, tag).status()).isEqualTo(200);
    }

    private Reply get(String path, String known) {
        return served.send(
                "GET", path, Optional.empty(), "Authorization", "Bearer " + Served.ADMIN, "If-None-Match", known);
    }
}
