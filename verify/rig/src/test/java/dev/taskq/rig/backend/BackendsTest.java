package dev.taskq.rig.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** On the servers that this JVM shares, whichever the environment chose. */
class BackendsTest {
    @Test
    void everyCallGivesAnEmptyDatabaseOnOneServer() throws Exception {
        try (PostgresBackend one = Backends.postgres();
                PostgresBackend other = Backends.postgres();
                Connection toOne = connect(one);
                Connection toOther = connect(other)) {
            toOne.createStatement().execute("CREATE TABLE mine (id INT)");
            assertThatThrownBy(() -> toOther.createStatement().execute("SELECT * FROM mine"))
                    .isInstanceOf(SQLException.class);
            assertThat(one.server()).isEqualTo(other.server());
        }
    }

    @Test
    void aClosedDatabaseIsDroppedDespiteOpenConnections() throws Exception {
        PostgresBackend backend = Backends.postgres();
        try (Connection connection = connect(backend)) {
            backend.close();
            backend.close();
            assertThatThrownBy(() -> connection.createStatement().execute("SELECT 1"))
                    .isInstanceOf(SQLException.class);
        }
        assertThatThrownBy(() -> connect(backend)).isInstanceOf(SQLException.class);
    }

    @Test
    void aDatabaseIsPreparedOnceAndCopiedUnlessTheServerIsNamed() throws Exception {
        AtomicInteger prepared = new AtomicInteger();
        Consumer<PostgresBackend> preparation = backend -> {
            prepared.incrementAndGet();
            execute(backend, "CREATE TABLE mine AS SELECT 1 AS id");
        };
        try (BackendServers embedded = new BackendServers(BackendSettings.EMBEDDED);
                PostgresBackend one = embedded.postgres(preparation);
                PostgresBackend other = embedded.postgres(preparation);
                BackendServers named = new BackendServers(BackendSettings.from(Map.of(
                        "TASKQ_TEST_POSTGRES_URL", one.jdbcUrl(),
                        "TASKQ_TEST_POSTGRES_USER", one.user(),
                        "TASKQ_TEST_POSTGRES_PASSWORD", one.password())))) {
            execute(one, "DROP TABLE mine");
            execute(other, "SELECT * FROM mine");
            assertThat(prepared).hasValue(1);

            for (int i = 2; i < 4; i++) {
                try (PostgresBackend there = named.postgres(preparation)) {
                    execute(there, "SELECT * FROM mine");
                    assertThat(prepared).hasValue(i);
                }
            }
        }
    }

    @Test
    void eachPreparationHasItsOwnCopies() {
        try (BackendServers embedded = new BackendServers(BackendSettings.EMBEDDED);
                PostgresBackend one = embedded.postgres(backend -> execute(backend, "CREATE TABLE one (id INT)"));
                PostgresBackend other = embedded.postgres(backend -> execute(backend, "CREATE TABLE other (id INT)"))) {
            execute(one, "SELECT * FROM one");
            execute(other, "SELECT * FROM other");
        }
    }

    @Test
    void noCommitOnTheEmbeddedServerOfTestsWaitsForTheDisk() throws Exception {
        try (BackendServers embedded = new BackendServers(BackendSettings.EMBEDDED);
                PostgresBackend backend = embedded.postgres();
                Connection connection = connect(backend);
                ResultSet settings = connection
                        .createStatement()
                        .executeQuery("SELECT current_setting('fsync'), current_setting('synchronous_commit')")) {
            settings.next();
            assertThat(settings.getString(1)).isEqualTo("off");
            assertThat(settings.getString(2)).isEqualTo("on");
        }
    }

    @Test
    void whatCannotBePreparedIsDropped() {
        AtomicReference<PostgresBackend> made = new AtomicReference<>();
        assertThatThrownBy(() -> Backends.postgres(backend -> {
                    made.set(backend);
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");
        assertThatThrownBy(() -> connect(made.get())).isInstanceOf(SQLException.class);
    }

    @Test
    void aServerCanBeNamed() throws Exception {
        try (PostgresBackend here = Backends.postgres();
                BackendServers named = new BackendServers(BackendSettings.from(Map.of(
                        "TASKQ_TEST_POSTGRES_URL", here.jdbcUrl() + "?connectTimeout=5",
                        "TASKQ_TEST_POSTGRES_USER", here.user(),
                        "TASKQ_TEST_POSTGRES_PASSWORD", here.password())));
                PostgresBackend there = named.postgres();
                Connection connection = connect(there)) {
            assertThat(there.server()).isEmpty();
            assertThat(there.jdbcUrl()).isNotEqualTo(here.jdbcUrl()).endsWith("?connectTimeout=5");
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    @Test
    void onlyKeysWithItsPrefixGoWithARedisBackend() throws Exception {
        RedisBackend leaving = Backends.redis();
        try (RedisBackend staying = Backends.redis();
                RedisConnection connection = RedisConnection.open(URI.create(staying.uri()))) {
            connection.call("SET", "{" + leaving.keyPrefix() + ":0}:s", "1");
            connection.call("SET", "{" + staying.keyPrefix() + ":0}:s", "2");

            leaving.close();

            assertThat(connection.call("GET", "{" + leaving.keyPrefix() + ":0}:s"))
                    .isEqualTo("");
            assertThat(connection.call("GET", "{" + staying.keyPrefix() + ":0}:s"))
                    .isEqualTo("2");
        }
    }

    @Test
    void aRedisCanBeNamed() {
        try (RedisBackend here = Backends.redis();
                BackendServers named =
                        new BackendServers(BackendSettings.from(Map.of("TASKQ_TEST_REDIS_URL", here.uri())));
                RedisBackend there = named.redis()) {
            assertThat(there.uri()).isEqualTo(here.uri());
            assertThat(there.keyPrefix()).isNotEqualTo(here.keyPrefix());
            assertThat(there.server()).isEmpty();
        }
    }

    @Test
    void theDefaultIsEmbedded() {
        assertThat(BackendSettings.from(Map.of()))
                .isEqualTo(new BackendSettings(Optional.empty(), Optional.empty(), false, "postgres:17", "redis:8"))
                .isEqualTo(BackendSettings.EMBEDDED);
    }

    @Test
    void aMistakeInTheSettingsIsNamed() {
        for (Map<String, String> mistake : List.of(
                Map.of("TASKQ_TEST_BACKENDS", "dokcer"), Map.of("TASKQ_TEST_POSTGRES_URL", "postgres://localhost"))) {
            assertThatThrownBy(() -> BackendSettings.from(mistake))
                    .isInstanceOf(BackendUnavailableException.class)
                    .hasMessageStartingWith(mistake.keySet().iterator().next() + " must be ");
        }
    }

    private static void execute(PostgresBackend backend, String statement) {
        try (Connection connection = connect(backend)) {
            connection.createStatement().execute(statement);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static Connection connect(PostgresBackend backend) throws SQLException {
        return DriverManager.getConnection(backend.jdbcUrl(), backend.user(), backend.password());
    }
}
