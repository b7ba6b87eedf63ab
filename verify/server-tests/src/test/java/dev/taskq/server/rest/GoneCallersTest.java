package dev.taskq.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.postgres.PostgresConfig;
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.testkit.TestTimeouts;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Callers that disconnect or time out while a lock in Postgres blocks their submissions. Two submissions are in flight,
 * the maximum; the next waits in the coordinator.
 */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class GoneCallersTest {
    private static final int MEGABYTE = 1024 * 1024;

    private static final Consumer<PostgresBackend> MIGRATED = GoneCallersTest::migrate;

    private final PostgresBackend postgres = Backends.postgres(MIGRATED);
    private Served served;
    private Connection locker;

    private static void migrate(PostgresBackend postgres) {
        PostgresTaskStore.migrate(config(postgres));
    }

    private static PostgresConfig config(PostgresBackend postgres) {
        return PostgresConfig.of(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    @BeforeEach
    void start() throws SQLException {
        served = Served.start(PostgresTaskStore.open(config(postgres)), Served.API_LIMITS.withHeldBytes(MEGABYTE));
        locker = DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
        // The types are created before the lock, which would block their creation, too.
        served.submit("{\"type\":\"stays\"}");
        served.submit("{\"type\":\"goes\"}");
    }

    @AfterEach
    void stop() throws SQLException {
        locker.close();
        served.close();
        served.sound.close();
        postgres.close();
    }

    @Test
    void submitWhoseCallerHasClosedItsConnectionIsNotWritten() throws Exception {
        lock();
        try (Raw first = inFlight(1);
                Raw second = inFlight(2)) {
            submit("goes", 0).close();

            await(() -> served.answered("/v1/tasks", 503) == 1);
            assertThat(stored("stays")).as("the lock still holds").hasSize(1);
            unlock();
            assertThat(first.head()).startsWith("HTTP/1.1 201 ");
            assertThat(second.head()).startsWith("HTTP/1.1 201 ");
        }
        assertThat(stored("stays")).hasSize(3);
        assertThat(stored("goes")).hasSize(1);
    }

    /** Large bodies: others find room only if the bodies of disconnected callers are released. */
    @Test
    void callerThatSendsNoMoreIsToldAndGivesItsBytesBack() throws Exception {
        lock();
        try (Raw first = inFlight(1);
                Raw second = inFlight(2)) {
            for (int i = 0; i < 3; i++) {
                try (Raw leaves = submit("goes", 200_000).finish()) {
                    leaves.deadline((int) TestTimeouts.LONG.toMillis());
                    assertThat(leaves.answers())
                            .startsWith("HTTP/1.1 503 ")
                            .contains("/problems/not-accepted")
                            .contains("the caller closed the connection while the call waited: nothing was");
                }
            }
            unlock();
            assertThat(first.head()).startsWith("HTTP/1.1 ");
            assertThat(second.head()).startsWith("HTTP/1.1 ");
        }
        assertThat(stored("goes")).hasSize(1);
    }

    @Test
    void callerThatSendsNoMoreIsAnsweredAsEverWhileNothingIsSlow() throws IOException {
        try (Raw half = submit("stays", 0).finish()) {
            assertThat(half.head()).startsWith("HTTP/1.1 201 ");
        }
    }

    /** The wait is longer than the server takes to check whether the caller is connected. */
    @Test
    void whatIsSentBehindACallThatWaitsIsAnsweredAfterIt() throws Exception {
        long id = stored("goes").get(0).id();
        try (Raw caller = Raw.connect(served.server.port())) {
            caller.send("GET /v1/tasks/" + id + "?wait=2s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Served.ADMIN
                    + "\r\n\r\n");
            caller.send("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

            assertThat(caller.answers())
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\"queued\"")
                    .contains("\"ok\"");
        }
    }

    @Test
    void submitWhoseTimeIsOverIsNotWritten() throws Exception {
        lock();
        try (Raw first = inFlight(1);
                Raw second = inFlight(2)) {
            Reply late = served.post("/v1/tasks", "{\"type\":\"goes\"}", "Request-Timeout", "100ms");

            assertThat(late.status()).isEqualTo(503);
            assertThat(late.problem()).isEqualTo("not-accepted");
            assertThat(late.json().path("detail").asText()).contains("the caller's time-out");
            unlock();
            assertThat(first.head()).startsWith("HTTP/1.1 ");
            assertThat(second.head()).startsWith("HTTP/1.1 ");
        }
        assertThat(stored("goes")).hasSize(1);
    }

    @Test
    void timeThatIsOverWhileItIsWrittenLeavesTheOutcomeOpen() throws Exception {
        lock();

        Reply late = served.post("/v1/tasks:batch", "{\"tasks\":[{\"type\":\"goes\"}]}", "Request-Timeout", "PT0.1S");

        assertThat(late.status()).isEqualTo(503);
        assertThat(late.problem()).isEqualTo("outcome-unknown");
        unlock();
    }

    /** More of them than the share of their kind can hold have arrived before. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/tasks/ID",
                "GET /v1/tasks/ID?wait=60s",
                "GET /v1/tasks",
                "POST /v1/tasks/ID:cancel",
                "POST /v1/tasks/ID:retry"
            })
    void callThatWaitsForTheDatabaseIsGivenUp(String line) throws Exception {
        long id = stored("goes").get(0).id();
        String head = line.replace("ID", Long.toString(id)) + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + Served.ADMIN + "\r\n";
        List<Raw> before = new ArrayList<>();
        lock("access exclusive");
        try {
            for (int i = 0; i < 8; i++) {
                before.add(Raw.connect(served.server.port()).send(head + "\r\n"));
            }
            try (Raw leaves = Raw.connect(served.server.port());
                    Raw late = Raw.connect(served.server.port())) {
                leaves.send(head + "\r\n").finish();
                late.send(head + "Request-Timeout: 100ms\r\nConnection: close\r\n\r\n");

                assertThat(leaves.answers())
                        .startsWith("HTTP/1.1 503 ")
                        .contains("/problems/not-accepted")
                        .contains("the caller closed the connection while the call waited: nothing was");
                assertThat(late.answers())
                        .startsWith("HTTP/1.1 503 ")
                        .contains("/problems/not-accepted")
                        .contains("the caller's time-out has passed: nothing was");
            }
        } finally {
            unlock();
            for (Raw raw : before) {
                raw.close();
            }
        }
        assertThat(stored("goes")).hasSize(1);
    }

    @Test
    void waitThatIsLongerThanTheCallersTimeIsAnsweredWithTheTaskAsItIs() throws IOException {
        long id = stored("goes").get(0).id();

        Reply reply = served.send(
                "GET",
                "/v1/tasks/" + id + "?wait=60s",
                Optional.empty(),
                "Authorization",
                "Bearer " + Served.ADMIN,
                "Request-Timeout",
                "100ms");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("status").asText()).isEqualTo("queued");
    }

    @Test
    void timesWithinTheBoundsAreTaken() {
        for (String allowed : List.of("100ms", "1s", "PT2.5S", "60s", "1m")) {
            Reply reply = served.post("/v1/tasks", "{\"type\":\"", "Request-Timeout", allowed);
            assertThat(reply.problem()).as(allowed).isEqualTo("malformed");
            assertThat(reply.json().path("detail").asText()).doesNotContain("Request-Timeout");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"99ms", "60001ms", "0s", "-1s", "1", "soon", "1h", "", "1s, 2s"})
    void timesThatAreNoneAreRefusedByName(String given) {
        for (String path : List.of("/v1/tasks", "/v1/tasks:batch")) {
            Reply reply = served.post(path, "{\"type\":\"goes\"}", "Request-Timeout", given);

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.json().path("detail").asText())
                    .startsWith("the header Request-Timeout must be a duration from 100ms to 1m");
        }
        assertThat(stored("goes")).hasSize(1);
    }

    @Test
    void timeGivenTwiceIsRefused() {
        Reply reply = served.post("/v1/tasks", "{\"type\":\"goes\"}", "Request-Timeout", "1s", "Request-Timeout", "2s");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("detail").asText()).isEqualTo("the header Request-Timeout must be given once");
    }

    /**
     * Without the check the response would come after 60 s, and the client's shorter read time-out would fail the test.
     */
    @Test
    void waitWhoseCallerSendsNoMoreEndsSoon() throws IOException {
        long id = stored("goes").get(0).id();
        try (Raw waiting = Raw.connect(served.server.port())) {
            waiting.deadline(30_000);
            waiting.send("GET /v1/tasks/" + id + "?wait=60s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                            + Served.ADMIN + "\r\n\r\n")
                    .finish();

            assertThat(waiting.answers()).startsWith("HTTP/1.1 200 ").contains("\"queued\"");
        }
        await(() -> served.server.openConnections() <= 1);
    }

    private Raw submit(String type, int paramBytes) throws IOException {
        String body = "{\"type\":\"" + type + "\",\"params\":{\"a\":\"" + "x".repeat(paramBytes) + "\"}}";
        return Raw.connect(served.server.port())
                .send("POST /v1/tasks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Served.SUBMITTER
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    private void lock() throws SQLException {
        lock("share");
    }

    private void lock(String mode) throws SQLException {
        locker.setAutoCommit(false);
        try (Statement statement = locker.createStatement()) {
            statement.execute("lock table taskq.tasks in " + mode + " mode");
        }
    }

    private void unlock() throws SQLException {
        locker.rollback();
    }

    /** A submission in flight: its insert waits for the lock. */
    private Raw inFlight(int insertsThatWait) throws Exception {
        Raw submit = submit("stays", 0);
        try (Connection watcher =
                        DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                Statement statement = watcher.createStatement()) {
            int waiting = 0;
            while (waiting < insertsThatWait) {
                try (ResultSet rows = statement.executeQuery("select count(*) from pg_stat_activity"
                        + " where datname = current_database() and wait_event_type = 'Lock'"
                        + " and query like '%insert into taskq.tasks%'")) {
                    rows.next();
                    waiting = rows.getInt(1);
                }
            }
        }
        return submit;
    }

    private List<Task> stored(String type) {
        TaskFilter filter = TaskFilter.ALL.withType(type);
        return served.sound
                .submissions()
                .list(filter, Optional.empty(), 100, 1_000)
                .tasks();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TestTimeouts.LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still not so").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
