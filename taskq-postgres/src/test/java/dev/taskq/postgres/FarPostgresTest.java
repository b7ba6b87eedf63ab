package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.TaskStatus;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.rig.proxy.TcpProxy;
import dev.taskq.rig.proxy.Traffic;
import dev.taskq.spi.StorePort;
import dev.taskq.testkit.contract.Eventually;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Each statement of the leader takes 20 ms, as on a server that is busy or far away. Its walks through the past end all the same. */
class FarPostgresTest {
    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final Duration EACH_WAY = Duration.ofMillis(10);

    @AfterAll
    static void drop() throws Exception {
        DATABASE.close();
    }

    @Test
    void whatEndedSessionsHeldIsTakenBackAndWhatWasDueLongAgoIsQueued() throws Exception {
        URI server = URI.create(DATABASE.backend().jdbcUrl().substring("jdbc:".length()));
        try (TcpProxy proxy = TcpProxy.start(0, server.getHost(), server.getPort());
                StorePort near = PostgresTaskStore.open(DATABASE.config());
                StorePort far = PostgresTaskStore.open(through(proxy, server));
                Coordinator coordinator = Coordinator.builder(far).build().start()) {
            proxy.traffic(Traffic.delayed(EACH_WAY));
            for (int i = 0; i < 2; i++) {
                long session = Tasks.openAgent(near);
                List<Long> tasks = Tasks.submit(near, 3);
                assertThat(Tasks.claimed(near.dispatch().claim(Tasks.claim(session, 1, tasks))))
                        .isEqualTo(3);
                near.sessions().stop(session);

                Eventually.until(
                        Eventually.LONG,
                        () -> near.sessions().all().sessions().stream().noneMatch(left -> left.id() == session));
                assertThat(tasks)
                        .allSatisfy(id -> assertThat(
                                        coordinator.find(id).orElseThrow().status())
                                .isEqualTo(TaskStatus.QUEUED));
            }

            long late = coordinator
                    .submit(Tasks.task().delayedBy(Duration.ofHours(1)))
                    .id();
            DATABASE.execute("update taskq.tasks set created_at = created_at - interval '3 days',"
                    + " scheduled_for = scheduled_for - interval '3 days', run_at = run_at - interval '3 days' where id = "
                    + late);

            Eventually.until(
                    Eventually.LONG, () -> coordinator.find(late).orElseThrow().status() == TaskStatus.QUEUED);
        }
    }

    private static PostgresConfig through(TcpProxy proxy, URI server) {
        String url = "jdbc:postgresql://localhost:" + proxy.port() + server.getPath();
        return PostgresConfig.of(
                url, DATABASE.backend().user(), DATABASE.backend().password());
    }
}
