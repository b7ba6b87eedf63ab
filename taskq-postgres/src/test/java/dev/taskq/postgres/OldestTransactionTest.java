package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which transaction pins the vacuum horizon, and for how long. */
class OldestTransactionTest {
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    private final PostgresTaskStore store = DATABASE.open();

    @AfterAll
    static void drop() throws Exception {
        DATABASE.close();
    }

    @AfterEach
    void close() throws Exception {
        DATABASE.closeOpened();
    }

    /** The portal of a query keeps its snapshot until the next query. */
    private static void forgetSnapshot(Connection connection) throws SQLException {
        connection.setSavepoint();
    }

    @Test
    void nothingPinsItWithoutAnOpenTransaction() {
        assertThat(store.oldestTransaction()).isEmpty();
    }

    @Test
    void aTransactionThatWroteAndIsForgottenPinsIt() throws Exception {
        try (Connection other = DATABASE.connect()) {
            other.setAutoCommit(false);
            TestDatabase.query(other, "select pg_current_xact_id()");
            forgetSnapshot(other);

            Duration first = store.oldestTransaction().orElseThrow();

            assertThat(store.oldestTransaction().orElseThrow()).isGreaterThan(first);
        }
    }

    @Test
    void aTransactionThatKeepsASnapshotPinsIt() throws Exception {
        try (Connection other = DATABASE.connect()) {
            other.setAutoCommit(false);
            other.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            TestDatabase.query(other, "select count(*) from taskq.tasks");

            assertThat(store.oldestTransaction()).isPresent();
        }
    }

    @Test
    void aTransactionInAnotherDatabasePinsNothingHere() throws Exception {
        try (TestDatabase elsewhere = TestDatabase.empty();
                Connection other = elsewhere.connect()) {
            other.setAutoCommit(false);
            TestDatabase.query(other, "select pg_current_xact_id()");

            assertThat(store.oldestTransaction()).isEmpty();
        }
    }

    @Test
    void aTransactionWithoutASnapshotPinsNothing() throws Exception {
        try (Connection other = DATABASE.connect()) {
            other.setAutoCommit(false);
            TestDatabase.query(other, "select count(*) from taskq.tasks");
            forgetSnapshot(other);

            assertThat(store.oldestTransaction()).isEmpty();
        }
    }
}
