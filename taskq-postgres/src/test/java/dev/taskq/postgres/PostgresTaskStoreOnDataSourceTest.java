package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.taskq.StoreUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On the pool of an application with connection settings that taskq must override. */
class PostgresTaskStoreOnDataSourceTest extends PostgresContract {
    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final int MOST = 8;

    /** The search path contains a table and a function with the names that the statements use. */
    private static final String SETTINGS = "set search_path = application, pg_catalog; set time zone 'Asia/Kathmandu';"
            + " set enable_seqscan = on; set lock_timeout = '1ms'; set idle_in_transaction_session_timeout = '1min';"
            + " set synchronous_commit = off; set array_nulls = off";

    private static final HikariDataSource POOL = pool(DATABASE, MOST, "TRANSACTION_READ_COMMITTED");

    private static HikariDataSource pool(TestDatabase database, int size, String isolation) {
        try {
            database.execute("create schema if not exists application;"
                    + "create table if not exists application.tasks (id text);"
                    + "create or replace function application.clock_timestamp() returns timestamptz language sql"
                    + " as $$ select 'epoch'::timestamptz $$");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        HikariConfig hikari = new HikariConfig();
        hikari.setJdbcUrl(database.config().jdbcUrl());
        hikari.setUsername(database.config().user());
        hikari.setPassword(database.config().password());
        hikari.setMaximumPoolSize(size);
        hikari.setAutoCommit(false);
        hikari.setReadOnly(true);
        hikari.setTransactionIsolation(isolation);
        hikari.setConnectionInitSql(SETTINGS);
        // So that the settings are committed, and in force when a connection is lent.
        hikari.setIsolateInternalQueries(true);
        return new HikariDataSource(hikari);
    }

    @AfterAll
    static void drop() throws SQLException {
        POOL.close();
        DATABASE.execute("drop schema application cascade");
        DATABASE.close();
    }

    private static final String[] NEEDED = {
        "synchronous_commit=on",
        "search_path=pg_catalog",
        "transaction_isolation=read committed",
        "transaction_read_only=off",
        "lock_timeout=3s",
        "statement_timeout=5s"
    };

    @Override
    TestDatabase database() {
        return DATABASE;
    }

    @Override
    PostgresConfig config() {
        return DATABASE.config();
    }

    @Override
    PostgresTaskStore open() {
        return PostgresTaskStore.open(DataSourceConfig.of(POOL).withMostConnections(MOST));
    }

    /** Also where each statement needs a transaction. */
    @ParameterizedTest
    @ValueSource(strings = {"TRANSACTION_READ_COMMITTED", "TRANSACTION_SERIALIZABLE"})
    void connectionGoesBackAsItCame(String isolation) throws Exception {
        try (HikariDataSource one = pool(DATABASE, 1, isolation)) {
            List<String> before = settings(one);
            try (PostgresTaskStore store = PostgresTaskStore.open(one)) {
                store.migrate();
                assertThat(Tasks.submit(store, 3)).hasSize(3);
                assertThat(store.submissions().find(List.of(-1L))).isEmpty();
            }
            assertThat(settings(one)).isEqualTo(before);
            assertThat(before)
                    .contains("synchronous_commit=off", "lock_timeout=1ms")
                    .anyMatch(setting -> setting.equals("transaction_isolation="
                            + isolation
                                    .replace("TRANSACTION_", "")
                                    .replace('_', ' ')
                                    .toLowerCase(Locale.ROOT)));
        }
    }

    /** What the migration sets for the session is never seen: not by the application, and not by those behind a pooler. */
    @Test
    void connectionGoesBackAsItCameFromAMigrationThatRanAndFromOneThatFailed() throws Exception {
        try (TestDatabase empty = TestDatabase.empty();
                HikariDataSource one = pool(empty, 1, "TRANSACTION_SERIALIZABLE");
                PostgresTaskStore store = PostgresTaskStore.open(one)) {
            List<String> before = settings(one);
            empty.execute("create schema taskq; create table taskq.in_the_way (id int)");
            assertThatThrownBy(store::migrate).isInstanceOf(StoreUnavailableException.class);
            assertThat(settings(one)).isEqualTo(before);
            empty.execute("drop schema taskq cascade");
            store.migrate();
            assertThat(settings(one)).isEqualTo(before);
            assertThat(empty.query("select tablename from pg_tables where schemaname = 'application'"))
                    .containsExactly("tasks");
            assertThat(store.types().all()).isEmpty();
        }
    }

    @Test
    void applicationsPoolIsNotClosed() {
        PostgresTaskStore store = PostgresTaskStore.open(POOL);
        assertThat(store.now()).isNotNull();
        store.close();
        assertThat(POOL.isRunning()).isTrue();
    }

    @Test
    void oneConnectionAtATimeWouldNotDo() {
        DataSourceConfig config = DataSourceConfig.of(POOL);
        assertThat(config.withSynchronousClaims(true).synchronousClaims()).isTrue();
        assertThatThrownBy(() -> config.withMostConnections(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> config.withMostConnections(1_001)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Otherwise a crash of the server could lose an accepted task. */
    @Test
    void transactionsAndStatementsRunWithTheSettingsThatTaskqNeeds() throws Exception {
        try (Borrowed borrowed = Borrowed.from(POOL, Settings.OF_WORK, new DefaultIsolation())) {
            assertThat(borrowed.alone()).isEmpty();
            borrowed.begin();
            assertThat(ConnectionSettings.missing(borrowed.connection())).isEmpty();
            assertThat(settings(borrowed.connection()))
                    .contains(NEEDED)
                    .contains("idle_in_transaction_session_timeout=2s");
            assertThat(settings(borrowed.alone().orElseThrow())).contains(NEEDED);
            assertThat(settings(borrowed.connection())).doesNotContain("synchronous_commit=on", "lock_timeout=3s");
        }
    }

    private static List<String> settings(HikariDataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(connection.isReadOnly()).isTrue();
            assertThat(connection.getNetworkTimeout()).isZero();
            return settings(connection);
        }
    }

    private static List<String> settings(Connection connection) throws SQLException {
        String all =
                "select name || '=' || current_setting(name) from pg_settings where name not like 'plpgsql.%' and name"
                        + " not in ('transaction_deferrable', 'in_hot_standby')"
                        + " union all select 'role=' || current_setting('role') order by 1";
        try (PreparedStatement statement = connection.prepareStatement(all);
                ResultSet found = statement.executeQuery()) {
            List<String> values = new ArrayList<>();
            while (found.next()) {
                values.add(found.getString(1));
            }
            return values;
        }
    }
}
