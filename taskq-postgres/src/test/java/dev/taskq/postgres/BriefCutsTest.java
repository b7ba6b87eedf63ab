package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.Outcome;
import dev.taskq.Task;
import dev.taskq.TaskHandler;
import dev.taskq.TaskStatus;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.rig.proxy.TcpProxy;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Session;
import dev.taskq.spi.StorePort;
import dev.taskq.testkit.contract.Eventually;
import java.net.URI;
import java.util.Comparator;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** An agent that is cut off from Postgres repeatedly, each time until its session is ended, about a second. */
class BriefCutsTest {
    /** The number of losses that fail a task if they count. */
    private static final int MOST_LOSSES = 5;

    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final TaskType<Params> LONG = TaskType.of("long", Params.class);

    @AfterAll
    static void drop() throws Exception {
        DATABASE.close();
    }

    private record Params() {}

    @Test
    void lossesOfAnAgentThatComesBackDoNotFailItsTask() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        TaskHandler<Params> handler = TaskHandler.of(LONG, (context, params) -> {
            mayEnd.await();
            return Outcome.done();
        });
        URI server = URI.create(DATABASE.backend().jdbcUrl().substring("jdbc:".length()));
        try (TcpProxy proxy = TcpProxy.start(0, server.getHost(), server.getPort());
                StorePort store = PostgresTaskStore.open(DATABASE.config());
                StorePort behindTheProxy = PostgresTaskStore.open(through(proxy, server));
                Coordinator coordinator = Coordinator.builder(store).build().start();
                Agent agent =
                        Agent.builder(behindTheProxy).handler(handler).build().start()) {
            long id = coordinator.submit(LONG.task(new Params())).id();

            for (int cut = 1; cut <= MOST_LOSSES; cut++) {
                awaitRunning(coordinator, id, cut);
                long session = latest(store).id();
                proxy.refuse(true);
                proxy.connections().forEach(connection -> connection.cut());
                Eventually.until(
                        Eventually.LONG,
                        () -> latest(store).id() == session
                                && latest(store).end().isPresent());
                proxy.refuse(false);
            }
            awaitRunning(coordinator, id, MOST_LOSSES + 1);
            Eventually.until(
                    Eventually.LONG, () -> task(coordinator, id).counts().losses() == 0);
            mayEnd.countDown();

            Eventually.until(
                    Eventually.LONG, () -> task(coordinator, id).status().isFinal());
            Task task = task(coordinator, id);
            assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
            assertThat(task.counts().attempt()).isEqualTo(MOST_LOSSES + 1);
            assertThat(agent.isHealthy()).isTrue();
        }
    }

    private static PostgresConfig through(TcpProxy proxy, URI server) {
        String url = "jdbc:postgresql://localhost:" + proxy.port() + server.getPath();
        return PostgresConfig.of(
                        url, DATABASE.backend().user(), DATABASE.backend().password())
                .withPoolSize(4);
    }

    private static void awaitRunning(Coordinator coordinator, long id, int attempt) throws InterruptedException {
        Eventually.until(Eventually.LONG, () -> {
            Task task = task(coordinator, id);
            assertThat(task.status()).isNotEqualTo(TaskStatus.FAILED);
            return task.status() == TaskStatus.RUNNING && task.counts().attempt() == attempt;
        });
    }

    private static Task task(Coordinator coordinator, long id) {
        return coordinator.find(id).orElseThrow();
    }

    /** The agent's last session. */
    private static Session latest(StorePort store) {
        return store.sessions().all().sessions().stream()
                .filter(session -> session.spec().kind() == NewSession.Kind.AGENT)
                .max(Comparator.comparingLong(Session::id))
                .orElseThrow();
    }
}
