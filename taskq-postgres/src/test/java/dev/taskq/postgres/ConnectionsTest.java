package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.rig.proxy.TcpProxy;
import dev.taskq.rig.proxy.Traffic;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Session;
import dev.taskq.spi.SessionList;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/** Connections: their settings, the heartbeat connection with its lock, and several processes that migrate at once. */
class ConnectionsTest {
    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final ProcessLock LOCK = new ProcessLock(42);
    private static final String LOCKS = "select distinct l.pid from pg_locks l join taskq.sessions s"
            + " on (l.classid::bigint << 32 | l.objid::bigint) = s.process"
            + " where l.locktype = 'advisory' and l.mode = 'ShareLock' and l.granted"
            + " and l.database = (select oid from pg_database where datname = current_database())";
    private static final String HEARTBEATING = " and l.pid in (select pid from pg_stat_activity"
            + " where datname = current_database() and query like '/* taskq sessions/heartbeat%')";
    private static final String OF_TASKQ =
            "select pid from pg_stat_activity where datname = current_database() and application_name = 'taskq'";

    @AfterAll
    static void drop() throws Exception {
        DATABASE.close();
    }

    @BeforeEach
    void empty() throws Exception {
        DATABASE.clear();
    }

    @AfterEach
    void close() throws Exception {
        DATABASE.closeOpened();
    }

    @Test
    void everyConnectionHoldsTheLockOfItsProcessWhileTheStoreIsOpen() throws Exception {
        PostgresTaskStore store = DATABASE.open();
        Tasks.openAgent(store);
        Tasks.openAgent(store);
        assertThat(DATABASE.query("select distinct process from taskq.sessions"))
                .hasSize(1);
        // The pool may still be opening a connection, which takes the lock once it is open.
        Set<String> locked = Set.copyOf(DATABASE.query(LOCKS));
        while (locked.size() < 2 || !locked.equals(Set.copyOf(DATABASE.query(OF_TASKQ)))) {
            locked = Set.copyOf(DATABASE.query(LOCKS));
        }
        assertThat(locked).hasSizeGreaterThan(1);
        assertThat(DATABASE.query("select distinct locks from taskq.sessions")).containsExactly("t");

        store.close();
        List<String> left = DATABASE.query(LOCKS);
        while (!left.isEmpty()) {
            left = DATABASE.query(LOCKS);
        }
        assertThat(left).isEmpty();
    }

    @Test
    void heartbeatGoesOnAndLocksAgainWhenItsConnectionWasCut() throws Exception {
        PostgresTaskStore store = DATABASE.open();
        long session = Tasks.openAgent(store);
        store.sessions().heartbeat(heartbeat(session));
        String before = DATABASE.query(LOCKS + HEARTBEATING).getFirst();
        Connection killer = DATABASE.connect();
        Waits.terminate(killer, before);

        assertThat(store.sessions().heartbeat(heartbeat(session)).ended()).isFalse();
        // The last statement on its connection was the one that takes the lock.
        store.sessions().heartbeat(heartbeat(session));
        assertThat(DATABASE.query(LOCKS + HEARTBEATING)).hasSize(1).doesNotContain(before);
        assertThat(store.sessions().all().sessions().getFirst().heartbeats()).isEqualTo(3);
    }

    @Test
    void heartbeatsThroughThePoolHoldNoLock() throws Exception {
        PostgresTaskStore store = DATABASE.open(DATABASE.config().withOwnHeartbeatConnection(false));
        long session = Tasks.openAgent(store);

        assertThat(store.sessions().heartbeat(heartbeat(session)).ended()).isFalse();
        assertThat(DATABASE.query("select locks from taskq.sessions")).containsExactly("f");
        assertThat(DATABASE.query(LOCKS)).isEmpty();
    }

    @Test
    void heartbeatsDoNotWaitForALockOnTasks() throws Exception {
        PostgresTaskStore store = DATABASE.open();
        long session = Tasks.openAgent(store);
        Connection other = DATABASE.connect();
        other.setAutoCommit(false);
        try (var statement = other.createStatement()) {
            statement.execute("lock table taskq.tasks in access exclusive mode");
        }

        FutureTask<?> heartbeat = Waits.start(() -> store.sessions().heartbeat(heartbeat(session)));
        Connection watcher = DATABASE.connect();
        Waits.untilCounted(heartbeat, watcher, session);
        Waits.backendWaiting(watcher, "/* taskq sessions/heartbeat_ask", "Lock");
        assertThat(DATABASE.query("select heartbeats from taskq.heartbeats")).containsExactly("1");

        other.rollback();
        heartbeat.get();
    }

    /** Otherwise a process would be taken for dead because of a question. */
    @Test
    void heartbeatCountsAlthoughItsQuestionFails() throws Exception {
        PostgresTaskStore store = DATABASE.open();
        long session = Tasks.openAgent(store);
        DATABASE.execute("alter table taskq.types rename to elsewhere");
        try {
            assertThatThrownBy(() -> store.sessions().heartbeat(heartbeat(session)))
                    .isInstanceOf(OutcomeUnknownException.class);
            assertThat(DATABASE.query("select heartbeats from taskq.heartbeats"))
                    .containsExactly("1");
        } finally {
            DATABASE.execute("alter table taskq.elsewhere rename to types");
        }
        assertThat(store.sessions().heartbeat(heartbeat(session)).ended()).isFalse();
    }

    @Test
    void heartbeatCountsAlthoughItsQuestionTakesLong() throws Exception {
        PostgresTaskStore store = DATABASE.open();
        long session = Tasks.openAgent(store);
        DATABASE.execute("alter table taskq.types rename to elsewhere");
        DATABASE.execute(
                "create view taskq.types as select * from taskq.elsewhere where (select pg_sleep(4)) is not null");
        try {
            assertThatThrownBy(() -> store.sessions().heartbeat(heartbeat(session)))
                    .isInstanceOf(OutcomeUnknownException.class);
            assertThat(DATABASE.query("select heartbeats from taskq.heartbeats"))
                    .containsExactly("1");
        } finally {
            DATABASE.execute("drop view taskq.types");
            DATABASE.execute("alter table taskq.elsewhere rename to types");
        }
    }

    @Test
    void connectionsHaveOurSettings() throws Exception {
        Connection connection = DATABASE.connectAsPool();

        assertThat(ConnectionSettings.missing(connection)).isEmpty();
        assertThat(TestDatabase.query(connection, "show statement_timeout")).containsExactly("5s");
        assertThat(TestDatabase.query(connection, "show tcp_user_timeout")).containsExactly("5000");
    }

    @Test
    void settingsThatDidNotArriveAreNoticed() throws Exception {
        Connection connection = ConnectionSettings.pooled(DATABASE.config().withStartupOptions(false))
                .getConnection();

        assertThat(ConnectionSettings.missing(connection))
                .contains("enable_seqscan", "statement_timeout", "idle_in_transaction_session_timeout");
        connection.close();
    }

    @Test
    void statementsAreNotKeptPreparedWherePoolersPartConnectionsFromSessions() throws Exception {
        PostgresConfig bare = DATABASE.config().withStartupOptions(false);
        assertThat(prepareThreshold(bare)).isZero();
        assertThat(prepareThreshold(DATABASE.config())).isPositive();
        assertThat(prepareThreshold(withParameter(bare, "prepareThreshold=3"))).isEqualTo(3);
    }

    private static int prepareThreshold(PostgresConfig config) throws Exception {
        try (Connection connection = ConnectionSettings.pooled(config).getConnection()) {
            return connection.unwrap(PGConnection.class).getPrepareThreshold();
        }
    }

    private static PostgresConfig withParameter(PostgresConfig config, String parameter) {
        String url = config.jdbcUrl();
        return PostgresConfig.of(url + (url.contains("?") ? "&" : "?") + parameter, config.user(), config.password())
                .withStartupOptions(config.startupOptions());
    }

    @Test
    void severalHostsMeanTheOneThatTakesWrites() throws Exception {
        PostgresConfig several = PostgresConfig.of("jdbc:postgresql://one:1,two:2/taskq", "taskq", "");
        assertThat(targetServerType(several)).isEqualTo("primary");
        assertThat(targetServerType(withParameter(several, "targetServerType=any")))
                .isEqualTo("any");
        assertThat(targetServerType(DATABASE.config())).isEqualTo("any");
    }

    private static String targetServerType(PostgresConfig config) throws Exception {
        return ConnectionSettings.pooled(config)
                .unwrap(PGSimpleDataSource.class)
                .getTargetServerType();
    }

    @Test
    void connectionThatMigratesHasTimeOutsOfItsOwn() throws Exception {
        try (Connection connection =
                ConnectionSettings.forMigrations(DATABASE.config()).getConnection()) {
            assertThat(TestDatabase.query(connection, "show lock_timeout")).containsExactly("5s");
            assertThat(TestDatabase.query(connection, "show statement_timeout")).containsExactly("10min");
            assertThat(TestDatabase.query(connection, "show tcp_user_timeout")).containsExactly("5000");
            assertThat(connection.getNetworkTimeout()).isEqualTo(610_000);
        }
    }

    @Test
    void migrationThatMeetsALockGivesUpAndIsTriedAgainByItsCaller() throws Exception {
        Connection other = DATABASE.connect();
        other.setAutoCommit(false);
        try (var statement = other.createStatement()) {
            statement.execute("lock table taskq.schema_history in access exclusive mode");
        }
        assertThatThrownBy(() -> PostgresTaskStore.migrate(DATABASE.config()))
                .isExactlyInstanceOf(StoreUnavailableException.class);
        other.rollback();
        PostgresTaskStore.migrate(DATABASE.config());
    }

    @Test
    void migrationOverAConnectionThatHearsNothingGivesUp() throws Exception {
        int port = Integer.parseInt(DATABASE.config().jdbcUrl().replaceAll(".*:(\\d+)/.*", "$1"));
        try (TcpProxy proxy = TcpProxy.start(0, "127.0.0.1", port)) {
            proxy.traffic(Traffic.SILENT);
            PostgresConfig silent = PostgresConfig.of(
                    DATABASE.config().jdbcUrl().replace(":" + port + "/", ":" + proxy.port() + "/"),
                    DATABASE.config().user(),
                    DATABASE.config().password());
            assertThatThrownBy(() -> PostgresTaskStore.migrate(silent))
                    .isExactlyInstanceOf(StoreUnavailableException.class);
        }
    }

    @Test
    void onlyClaimsAndHeartbeatsMayBeForgottenByACrash() throws Exception {
        Connection connection = DATABASE.connectAsPool();
        connection.setAutoCommit(false);
        PostgresTaskStore store = DATABASE.open();
        long session = Tasks.openAgent(store);
        for (String commit : List.of("off", "on")) {
            PostgresDispatch.bound(
                            connection, Tasks.claim(session, 1, List.of()), Tasks.process(store, session), commit)
                    .rows(row -> row.number("id"));
            assertThat(TestDatabase.query(connection, "show synchronous_commit"))
                    .containsExactly(commit);
            connection.rollback();
        }
    }

    @Test
    void severalMigrateAtOnce() throws Exception {
        try (TestDatabase fresh = TestDatabase.empty()) {
            List<FutureTask<Boolean>> starts = IntStream.range(0, 4)
                    .mapToObj(i -> Waits.start(() -> {
                        PostgresTaskStore.migrate(fresh.config());
                        return true;
                    }))
                    .toList();

            for (FutureTask<Boolean> start : starts) {
                assertThat(start.get()).isTrue();
            }
            assertThat(fresh.query("select version from taskq.schema_history where version is not null"))
                    .containsExactly("1");
        }
    }

    private static Heartbeat heartbeat(long session) {
        return new Heartbeat(session, List.of(), List.of(Tasks.TYPE), false, LeaseBid.NONE);
    }

    @Test
    void processThatDiedIsToldByItsLockUnlessTheObserversOwnConnectionIsYoungOrGone() throws Exception {
        PostgresTaskStore dead = DATABASE.open();
        PostgresTaskStore living = DATABASE.open();
        long deadSession = Tasks.openAgent(dead);
        Tasks.openAgent(living);
        try (Database database = new Database(DATABASE.config(), Optional.of(LOCK), Optional.empty());
                HeartbeatConnection own =
                        new HeartbeatConnection(ConnectionSettings.forHeartbeats(DATABASE.config()), LOCK)) {
            own.prepare();
            PostgresSessions observer =
                    new PostgresSessions(database, LOCK.process(), Optional.of(own), false, Duration.ZERO);
            PostgresSessions young =
                    new PostgresSessions(database, LOCK.process(), Optional.of(own), false, Duration.ofHours(1));
            SessionList before = observer.all();
            assertThat(before.disconnected()).isEmpty();
            long process = before.sessions().stream()
                    .filter(session -> session.id() == deadSession)
                    .map(Session::process)
                    .findFirst()
                    .orElseThrow();

            dead.close();
            Set<Long> told = observer.all().disconnected();
            while (told.isEmpty()) {
                told = observer.all().disconnected();
            }
            assertThat(told).containsExactly(process);
            assertThat(young.all().disconnected()).isEmpty();

            own.close();
            assertThat(observer.all().disconnected()).isEmpty();
        }
    }

    /** The leader observes the sessions less often where no lock can tell it of a death. */
    @Test
    void deathsAreSeenOfOtherProcessesThatHoldTheirLocksByOneThatHoldsItsOwn() throws Exception {
        try (Database database = new Database(DATABASE.config(), Optional.of(LOCK), Optional.empty());
                HeartbeatConnection own =
                        new HeartbeatConnection(ConnectionSettings.forHeartbeats(DATABASE.config()), LOCK)) {
            PostgresSessions observer =
                    new PostgresSessions(database, LOCK.process(), Optional.of(own), false, Duration.ZERO);
            observer.open(new NewSession(NewSession.Kind.COORDINATOR, "observer", "host", List.of()));
            PostgresTaskStore without = DATABASE.open(DATABASE.config().withOwnHeartbeatConnection(false));
            Tasks.openAgent(without);
            assertThat(observer.all().seesDeaths()).isFalse();

            PostgresTaskStore with = DATABASE.open();
            long session = Tasks.openAgent(with);
            assertThat(observer.all().seesDeaths()).isTrue();
            assertThat(without.sessions().all().seesDeaths()).isFalse();

            with.sessions().stop(session);
            assertThat(observer.all().seesDeaths()).isFalse();
        }
    }

    @Test
    void processOfWhichOneConnectionWasCutIsNotTakenForDead() throws Exception {
        PostgresTaskStore store = DATABASE.open();
        long session = Tasks.openAgent(store);
        store.sessions().heartbeat(heartbeat(session));
        List<String> all = DATABASE.query(LOCKS);
        try (Database database = new Database(DATABASE.config(), Optional.of(LOCK), Optional.empty());
                HeartbeatConnection own =
                        new HeartbeatConnection(ConnectionSettings.forHeartbeats(DATABASE.config()), LOCK)) {
            own.prepare();
            PostgresSessions observer =
                    new PostgresSessions(database, LOCK.process(), Optional.of(own), false, Duration.ZERO);
            Connection killer = DATABASE.connect();
            String heartbeatWorking = DATABASE.query(LOCKS + HEARTBEATING).getFirst();
            Waits.terminate(killer, heartbeatWorking);
            assertThat(DATABASE.query(LOCKS)).isNotEmpty().doesNotContain(heartbeatWorking);
            assertThat(observer.all().disconnected()).isEmpty();

            for (String backend : all) {
                Waits.terminate(killer, backend);
            }
            assertThat(observer.all().disconnected()).hasSize(1);
        }
    }

    @Test
    void observersHeartbeatConnectionThatIsGoneTakesItsWordAway() throws Exception {
        PostgresTaskStore dead = DATABASE.open();
        Tasks.openAgent(dead);
        try (Database database = new Database(DATABASE.config(), Optional.of(LOCK), Optional.empty());
                HeartbeatConnection own =
                        new HeartbeatConnection(ConnectionSettings.forHeartbeats(DATABASE.config()), LOCK)) {
            own.prepare();
            PostgresSessions observer =
                    new PostgresSessions(database, LOCK.process(), Optional.of(own), false, Duration.ZERO);
            dead.close();
            while (observer.all().disconnected().isEmpty()) {
                Thread.onSpinWait();
            }
            // As after a restart that the pool has noticed and the heartbeats have not: the pool holds the lock again.
            String heartbeatWorking = String.valueOf(own.backend(Duration.ZERO).orElseThrow());
            // The pool has as many connections as it has needed so far. Each of them holds the lock.
            assertThat(DATABASE.query("select distinct pid from pg_locks where locktype = 'advisory' and objid = 42"
                            + " and database = (select oid from pg_database where datname = current_database())"))
                    .hasSizeGreaterThan(1)
                    .contains(heartbeatWorking);
            DATABASE.execute("select pg_terminate_backend(" + heartbeatWorking + ")");
            Set<Long> told = observer.all().disconnected();
            while (!told.isEmpty()) {
                told = observer.all().disconnected();
            }
            assertThat(told).isEmpty();
        }
    }
}
