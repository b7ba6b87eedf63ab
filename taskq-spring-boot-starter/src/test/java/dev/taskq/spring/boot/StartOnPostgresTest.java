package dev.taskq.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.coordinator.Coordinator;
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.rig.program.Program;
import dev.taskq.spring.TaskHandler;
import dev.taskq.testkit.TestTimeouts;
import dev.taskq.testkit.contract.Eventually;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Starts on a {@code DataSource} that does not lead to a database, for a moment or for good. */
@ExtendWith(OutputCaptureExtension.class)
class StartOnPostgresTest {
    private static final String WAITING = "pg_locks where not granted and relation = 'taskq.sessions'::regclass";
    private static final String OPEN_SESSIONS = "taskq.sessions where ended_at is null";
    private static final String INTERRUPTED = "the start is interrupted or over";
    private static final int MOST_TRIES = 5;

    /** Refuses connections as often as is asked for. */
    private static final class RefusingDataSource extends DelegatingDataSource {
        private final AtomicInteger refusals;

        RefusingDataSource(DataSource behind, int refusals) {
            super(behind);
            this.refusals = new AtomicInteger(refusals);
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (refusals.getAndDecrement() > 0) {
                throw new SQLException("Connection to db:5432 refused", "08001");
            }
            return super.getConnection();
        }
    }

    @Test
    void aDatabaseThatDoesNotAnswerForAMomentDelaysTheSchema(CapturedOutput output) {
        try (PostgresBackend postgres = Backends.postgres()) {
            DataSource sound = new DriverManagerDataSource(postgres.jdbcUrl(), postgres.user(), postgres.password());
            new ApplicationContextRunner()
                    .withConfiguration(
                            AutoConfigurations.of(TaskqStoreAutoConfiguration.class, TaskqAutoConfiguration.class))
                    .withBean(DataSource.class, () -> new RefusingDataSource(sound, 2))
                    .run(context -> {
                        assertThat(context).hasNotFailed();
                        Eventually.until(TestTimeouts.LONG, context.getBean(Coordinator.class)::isReady);
                    });
        }

        assertThat(output.getOut().lines().filter(line -> line.contains("step=\"migrate the schema\"")))
                .hasSize(2);
    }

    /** An application as a process. */
    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({TaskqStoreAutoConfiguration.class, TaskqAutoConfiguration.class})
    static class Application {
        @Bean
        DataSource dataSource() {
            return new DriverManagerDataSource("jdbc:postgresql://localhost:1/nowhere");
        }

        public static void main(String[] arguments) {
            // Boot's logging system needs the logback of Boot's version.
            System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
            SpringApplication.run(Application.class, arguments);
        }
    }

    @ParameterizedTest
    @CsvSource({"true, migrate the schema", "false, the start of the coordinator tries again"})
    void aSignalEndsAStartThatWaits(boolean migrates, String waits) throws Exception {
        try (Program application =
                Program.start(Application.class, "--taskq.schema.migrate=" + migrates, "--taskq.start-timeout=1h")) {
            application.awaitLine(waits);

            application.interrupt();

            assertThat(application.exitCode()).isNotZero();
        }
    }

    /** An application with an agent alone, on the database that its properties name, as a process. */
    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({TaskqStoreAutoConfiguration.class, TaskqAutoConfiguration.class})
    static class Worker {
        @Bean
        DataSource dataSource(Environment properties) {
            return new DriverManagerDataSource(
                    properties.getRequiredProperty("database.url"),
                    properties.getRequiredProperty("database.user"),
                    properties.getRequiredProperty("database.password"));
        }

        @TaskHandler(type = "greet")
        void greet() {}

        public static void main(String[] arguments) {
            System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
            Thread start = Thread.currentThread();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> tellInterruption(start)));
            SpringApplication.run(Worker.class, arguments);
        }

        /**
         * The hook that interrupts the start runs at the same time. A start that sleeps between two tries has lost the mark of its
         * interruption at once, and then it is over.
         */
        private static void tellInterruption(Thread start) {
            while (start.isAlive() && !start.isInterrupted()) {
                Thread.onSpinWait();
            }
            System.out.println(INTERRUPTED);
        }
    }

    @Test
    void aSignalDuringTheStartOfAnAgentLeavesNoSessionIfItsOpeningFails() throws Exception {
        try (PostgresBackend postgres = migrated()) {
            assertThat(opensAfterASignal(postgres, false)).isFalse();
        }
    }

    /** On a slow machine a try may fail by its lock time-out before it gets the lock. Then the signal has ended the start. */
    @Test
    void aSignalDuringTheStartOfAnAgentLeavesNoSessionIfItIsOpened() throws Exception {
        try (PostgresBackend postgres = migrated()) {
            boolean opened = false;
            for (int tries = 0; tries < MOST_TRIES && !opened; tries++) {
                opened = opensAfterASignal(postgres, true);
            }
            assertThat(opened).isTrue();
        }
    }

    private static PostgresBackend migrated() {
        PostgresBackend postgres = Backends.postgres();
        PostgresTaskStore.migrate(
                new DriverManagerDataSource(postgres.jdbcUrl(), postgres.user(), postgres.password()));
        return postgres;
    }

    /**
     * Another transaction holds the start up where the session is opened, until the signal has interrupted or ended the start.
     *
     * @param opens whether that transaction ends then
     * @return whether the session was opened
     */
    private static boolean opensAfterASignal(PostgresBackend postgres, boolean opens) throws Exception {
        try (Connection connection =
                DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password())) {
            connection.setAutoCommit(false);
            execute(connection, "lock table taskq.sessions in share mode");
            boolean opened;
            try (Program worker = Program.start(
                    Worker.class,
                    "--taskq.coordinator.enabled=false",
                    "--taskq.start-timeout=1h",
                    "--database.url=" + postgres.jdbcUrl(),
                    "--database.user=" + postgres.user(),
                    "--database.password=" + postgres.password())) {
                Eventually.until(TestTimeouts.PROGRAM, () -> count(connection, WAITING) > 0);

                worker.terminate();

                worker.awaitLine(INTERRUPTED);
                if (opens) {
                    connection.rollback();
                }
                assertThat(worker.exitCode()).as("%s", worker.lines()).isNotZero();
                opened = worker.lines().stream().anyMatch(line -> line.contains("session opened"));
            }
            connection.rollback();
            assertThat(count(connection, OPEN_SESSIONS)).isZero();
            return opened;
        }
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
