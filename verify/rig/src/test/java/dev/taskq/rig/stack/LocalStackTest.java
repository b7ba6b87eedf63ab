package dev.taskq.rig.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.rig.backend.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalStackTest {
    @Test
    void postgresOfBenchmarksAndDemosWaitsForTheDisk() throws Exception {
        LocalStack.Setup setup = LocalStack.Setup.DEFAULTS.withPostgresSettings(List.of("work_mem=5MB"));
        try (PostgresServer server = setup.startPostgres();
                Connection connection =
                        DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                ResultSet settings = connection
                        .createStatement()
                        .executeQuery("SELECT current_setting('fsync'), current_setting('work_mem')")) {
            settings.next();
            assertThat(settings.getString(1)).isEqualTo("on");
            assertThat(settings.getString(2)).isEqualTo("5MB");
        }
    }
}
