package dev.taskq.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.coordinator.Coordinator;
import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.rig.program.Program;
import java.sql.Connection;
import java.sql.SQLException;
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
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Starts on a {@code DataSource} that does not lead to a database, for a moment or for good. */
@ExtendWith(OutputCaptureExtension.class)
class StartOnPostgresTest {
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
                        assertThat(context.getBean(Coordinator.class).isReady()).isTrue();
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
}
