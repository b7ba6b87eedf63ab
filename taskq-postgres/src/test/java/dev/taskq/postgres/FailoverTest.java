package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.NewSchedule;
import dev.taskq.Recurrence;
import dev.taskq.Schedule;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskqException;
import dev.taskq.rig.backend.PostgresServer;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.LeaseBid;
import dev.taskq.testkit.contract.Eventually;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A separate primary and standby, which swap roles under a store. */
class FailoverTest {
    private final PostgresServer primary = PostgresServer.start();
    private final List<PostgresServer> standbys = new ArrayList<>();

    @BeforeEach
    void migrate() {
        PostgresTaskStore.migrate(config(primary.jdbcUrl()));
    }

    @AfterEach
    void stop() {
        standbys.forEach(PostgresServer::close);
        primary.close();
    }

    private PostgresServer startStandby() {
        PostgresServer standby = primary.standby();
        standbys.add(standby);
        return standby;
    }

    private PostgresConfig config(String url) {
        return PostgresConfig.of(url, primary.user(), primary.password()).withPoolSize(4);
    }

    /** Both servers, the standby first. */
    private PostgresConfig both(PostgresServer standby) {
        return config("jdbc:postgresql://" + address(standby) + "," + address(primary) + "/postgres");
    }

    private static String address(PostgresServer server) {
        return server.jdbcUrl().replaceAll(".*//(.*)/.*", "$1");
    }

    private static void execute(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<Long> submitOnceItWorks(PostgresTaskStore store) throws InterruptedException {
        return Eventually.get(Eventually.LONG, () -> {
            try {
                return Optional.of(Tasks.submit(store, 1));
            } catch (TaskqException e) {
                return Optional.empty();
            }
        });
    }

    @Test
    void storeWithTwoHostsFollowsTheOneThatTakesWrites() throws Exception {
        PostgresServer standby = startStandby();
        try (PostgresTaskStore store = PostgresTaskStore.open(both(standby))) {
            long session = Tasks.openAgent(store);
            // Written last, so the standby that has it has the session, too.
            long before = Tasks.submit(store, 1).getFirst();
            execute(primary, "select pg_switch_wal()");
            Eventually.until(Eventually.LONG, () -> hasTask(standby, before));

            primary.kill();
            standby.promote();

            assertThat(submitOnceItWorks(store)).hasSize(1);
            assertThat(store.submissions().find(List.of(before))).hasSize(1);
            assertThat(store.sessions().all().sessions()).extracting("id").contains(session);
            assertThat(store.sessions()
                            .heartbeat(new Heartbeat(session, List.of(), List.of(), false, LeaseBid.NONE))
                            .ended())
                    .isFalse();
        }
    }

    private static boolean hasTask(PostgresServer standby, long id) {
        try (Connection connection =
                        DriverManager.getConnection(standby.jdbcUrl(), standby.user(), standby.password());
                Statement statement = connection.createStatement()) {
            return statement
                    .executeQuery("select from taskq.tasks where id = " + id)
                    .next();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void oldPrimaryThatIsReadOnlyNowLosesItsConnectionsAndIsNotBelieved() throws Exception {
        PostgresServer standby = startStandby();
        try (PostgresTaskStore store = PostgresTaskStore.open(both(standby))) {
            Tasks.submit(store, 1);
            long session = Tasks.openAgent(store);
            execute(primary, "select pg_switch_wal()");
            // As some providers switch: no connection is ended.
            standby.promote();
            takesNoWrites();

            assertThat(submitOnceItWorks(store)).hasSize(1);
            assertThat(rows(standby)).isGreaterThan(rows(primary));
            assertThat(store.sessions().all().sessions()).extracting("id").contains(session);
            store.sessions().heartbeat(new Heartbeat(session, List.of(), List.of(), false, LeaseBid.NONE));
            assertThat(heartbeats(standby)).isPositive();
        }
    }

    private static boolean isReadOnly(PostgresServer server) {
        try {
            return number(server, "select current_setting('default_transaction_read_only')::boolean::int") == 1;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static long rows(PostgresServer server) throws SQLException {
        return number(server, "select count(*) from taskq.tasks");
    }

    private static long heartbeats(PostgresServer server) throws SQLException {
        return number(server, "select sum(heartbeats) from taskq.heartbeats");
    }

    private static long number(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void takesNoWrites() throws Exception {
        execute(primary, "alter system set default_transaction_read_only = on");
        execute(primary, "select pg_reload_conf()");
        // A new connection reads the setting only after all older ones were told of it.
        Eventually.until(Eventually.LONG, () -> isReadOnly(primary));
    }

    @Test
    void storedScheduleIsNotAcknowledgedByAServerThatTakesNoWrites() throws Exception {
        try (PostgresTaskStore store = PostgresTaskStore.open(config(primary.jdbcUrl()))) {
            store.types().register(List.of("type"));
            NewSchedule hourly = NewSchedule.of("hourly", Recurrence.every(Duration.ofHours(1)), "type", "{}");
            store.schedules().put(hourly, Optional.empty(), Schedule.MOST);
            takesNoWrites();

            Eventually.until(Eventually.LONG, () -> {
                try {
                    store.schedules().put(hourly, Optional.empty(), Schedule.MOST);
                    return false;
                } catch (StoreUnavailableException e) {
                    return true;
                }
            });
        }
    }

    @Test
    void noSessionIsEndedByAServerThatTakesNoWrites() throws Exception {
        try (PostgresTaskStore store = PostgresTaskStore.open(config(primary.jdbcUrl()))) {
            Tasks.openAgent(store);
            assertThat(store.sessions().all().sessions()).hasSize(1);
            takesNoWrites();

            Eventually.until(Eventually.LONG, () -> {
                try {
                    store.sessions().all();
                    return false;
                } catch (StoreUnavailableException e) {
                    return true;
                }
            });
            assertThatThrownBy(store.sessions()::all).isExactlyInstanceOf(StoreUnavailableException.class);
        }
    }

    @Test
    void standbyAloneIsNoServerToWorkOn() {
        PostgresConfig alone = config(startStandby().jdbcUrl());
        try (PostgresTaskStore store = PostgresTaskStore.open(alone)) {
            assertThatThrownBy(store::now).isExactlyInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> PostgresTaskStore.migrate(alone))
                    .isExactlyInstanceOf(StoreUnavailableException.class);
        }
    }
}
