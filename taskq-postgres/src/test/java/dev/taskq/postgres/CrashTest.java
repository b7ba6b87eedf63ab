package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.Task;
import dev.taskq.rig.backend.PostgresServer;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.LeaseBid;
import dev.taskq.testkit.TestTimeouts;
import dev.taskq.testkit.contract.Eventually;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One backend is killed with {@code kill -9}, or panics. Postgres ends all connections (57P02), recovers (57P03) and
 * continues by itself.
 */
class CrashTest {
    private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");
    private static final int LIMIT = 1024 * 1024;
    private static final long LOG_PAGE = 8192;
    private static final String LOG_END = "from pg_walfile_name_offset(pg_current_wal_insert_lsn())";
    private static final String LOG_IS_BEYOND = "select file_offset > " + 2 * LIMIT + " " + LOG_END;

    private final PostgresServer server = PostgresServer.start();
    private PostgresTaskStore store;

    @BeforeEach
    void open() {
        PostgresConfig config = PostgresConfig.of(server.jdbcUrl(), server.user(), server.password())
                .withPoolSize(4);
        PostgresTaskStore.migrate(config);
        store = PostgresTaskStore.open(config);
    }

    @AfterEach
    void stop() {
        store.close();
        server.close();
    }

    /** The killed backend holds a lock that the calls wait for. */
    @Test
    void callsUnderWayAreToldTheTruthAndTheStoreComesBackByItself() throws Exception {
        long before = Tasks.submit(store, 1).getFirst();
        long session = Tasks.openAgent(store);
        FutureTask<List<Inserted>> insert;
        FutureTask<List<Task>> find;
        try (Connection holder = connect();
                Connection watch = connect()) {
            holder.setAutoCommit(false);
            execute(holder, "lock table taskq.tasks in access exclusive mode");
            insert = Waits.start(() -> store.submissions().insert(List.of(Tasks.insert())));
            Waits.waiting(insert, watch, "/* taskq submissions/insert */");
            find = Waits.start(() -> store.submissions().find(List.of(before)));
            Waits.waiting(find, watch, "select \"taskq\"");
            long backend = Long.parseLong(
                    TestDatabase.query(holder, "select pg_backend_pid()").getFirst());

            assertThat(ProcessHandle.of(backend).orElseThrow().destroyForcibly())
                    .isTrue();
        }

        // The single statement is its own commit. A read has nothing to commit.
        assertThatThrownBy(() -> soon(insert)).hasCauseInstanceOf(OutcomeUnknownException.class);
        assertThatThrownBy(() -> soon(find)).hasCauseInstanceOf(StoreUnavailableException.class);

        long after = submitOnceItWorks();
        assertThat(store.submissions().find(List.of(before, after))).hasSize(2);
        assertThat(store.sessions()
                        .heartbeat(new Heartbeat(session, List.of(), List.of(), false, LeaseBid.NONE))
                        .ended())
                .isFalse();
    }

    /**
     * A backend that cannot write the WAL record of its commit panics, and takes the server down. What it has written
     * by then may be replayed. The test limits the size of its files below the position of the log, but above the size
     * of the test's tables.
     */
    @Test
    void panicUnderACommitLeavesTheOutcomeOpen() throws Exception {
        panicUnderAnInsert(watch -> LIMIT);

        long after = submitOnceItWorks();
        assertThat(store.submissions().find(List.of(after))).hasSize(1);
    }

    /**
     * The limit is behind the commit's record, in the same page of the log: the record is written, the rest of the page is
     * not, and the backend panics all the same.
     */
    @Test
    void panicUnderACommitThatWasWrittenLeavesTheOutcomeOpenAndTheRowIsThere() throws Exception {
        // The pages of table and indexes are then in the log already. An image of each would fill a page of the log.
        Tasks.submit(store, 2);

        panicUnderAnInsert(CrashTest::endOfAPageThatBegins);

        submitOnceItWorks();
        try (Connection watch = connect()) {
            assertThat(TestDatabase.query(watch, "select count(*) from taskq.tasks"))
                    .containsExactly("4");
        }
    }

    /** Finds the most bytes that a file of the backend may have. May write to the log. */
    @FunctionalInterface
    private interface FileLimit {
        long find(Connection connection) throws SQLException;
    }

    private void panicUnderAnInsert(FileLimit limit) throws Exception {
        assumeTrue(Files.isExecutable(PRLIMIT), "a limit is set for another process, which only Linux can");
        try (Connection holder = connect();
                Connection watch = connect()) {
            while (!TestDatabase.query(watch, LOG_IS_BEYOND).getFirst().equals("t")) {
                log(watch, 100_000);
            }
            holder.setAutoCommit(false);
            execute(holder, "lock table taskq.tasks in access exclusive mode");
            FutureTask<List<Inserted>> insert =
                    Waits.start(() -> store.submissions().insert(List.of(Tasks.insert())));
            String backend = Waits.backendWaiting(watch, "/* taskq submissions/insert */", "Lock");
            // Done by the server, which may signal its own processes whichever user runs the tests. The row is read
            // first:
            // the server may still write it when a program that does not read has ended.
            execute(
                    watch,
                    "copy (select 1) to program 'cat > /dev/null && " + PRLIMIT + " --pid " + backend + " --fsize="
                            + limit.find(watch) + "'");

            try {
                holder.rollback();
            } catch (SQLException e) {
                // The panic ends all connections, this one perhaps before its answer.
                assertThat(holder.isValid(1)).isFalse();
            }

            assertThatThrownBy(() -> soon(insert))
                    .cause()
                    .isInstanceOf(OutcomeUnknownException.class)
                    .cause()
                    .hasMessageStartingWith("PANIC: could not write to log file");
        }
    }

    /** Writes to the log until its end is near the begin of a page. Returns a position near the end of that page. */
    private static long endOfAPageThatBegins(Connection connection) throws SQLException {
        long end = logEnd(connection);
        while (end % LOG_PAGE > LOG_PAGE / 8) {
            log(connection, LOG_PAGE - end % LOG_PAGE);
            end = logEnd(connection);
        }
        return end - end % LOG_PAGE + LOG_PAGE * 7 / 8;
    }

    private static long logEnd(Connection connection) throws SQLException {
        return Long.parseLong(
                TestDatabase.query(connection, "select file_offset " + LOG_END).getFirst());
    }

    private static void log(Connection connection, long bytes) throws SQLException {
        execute(connection, "select pg_logical_emit_message(false, 'fills', repeat('x', " + bytes + "))");
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Until then every call fails as unavailable or with an unknown outcome. */
    private long submitOnceItWorks() throws InterruptedException {
        return Eventually.get(Eventually.LONG, () -> {
            try {
                return Optional.of(Tasks.submit(store, 1).getFirst());
            } catch (StoreUnavailableException | OutcomeUnknownException e) {
                return Optional.empty();
            }
        });
    }

    private static <T> T soon(FutureTask<T> call) throws Exception {
        return call.get(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS);
    }
}
