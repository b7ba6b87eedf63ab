package dev.taskq.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.chaos.Losses.Opening;
import dev.taskq.postgres.PostgresConfig;
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.rig.backend.PostgresServer;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatabaseTest {
    private static final long HEARD = 1;
    private static final long UNHEARD = 2;

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

    @Test
    void firstHeartbeatOfASessionIsRecorded() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            Database database = new Database(() -> server);
            database.create("secret");
            PostgresTaskStore.migrate(PostgresConfig.of(server.jdbcUrl("taskq"), server.user(), server.password()));
            database.watchSessions();
            long before = Time.now();
            for (long session : List.of(HEARD, UNHEARD)) {
                database.execute("""
                        insert into taskq.sessions (id, process, locks, kind, name, host, types, opened_at)
                        values (%1$s, 7, true, 'agent', 'agent-1', 'host', '{}', now());
                        insert into taskq.heartbeats (session_id, process) values (%1$s, 7)""".formatted(session));
            }
            for (int i = 0; i < 2; i++) {
                database.execute("update taskq.heartbeats set heartbeats = heartbeats + 1 where session_id = " + HEARD);
            }
            database.execute("update taskq.heartbeats set ended = true where session_id = " + UNHEARD);
            database.execute("delete from taskq.heartbeats");

            List<Opening> openings = Losses.read(database).openings();

            assertThat(openings).extracting(Opening::session).containsExactlyInAnyOrder(HEARD, UNHEARD);
            assertThat(openings)
                    .filteredOn(opening -> opening.session() == HEARD)
                    .allSatisfy(opening -> assertThat(opening.heardAt()).isBetween(before, Time.now()));
            assertThat(openings)
                    .filteredOn(opening -> opening.session() == UNHEARD)
                    .allSatisfy(opening -> assertThat(opening.heardAt()).isEqualTo(Long.MAX_VALUE));
        }
    }
}
