package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which locks count when processes are reported as disconnected. */
class DisconnectedTest {
    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final Query DISCONNECTED = Query.load("sessions/disconnected");
    private static final long ASKER = 42;
    private static final int HIGH = 7;
    private static final int LOW = 9;
    private static final long PROCESS = ((long) HIGH << 32) | LOW;

    @AfterAll
    static void drop() throws SQLException {
        DATABASE.close();
    }

    @BeforeEach
    void open() throws SQLException {
        DATABASE.clear();
        DATABASE.execute("insert into taskq.sessions (process, locks, kind, name, host, types, opened_at)" + " values ("
                + PROCESS + ", true, 'agent', 'agent', 'host', '{}', now())");
    }

    @AfterEach
    void close() throws SQLException {
        DATABASE.closeOpened();
    }

    private static Connection locked(TestDatabase database, String key) throws SQLException {
        Connection connection = database.connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_lock_shared(" + key + ")");
        }
        return connection;
    }

    /** The report to a process that asks on a connection which holds a lock. */
    private static List<Long> told(long process, Connection own) throws SQLException {
        long backend = Long.parseLong(
                TestDatabase.query(own, "select pg_backend_pid()").getFirst());
        return DISCONNECTED
                .on(DATABASE.connect())
                .set("process", process)
                .set("backend", (int) backend)
                .rows(row -> row.number("process"));
    }

    private static List<Long> told() throws SQLException {
        return told(ASKER, locked(DATABASE, String.valueOf(ASKER)));
    }

    @Test
    void aProcessWithoutItsLockIsTold() throws Exception {
        assertThat(told()).containsExactly(PROCESS);
    }

    @Test
    void aProcessWithItsLockIsNotTold() throws Exception {
        locked(DATABASE, String.valueOf(PROCESS));
        assertThat(told()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ended_at = now(), end_reason = 'lost'", "locks = false"})
    void aSessionThatHasEndedOrNeverLocksIsNotTold(String change) throws Exception {
        DATABASE.execute("update taskq.sessions set " + change);
        assertThat(told()).isEmpty();
    }

    @Test
    void aLockOfTwoNumbersIsAnother() throws Exception {
        locked(DATABASE, HIGH + ", " + LOW);
        assertThat(told()).containsExactly(PROCESS);
    }

    @Test
    void aLockInAnotherDatabaseIsAnother() throws Exception {
        try (TestDatabase other = TestDatabase.empty()) {
            locked(other, String.valueOf(PROCESS));
            assertThat(told()).containsExactly(PROCESS);
        }
    }

    @Test
    void noAnswerWhereTheAskersConnectionHoldsNoLockOrThatOfAnotherProcess() throws Exception {
        assertThat(told(ASKER, DATABASE.connect())).isEmpty();
        locked(DATABASE, String.valueOf(ASKER));
        assertThat(told(ASKER, DATABASE.connect())).isEmpty();
        assertThat(told(ASKER, locked(DATABASE, "43"))).isEmpty();
    }
}
