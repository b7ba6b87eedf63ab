package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.taskq.NotRunningException;
import dev.taskq.StoreMisconfiguredException;
import dev.taskq.StoreMisconfiguredException.Problem;
import dev.taskq.StoreUnavailableException;
import java.lang.reflect.Proxy;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Each misconfiguration is reported separately, with its object and remedy. Only an unreachable server asks for a
 * repeat.
 */
class MisconfiguredTest {
    private static final TestDatabase DATABASE = TestDatabase.migratedForItself();

    @AfterAll
    static void drop() throws SQLException {
        DATABASE.close();
    }

    @Test
    void schemaThatIsNotMigratedSaysWhatWasFoundAndWanted() throws Exception {
        try (TestDatabase empty = TestDatabase.empty()) {
            eachWay(
                    empty.config(),
                    store -> assertThat(misconfigured(store, Problem.NOT_MIGRATED))
                            .contains("found none, wanted version 1", "PostgresTaskStore.migrate"));
            empty.execute("create schema taskq; create table taskq.schema_history (version varchar)");
            empty.execute("insert into taskq.schema_history values ('-1')");
            eachWay(
                    empty.config(),
                    store -> assertThat(misconfigured(store, Problem.NOT_MIGRATED))
                            .contains("found version -1, wanted version 1"));
        }
    }

    @Test
    void storeThatWasOpenedTooEarlyWorksOnceTheSchemaIsThere() throws Exception {
        try (TestDatabase empty = TestDatabase.empty()) {
            eachWay(empty.config(), store -> {
                misconfigured(store, Problem.NOT_MIGRATED);
                store.migrate();
                assertThat(store.types().all()).isEmpty();
                run(empty, "drop schema taskq cascade");
                assertThat(misconfigured(store, Problem.SCHEMA_DAMAGED)).contains("taskq.types");
            });
        }
    }

    @Test
    void missingRightIsNamed() throws Exception {
        try (Role role = Role.in(DATABASE)) {
            eachWay(
                    role.config(),
                    store -> assertThat(misconfigured(store, Problem.NO_RIGHTS))
                            .contains("permission denied for schema taskq", "grant it"));
            role.may("usage on schema taskq");
            role.may("select on taskq.schema_history");
            eachWay(
                    role.config(),
                    store -> assertThat(misconfigured(store, Problem.NO_RIGHTS))
                            .contains("permission denied for table types"));
            try (TestDatabase empty = TestDatabase.empty()) {
                PostgresConfig there = PostgresConfig.of(empty.config().jdbcUrl(), role.name(), Role.PASSWORD);
                eachWay(
                        there,
                        store -> assertThat(catchThrowableOfType(StoreMisconfiguredException.class, store::migrate)
                                        .problem())
                                .isEqualTo(Problem.NO_RIGHTS));
            }
        }
    }

    @Test
    void databaseThatIsNotThereIsNamed() throws Exception {
        PostgresConfig config = DATABASE.config();
        String url = config.jdbcUrl().replaceFirst("/taskq_[0-9a-f]+", "/no_such_one");
        eachWay(
                PostgresConfig.of(url, config.user(), config.password()),
                store -> assertThat(misconfigured(store, Problem.NO_SUCH_DATABASE))
                        .contains("\"no_such_one\"", "create it, or correct the URL"));
    }

    @Test
    void wrongPasswordAndUnknownUserAreRefusedLogins() throws Exception {
        try (Role role = Role.in(DATABASE);
                AccessRules rules = AccessRules.passwordFor(DATABASE, role.name(), "no_such_role")) {
            String url = DATABASE.config().jdbcUrl();
            eachWay(
                    PostgresConfig.of(url, role.name(), "wrong"),
                    store -> assertThat(misconfigured(store, Problem.LOGIN_REFUSED))
                            .contains(role.name(), "correct the user, its password"));
            eachWay(
                    PostgresConfig.of(url, "no_such_role", "any"),
                    store -> assertThat(misconfigured(store, Problem.LOGIN_REFUSED))
                            .contains("no_such_role"));
            eachWay(role.config(), store -> misconfigured(store, Problem.NO_RIGHTS));
        }
    }

    @Test
    void onlyServerThatIsNotReachedAsksToRepeat() throws Exception {
        String address = "localhost:" + freePort();
        String url = "jdbc:postgresql://" + address + "/any";
        eachWay(PostgresConfig.of(url, "any", "any"), store -> {
            StoreUnavailableException failure = catchThrowableOfType(
                    StoreUnavailableException.class, () -> store.types().all());
            assertThat(failure).isExactlyInstanceOf(StoreUnavailableException.class);
            assertThat(failure)
                    .hasMessageContaining("cannot be reached (Connection to " + address + " refused")
                    .hasMessageContaining("repeat");
            assertThat(failure.repeatingHelps()).isTrue();
        });
    }

    @Test
    void closedStoreIsClosed() throws Exception {
        eachWay(DATABASE.config(), store -> {
            assertThat(store.types().all()).isEmpty();
            store.close();
            NotRunningException failure = catchThrowableOfType(
                    NotRunningException.class, () -> store.types().all());
            assertThat(failure).hasMessageContaining("the store is closed");
            assertThat(failure.repeatingHelps()).isFalse();
        });
    }

    @Test
    void dataSourceOfAnotherDatabaseIsRefused() {
        try (PostgresTaskStore store = PostgresTaskStore.open(leadingTo("H2"))) {
            assertThat(misconfigured(store, Problem.UNSUITABLE)).contains("connects to H2");
        }
    }

    @Test
    void connectionAmidATransactionOfTheApplicationsIsRefused() throws Exception {
        Connection connection = DATABASE.connect();
        connection.setAutoCommit(false);
        TestDatabase.query(connection, "select 1");
        try (PostgresTaskStore store =
                PostgresTaskStore.open(answering(DataSource.class, "getConnection", connection))) {
            assertThat(misconfigured(store, Problem.UNSUITABLE)).contains("use the pool itself");
        }
    }

    /** On the store's own pool, and on one of the application. */
    private static void eachWay(PostgresConfig config, Consumer<PostgresTaskStore> test) throws SQLException {
        try (PostgresTaskStore store = PostgresTaskStore.open(config)) {
            test.accept(store);
        }
        HikariConfig hikari = new HikariConfig();
        hikari.setJdbcUrl(config.jdbcUrl());
        hikari.setUsername(config.user());
        hikari.setPassword(config.password());
        hikari.setConnectionTimeout(1_000);
        hikari.setInitializationFailTimeout(-1);
        try (HikariDataSource pool = new HikariDataSource(hikari);
                PostgresTaskStore store = PostgresTaskStore.open(pool)) {
            test.accept(store);
        }
    }

    private static String misconfigured(PostgresTaskStore store, Problem problem) {
        StoreMisconfiguredException failure = catchThrowableOfType(
                StoreMisconfiguredException.class, () -> store.types().all());
        assertThat(failure).isNotNull();
        assertThat(failure.problem()).as(failure.getMessage()).isEqualTo(problem);
        assertThat(failure.repeatingHelps()).isFalse();
        return String.valueOf(failure.getMessage());
    }

    private static void run(TestDatabase database, String sql) {
        try {
            database.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static DataSource leadingTo(String product) {
        DatabaseMetaData metaData = answering(DatabaseMetaData.class, "getDatabaseProductName", product);
        Connection connection = answering(Connection.class, "getMetaData", metaData);
        return answering(DataSource.class, "getConnection", connection);
    }

    private static <T> T answering(Class<T> type, String method, Object answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, called, arguments) -> called.getName().equals(method) ? answer : null));
    }
}
