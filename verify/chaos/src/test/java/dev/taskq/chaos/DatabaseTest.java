package dev.taskq.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.rig.backend.PostgresServer;
import org.junit.jupiter.api.Test;

class DatabaseTest {
    @Test
    void callWaitsWhileAnotherFaultKeepsPostgresAway() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            Database database = new Database(() -> server);
            database.create("secret");
            server.kill();
            Thread repair = Thread.ofVirtual().start(server::restart);

            assertThat(database.number("select 1")).isEqualTo(1);

            repair.join();
        }
    }
}
