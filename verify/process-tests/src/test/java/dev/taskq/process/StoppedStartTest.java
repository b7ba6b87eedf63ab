package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.postgres.PostgresConfig;
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.process.plugin.Greet;
import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.testkit.contract.Eventually;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A signal while a program opens its session, which then succeeds or fails. No session is left that would count as lost. */
class StoppedStartTest {
    private static final String WAITING = "pg_locks where not granted and relation = 'taskq.sessions'::regclass";
    private static final String OPEN_SESSIONS = "taskq.sessions where ended_at is null";
    private static final int MOST_TRIES = 5;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"agent", "coordinator"})
    void openingThatFailsAfterASignalIsNotTriedAgain(String app) throws Exception {
        try (PostgresBackend postgres = migrated()) {
            assertThat(opensAfterASignal(app, postgres, false)).isFalse();
        }
    }

    /** On a slow machine a try may fail by its lock time-out before it gets the lock. Then the signal has ended the start. */
    @ParameterizedTest
    @ValueSource(strings = {"agent", "coordinator"})
    void sessionThatIsOpenedAfterASignalIsEnded(String app) throws Exception {
        try (PostgresBackend postgres = migrated()) {
            boolean opened = false;
            for (int tries = 0; tries < MOST_TRIES && !opened; tries++) {
                opened = opensAfterASignal(app, postgres, true);
            }
            assertThat(opened).isTrue();
        }
    }

    private static PostgresBackend migrated() {
        PostgresBackend postgres = Backends.postgres();
        PostgresTaskStore.migrate(PostgresConfig.of(postgres.jdbcUrl(), postgres.user(), postgres.password()));
        return postgres;
    }

    /**
     * Another transaction holds the start up where the session is opened, until the program knows of the signal.
     *
     * @param opens whether that transaction ends then
     * @return whether the session was opened
     */
    private boolean opensAfterASignal(String app, PostgresBackend postgres, boolean opens) throws Exception {
        try (Connection connection =
                DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password())) {
            connection.setAutoCommit(false);
            execute(connection, "lock table taskq.sessions in share mode");
            boolean opened;
            try (AppProcess process = AppProcess.start(app, environment(postgres))) {
                Eventually.until(AppProcess.LONG, () -> count(connection, WAITING) > 0);

                process.terminate();

                process.logs(line -> line.contains("a stop was requested"));
                if (opens) {
                    connection.rollback();
                }
                assertThat(process.exitCode()).as("%s", process.output()).isZero();
                assertThat(process.errors()).isEmpty();
                opened = process.output().stream().anyMatch(line -> line.contains("session opened"));
            }
            connection.rollback();
            assertThat(count(connection, OPEN_SESSIONS)).isZero();
            return opened;
        }
    }

    private Map<String, String> environment(PostgresBackend postgres) throws Exception {
        return Map.of(
                "TASKQ_POSTGRES_URL", postgres.jdbcUrl(),
                "TASKQ_POSTGRES_USER", postgres.user(),
                "TASKQ_POSTGRES_PASSWORD", postgres.password(),
                "TASKQ_TOKENS", Http.tokenLine(),
                "TASKQ_PLUGINS_DIR", Plugin.folder(folder, List.of(Greet.class)).toString());
    }

    private static void execute(Connection connection, String statement) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static long count(Connection connection, String question) {
        try (Statement sql = connection.createStatement();
                ResultSet answer = sql.executeQuery("select count(*) from " + question)) {
            answer.next();
            return answer.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(question, e);
        }
    }
}
