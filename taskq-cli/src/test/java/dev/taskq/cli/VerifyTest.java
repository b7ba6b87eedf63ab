package dev.taskq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskq.cli.CliRig.Result;
import dev.taskq.postgres.PostgresConfig;
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.testkit.TestTimeouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verify against real tasks on a real Postgres, whose rows the test damages. */
class VerifyTest {
    private static final String LONG = TestTimeouts.LONG.toSeconds() + "s";
    private static final String PICTURE = "{\"source\": \"a\", \"target\": \"b\", \"width\": 1, \"height\": 1}";

    @TempDir
    private Path folder;

    private PostgresBackend postgres;
    private PostgresTaskStore store;
    private CliRig rig;

    @BeforeEach
    void start() {
        postgres = Backends.postgres();
        PostgresConfig config = PostgresConfig.of(postgres.jdbcUrl(), postgres.user(), postgres.password());
        PostgresTaskStore.migrate(config);
        store = PostgresTaskStore.open(config);
        rig = new CliRig(store);
    }

    @AfterEach
    void close() {
        rig.close();
        store.close();
        postgres.close();
    }

    private void sql(String statement) throws Exception {
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                Statement sql = connection.createStatement()) {
            assertThat(sql.executeUpdate(statement)).isPositive();
        }
    }

    /** From here on no session gets the lease or holds it for longer, and a leader that has not noticed it yet cannot queue the task. */
    private void keepFromLeading(long id) throws Exception {
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                Statement sql = connection.createStatement()) {
            sql.execute("create function keep() returns trigger language plpgsql as 'begin return null; end'");
            sql.execute("create trigger keep before update on taskq.tasks for each row when (old.id = " + id
                    + " and new.status = 'queued') execute function keep()");
            sql.execute("create trigger keep before update on taskq.lease for each row execute function keep()");
        }
    }

    /** The next task has a greater id than this one, as after so many ids that are purged, or were used up. */
    private void lastId(long id) throws Exception {
        try (Connection connection =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                Statement sql = connection.createStatement()) {
            sql.execute("select setval('taskq.tasks_id_seq', " + id + ")");
        }
    }

    private JsonNode verify(int code, String... more) throws IOException {
        String[] args = new String[more.length + 3];
        args[0] = "verify";
        args[1] = "--rate";
        args[2] = "1000";
        System.arraycopy(more, 0, args, 3, more.length);
        Result result = rig.run(args);
        assertThat(result.code()).as("%s", result).isEqualTo(code);
        return new JsonMapper().readTree(result.out());
    }

    private Path submitted(int count) throws IOException {
        String lines = IntStream.range(0, count).mapToObj(i -> PICTURE + "\n").collect(Collectors.joining());
        String ids =
                rig.runWithInput(lines, "submit", "resize_image", "--each", "-").out();
        String[] wait =
                ids.lines().map(line -> line.replaceAll("\\D+(\\d+).*", "$1")).toArray(String[]::new);
        assertThat(wait).hasSize(count);
        for (String id : wait) {
            assertThat(rig.run("wait", id, "--within", LONG).code()).isZero();
        }
        return Files.writeString(folder.resolve("accepted.jsonl"), ids);
    }

    /** One system for all of it, since its start takes longer than the rest. */
    @Test
    void whatIsLostOrStrandedIsFound() throws Exception {
        String accepted = submitted(20).toString();
        JsonNode good = verify(ExitCodes.OK, "--from", "1", "--accepted", accepted);
        assertThat(good.path("verified").asBoolean()).isTrue();
        assertThat(good.at("/by_status/succeeded").asInt()).isEqualTo(20);
        assertThat(good.at("/accepted/count").asInt()).isEqualTo(20);
        assertThat(good.at("/absent/unknown").asInt()).isZero();

        sql("delete from taskq.tasks where id = 7");
        JsonNode lost = verify(ExitCodes.NOT_VERIFIED, "--from", "1h", "--accepted", accepted);
        assertThat(lost.at("/accepted/missing").toString()).isEqualTo("[7]");
        // Without the ids that were answered, it may be a submit that was not stored.
        assertThat(verify(ExitCodes.OK).at("/absent/unknown").asInt()).isEqualTo(1);
        // A bound that has no task is counted, too, and so is what is behind the last task.
        assertThat(verify(ExitCodes.OK, "--from", "7", "--to", "22")
                        .at("/absent/unknown")
                        .asInt())
                .isEqualTo(3);
        // It may be deleted by the rules, if it is older than what is kept.
        sql("update taskq.tasks set created_at = created_at - interval '8 days' where id = 8");
        JsonNode old = verify(ExitCodes.OK, "--from", "30d", "--accepted", accepted);
        assertThat(old.at("/absent/past_retention").asInt()).isEqualTo(1);
        assertThat(old.at("/accepted/past_retention").asInt()).isEqualTo(1);
        assertThat(verify(ExitCodes.NOT_VERIFIED, "--most", "5")
                        .path("complete")
                        .asBoolean())
                .isFalse();

        rig.run("submit", "resize_imgae");
        JsonNode notServed = verify(ExitCodes.NOT_VERIFIED, "--settle", "0s");
        assertThat(notServed.at("/stranded/0/reason").asText()).isEqualTo("not_served");
        assertThat(notServed.at("/stranded/0/advice").asText()).isNotEmpty();
        // A person wanted it so.
        rig.run("pause", "resize_imgae");
        assertThat(verify(ExitCodes.OK, "--settle", "0s").path("stranded")).isEmpty();
    }

    @Test
    void whatRunsWithoutASessionAndWhatIsDueAndNotQueuedIsStranded() throws Exception {
        submitted(1);
        for (int id = 2; id <= 4; id++) {
            rig.run("submit", "resize_image", PICTURE, "--delay", "1h");
        }
        keepFromLeading(2);
        sql("update taskq.tasks set run_at = clock_timestamp() - interval '1 minute' where id = 2");
        sql(
                "update taskq.tasks set status = 'running', session_id = 88888, claim = 1, attempt = 1, run_at = null, max_attempts = 5,"
                        + " timeout_ms = 3600000, hinted_at = clock_timestamp(), started_at = clock_timestamp() where id = 3");
        // Its agent lives, and no longer knows of it.
        sql(
                "update taskq.tasks set status = 'running', session_id = (select max(id) from taskq.sessions), claim = 1, attempt = 1,"
                        + " run_at = null, max_attempts = 5, timeout_ms = 60000, hinted_at = clock_timestamp(),"
                        + " started_at = clock_timestamp() - interval '1 hour' where id = 4");

        JsonNode stranded = verify(ExitCodes.NOT_VERIFIED, "--settle", "0s").path("stranded");
        while (stranded.findValuesAsText("reason").contains("due")) {
            // What the last leader made known is believed for some seconds.
            stranded = verify(ExitCodes.NOT_VERIFIED, "--settle", "0s").path("stranded");
        }
        assertThat(stranded.findValuesAsText("id")).containsExactly("2", "3", "4");
        assertThat(stranded.findValuesAsText("reason")).containsExactly("no_leader", "agent_lost", "overdue");
    }

    @Test
    void anIdThatIsLostIsFoundBehindMoreThanAreReadOneByOne() throws Exception {
        submitted(2);
        sql("update taskq.tasks set created_at = created_at - interval '8 days'");
        lastId(3_000);
        submitted(3);
        sql("delete from taskq.tasks where id = 3002");

        JsonNode lost = verify(ExitCodes.OK, "--from", "1");
        assertThat(lost.path("absent").toString()).isEqualTo("{\"past_retention\":2998,\"unknown\":1,\"unread\":0}");
        lastId(4_500);
        submitted(1);
        // The newest are read, and of the others nothing is known.
        JsonNode many = verify(ExitCodes.NOT_VERIFIED, "--from", "1");
        assertThat(many.path("verified").asBoolean()).isFalse();
        assertThat(many.path("complete").asBoolean()).isTrue();
        assertThat(many.path("absent").toString())
                .isEqualTo("{\"past_retention\":2998,\"unknown\":1000,\"unread\":498}");
        assertThat(rig.run("verify", "--from", "1", "--rate", "1000", "-o", "table")
                        .out())
                .contains("498 ids have no task in the lists, and were not read one by one")
                .endsWith("not verified\n");
        JsonNode all = verify(ExitCodes.OK, "--from", "1", "--most-absent", "1498");
        assertThat(all.at("/absent/unknown").asInt()).isEqualTo(1_498);
    }

    @Test
    void whatIsOlderThanTheRetentionMayBeDeletedWhereverTheReadingBegins() throws Exception {
        String accepted = submitted(20).toString();
        sql("update taskq.tasks set created_at = created_at - interval '8 days' where id <= 10");
        sql("delete from taskq.tasks where id <= 5");

        JsonNode purged = verify(ExitCodes.OK, "--from", "1h", "--accepted", accepted);
        assertThat(purged.at("/accepted/past_retention").asInt()).isEqualTo(5);
        sql("delete from taskq.tasks where id = 12");
        JsonNode lost = verify(ExitCodes.NOT_VERIFIED, "--from", "1h", "--accepted", accepted);
        assertThat(lost.at("/accepted/missing").toString()).isEqualTo("[12]");
    }
}
