package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.rig.proxy.TcpProxy;
import dev.taskq.rig.proxy.Traffic;
import dev.taskq.testkit.contract.Eventually;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The connection is lost when Postgres has committed a session, and its process was not told. */
class UnknownOpeningTest {
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    @AfterAll
    static void drop() throws Exception {
        DATABASE.close();
    }

    @AfterEach
    void close() throws Exception {
        DATABASE.closeOpened();
    }

    @Test
    void sessionOfAnOpeningWhoseAnswerIsLostIsStoppedByTheRepeatAndNoOtherOne() throws Exception {
        int port = Integer.parseInt(DATABASE.config().jdbcUrl().replaceAll(".*:(\\d+)/.*", "$1"));
        try (TcpProxy proxy = TcpProxy.start(0, "127.0.0.1", port)) {
            PostgresTaskStore store = DATABASE.open(PostgresConfig.of(
                    DATABASE.config().jdbcUrl().replace(":" + port + "/", ":" + proxy.port() + "/"),
                    DATABASE.config().user(),
                    DATABASE.config().password()));
            long earlier = Tasks.openAgent(store);
            openUnderALostConnection(store, proxy);
            long ofAnotherProcess = Tasks.openAgent(DATABASE.open());

            long repeated = openOnceItWorks(store);

            assertThat(DATABASE.query("select id from taskq.sessions where ended_at is null order by id"))
                    .containsExactly(Long.toString(earlier), Long.toString(ofAnotherProcess), Long.toString(repeated));
            assertThat(DATABASE.query("select end_reason from taskq.sessions where ended_at is not null"))
                    .containsExactly("stopped");

            long another = Tasks.openAgent(store);

            assertThat(DATABASE.query("select id from taskq.sessions where ended_at is null order by id"))
                    .hasSize(4)
                    .contains(Long.toString(repeated), Long.toString(another));
        }
    }

    private static void openUnderALostConnection(PostgresTaskStore store, TcpProxy proxy) throws Exception {
        int before = sessions();
        FutureTask<Long> opening;
        try (Connection holder = DATABASE.connect();
                Connection watch = DATABASE.connect()) {
            holder.setAutoCommit(false);
            try (var statement = holder.createStatement()) {
                statement.execute("lock table taskq.sessions in share mode");
            }
            opening = Waits.start(() -> Tasks.openAgent(store));
            Waits.waiting(opening, watch, "/* taskq sessions/open */");
            proxy.traffic(Traffic.SILENT_TO_CLIENT);
            holder.rollback();
        }
        Eventually.until(Eventually.LONG, () -> sessions() > before);
        proxy.cut();
        proxy.traffic(Traffic.FREE);

        assertThatThrownBy(() -> Waits.soon(opening)).hasCauseInstanceOf(OutcomeUnknownException.class);
    }

    private static int sessions() {
        try {
            return DATABASE.query("select id from taskq.sessions").size();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Until then the connections that were cut may be in the pool. */
    private static long openOnceItWorks(PostgresTaskStore store) throws InterruptedException {
        return Eventually.get(Eventually.LONG, () -> {
            try {
                return Optional.of(Tasks.openAgent(store));
            } catch (StoreUnavailableException | OutcomeUnknownException e) {
                return Optional.empty();
            }
        });
    }
}
