package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.console.Visitor.Reply;
import dev.taskq.postgres.PostgresConfig;
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.rig.backend.PostgresServer;
import dev.taskq.testkit.contract.Eventually;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Postgres stops and comes back. No time is asserted: a page is read until it says what it should. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoreGoneTest {
    private final PostgresServer postgres = PostgresServer.start();
    private final PostgresTaskStore store = open(postgres);
    private final Served served = Served.start(store);

    private static PostgresTaskStore open(PostgresServer postgres) {
        PostgresConfig config = PostgresConfig.of(postgres.jdbcUrl(), postgres.user(), postgres.password());
        PostgresTaskStore.migrate(config);
        return PostgresTaskStore.open(config);
    }

    @AfterAll
    void close() {
        served.close();
        store.close();
        postgres.close();
    }

    @Test
    void pagesSayThatPostgresIsGoneAndComeBack() throws InterruptedException {
        Visitor admin = served.visitor(Served.ADMIN);
        long id = served.waiting("shop");
        String page = "/console/tasks/" + id;
        assertThat(admin.get(page).status()).isEqualTo(200);
        Map<String, String> form = Map.of(
                "key", admin.get(page + "/again").key(), "once", "console-1", "type", "lonely", "params", "{\"a\":1}");

        postgres.kill();
        try {
            Reply gone = until(admin, page, 503);
            assertThat(gone.body())
                    .contains("Postgres does not answer", "hx-get=\"" + page + "\"", "Try again now")
                    .doesNotContain("SQL", "Exception");
            Reply kept = admin.post(page + "/again", form, "Sec-Fetch-Site", "same-origin");
            assertThat(kept.status()).isEqualTo(503);
            assertThat(kept.header("Retry-After")).isEqualTo("2");
            assertThat(kept.body())
                    .contains("Postgres does not answer, and nothing was changed", "{\"a\":1}</textarea>");
            // The overview is not lost as a whole with one of its parts: what the coordinator knows by itself is there.
            Reply overview = admin.get("/console");
            assertThat(overview.status()).isEqualTo(200);
            assertThat(overview.header("Retry-After")).isEqualTo("2");
            assertThat(overview.body())
                    .contains("<h1>Overview</h1>", "hx-get=\"/console\"", "none can be shown, submitted or changed")
                    .contains("<b>Postgres</b> does not answer", "<b>Redis</b> is not used", "<b>Leader</b> is ")
                    .contains("<b>Agents</b> are not known", "The history cannot be read now")
                    .doesNotContain("<dt>Waiting</dt>", "Busiest types", "SQL", "Exception");
        } finally {
            postgres.restart();
        }
        assertThat(until(admin, page, 200).body()).contains("Task " + id);
        assertThat(admin.post(page + "/again", form).header("Location")).endsWith("?done=submitted");
        Served.eventually(() -> admin.get("/console").body().contains("<b>Agents</b> 1 live"));
        assertThat(admin.get("/console").body())
                .contains("<dt>Waiting</dt>", "Busiest types")
                .doesNotContain("none can be shown");
    }

    private static Reply until(Visitor visitor, String page, int status) throws InterruptedException {
        return Eventually.get(
                Eventually.LONG, () -> Optional.of(visitor.get(page)).filter(reply -> reply.status() == status));
    }
}
