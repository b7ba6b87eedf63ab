package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.taskq.StoreUnavailableException;
import dev.taskq.spi.BacklogCount;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.Position;
import dev.taskq.spi.Scan;
import dev.taskq.spi.ScheduledScan;
import dev.taskq.spi.SessionStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

/** On the connections of an application, a call waits for the server once. */
class StatementsWithSettingsTest {
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    private final HikariDataSource pool = pool();
    private final RoundTrips roundTrips = new RoundTrips(pool);
    private final PostgresTaskStore store = PostgresTaskStore.open(roundTrips.source());

    /** With one connection, so that a test can change its session. */
    private static HikariDataSource pool() {
        return pool(DATABASE.config(), 1, "5");
    }

    private static HikariDataSource pool(PostgresConfig config, int size, String prepareThreshold) {
        HikariConfig hikari = new HikariConfig();
        hikari.setJdbcUrl(config.jdbcUrl());
        hikari.setUsername(config.user());
        hikari.setPassword(config.password());
        hikari.setMaximumPoolSize(size);
        hikari.addDataSourceProperty("prepareThreshold", prepareThreshold);
        return new HikariDataSource(hikari);
    }

    @AfterAll
    static void drop() throws SQLException {
        DATABASE.close();
    }

    @BeforeEach
    void clear() throws SQLException {
        DATABASE.clear();
    }

    @AfterEach
    void close() throws SQLException {
        store.close();
        pool.close();
        DATABASE.closeOpened();
    }

    private void executeInThePool(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Heartbeat heartbeat(long session) {
        return new Heartbeat(
                session, List.of(), List.of(Tasks.TYPE), false, new LeaseBid(LeaseBid.Wish.LEAD, Optional.empty()));
    }

    private static SessionStatus status(long session) {
        return new SessionStatus(session, "1", 4, 4, 0, 1_000, List.of(), false, List.of(), Duration.ofSeconds(15));
    }

    /** All that an idle coordinator and an idle agent call again and again. */
    private Map<String, Runnable> idleCalls(long session) {
        List<Scan> scans = List.of(new Scan(Tasks.TYPE, Position.START, Scan.NO_END, 100, 10));
        Map<String, Runnable> calls = new LinkedHashMap<>();
        calls.put("heartbeat", () -> store.sessions().heartbeat(heartbeat(session)));
        calls.put("sessions", () -> store.sessions().all());
        calls.put("report", () -> store.inspections().report(status(session)));
        calls.put("scan", () -> store.dispatch().waiting(scans, 10));
        calls.put("promotion", () -> store.dispatch().promoteDue(DueRange.ALL, 100));
        calls.put("types", () -> store.types().all());
        calls.put("counts", () -> store.dispatch().count(scans));
        calls.put("scheduled", () -> store.inspections().countScheduled(List.of(new ScheduledScan(Tasks.TYPE, 0)), 10));
        calls.put(
                "backlog",
                () -> store.types()
                        .recordBacklog(List.of(new BacklogCount(Tasks.TYPE, Instant.EPOCH, OptionalLong.of(0)))));
        calls.put("schedules", () -> store.schedules().due(DueRange.ALL, 10));
        calls.put("operations", () -> store.operations().running());
        calls.put("oldest transaction", () -> store.oldestTransaction());
        return calls;
    }

    @Test
    void everyCallOfAnIdleProcessIsOneRoundTrip() {
        long session = Tasks.openAgent(store);

        idleCalls(session)
                .forEach(
                        (name, call) -> assertThat(roundTrips.of(call)).as(name).isEqualTo(1));

        assertThat(store.sessions().heartbeat(heartbeat(session)).leads()).isTrue();
        assertThat(store.sessions().all().sessions().getFirst().heartbeats()).isEqualTo(2);
    }

    /** The three are the beginning, the statement and the commit. */
    @Test
    void whereTheApplicationChangesTheIsolationEachCallIsATransactionFromThenOn() throws Exception {
        // Loads the classes of jOOQ, which on a busy machine takes longer than a transaction may be idle.
        assertThat(store.types().all()).isEmpty();
        assertThat(Tasks.submit(store, 1)).hasSize(1);
        executeInThePool("set session characteristics as transaction isolation level serializable");

        assertThat(Tasks.submit(store, 2)).hasSize(2);
        assertThat(DATABASE.query("select id from taskq.tasks")).hasSize(3);
        assertThat(roundTrips.of(() -> store.types().all())).isEqualTo(3);
    }

    @Test
    void divisionByZeroInATriggerIsNoOtherIsolation() throws Exception {
        Tasks.submit(store, 1);
        DATABASE.execute("""
                create function public.divide() returns trigger language plpgsql as
                  $$ begin perform 1 / 0; return null; end $$;
                create trigger divides after insert on taskq.tasks execute function public.divide()
                """);
        try {
            assertThatThrownBy(() -> Tasks.submit(store, 1))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasStackTraceContaining("division by zero");
        } finally {
            DATABASE.execute("drop function public.divide() cascade");
        }

        assertThat(roundTrips.of(() -> store.types().all())).isEqualTo(1);
    }

    @Test
    void serverThatAcceptsNoWritesIsNotBelieved() throws Exception {
        assertThat(store.types().all()).isEmpty();
        executeInThePool("set default_transaction_read_only = on");

        assertThatThrownBy(() -> store.types().all()).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> store.sessions().all()).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> Tasks.submit(store, 1)).isInstanceOf(StoreUnavailableException.class);

        executeInThePool("set default_transaction_read_only = off");
        assertThat(store.types().all()).isEmpty();
    }

    /** A trigger sees the setting that is in force at the commit. */
    @Test
    void onlyWhatIsForPeopleAndHeartbeatsDoNotWaitForTheDisk() throws Exception {
        long session = Tasks.openAgent(store);
        DATABASE.execute("""
                create table if not exists public.commits (place text, setting text);
                create or replace function public.note_commit() returns trigger language plpgsql as
                  $$ begin insert into public.commits values
                    (tg_table_name, pg_catalog.current_setting('synchronous_commit')); return null; end $$;
                create trigger noted after insert or update on taskq.types execute function public.note_commit();
                create trigger noted after insert or update on taskq.heartbeats execute function public.note_commit();
                create trigger noted after insert or update on taskq.session_status execute function public.note_commit();
                create trigger noted after insert or update on taskq.tasks execute function public.note_commit()
                """);
        try {
            Tasks.submit(store, 1);
            store.types().recordBacklog(List.of(new BacklogCount(Tasks.TYPE, Instant.EPOCH, OptionalLong.of(1))));
            store.inspections().report(status(session));
            store.sessions().heartbeat(heartbeat(session));

            assertThat(DATABASE.query("select distinct place || '=' || setting from public.commits"))
                    .contains("tasks=on", "types=off", "session_status=off", "heartbeats=off");
        } finally {
            DATABASE.execute("drop function public.note_commit() cascade; drop table public.commits");
        }
    }

    /** Through a real PgBouncer in transaction mode if the environment names one. It has fewer connections than its clients. */
    @Test
    void behindAPoolerOthersSeeNoneOfTheSettings() throws Exception {
        Optional<PgBouncer> pooler = PgBouncer.before(DATABASE.config());
        try (HikariDataSource clients = pool(pooler.map(PgBouncer::through).orElseGet(DATABASE::config), 4, "0")) {
            Set<String> before = seenBy(clients);
            try (PostgresTaskStore other = PostgresTaskStore.open(clients)) {
                long session = Tasks.openAgent(other);
                for (long token = 1; token <= 10; token++) {
                    List<Long> ids = Tasks.submit(other, 2);
                    assertThat(Tasks.claimed(other.dispatch().claim(Tasks.claim(session, token, ids))))
                            .isEqualTo(2);
                    assertThat(seenBy(clients)).isEqualTo(before);
                }
            }
        } finally {
            if (pooler.isPresent()) {
                pooler.get().close();
            }
        }
    }

    private static Set<String> seenBy(HikariDataSource clients) throws SQLException {
        try (Connection connection = clients.getConnection()) {
            return Set.copyOf(TestDatabase.query(
                    connection,
                    "select name || '=' || setting from pg_settings where name in ('search_path', 'enable_seqscan', 'jit',"
                            + " 'lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout')"));
        }
    }

    /** Binds the only parameter. */
    @FunctionalInterface
    interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }

    static Stream<Named<Binding>> bindings() {
        return Stream.of(
                Named.of("text", statement -> statement.setString(1, "a")),
                Named.of("time", statement -> statement.setObject(1, OffsetDateTime.now(ZoneOffset.UTC))),
                Named.of("null of a known type", statement -> statement.setNull(1, Types.VARCHAR)),
                Named.of("null time", statement -> statement.setNull(1, Types.TIMESTAMP_WITH_TIMEZONE)),
                Named.of("null array", statement -> statement.setNull(1, Types.ARRAY)),
                Named.of("null", statement -> statement.setObject(1, null)),
                Named.of("text of an unknown type", statement -> statement.setObject(1, "a", Types.OTHER)),
                Named.of("time without a known type", statement -> statement.setTimestamp(1, new Timestamp(0))));
    }

    /** The settings are those of one transaction: they are in force if it is that of the statement. */
    @ParameterizedTest
    @MethodSource("bindings")
    void settingsAreInForceHoweverOftenAStatementRunsAndWhateverItsParameterIs(Binding binding) throws Exception {
        for (String sql : List.of(
                "select current_setting('enable_seqscan'), ?::text",
                "update public.noted set value = ?::text returning current_setting('enable_seqscan')")) {
            DATABASE.execute("create table public.noted (value text); insert into public.noted values ('')");
            try (Connection connection = pool.getConnection()) {
                Connection alone = StatementsWithSettings.on(connection, new DefaultIsolation());
                for (int run = 0; run < 15; run++) {
                    try (PreparedStatement statement = alone.prepareStatement(sql)) {
                        binding.bind(statement);
                        try (ResultSet row = statement.executeQuery()) {
                            row.next();
                            assertThat(row.getString(1))
                                    .as("run %d of %s", run, sql)
                                    .isEqualTo("off");
                        }
                    }
                }
            } finally {
                DATABASE.execute("drop table public.noted");
            }
        }
    }

    @Test
    void whatWouldRunWithoutTheSettingsIsRefused() throws Exception {
        try (Connection connection = pool.getConnection()) {
            Connection alone = StatementsWithSettings.on(connection, new DefaultIsolation());
            assertThatThrownBy(alone::createStatement).isInstanceOf(SQLFeatureNotSupportedException.class);
            assertThatThrownBy(() -> alone.prepareStatement("select 1", Statement.RETURN_GENERATED_KEYS))
                    .isInstanceOf(SQLFeatureNotSupportedException.class);
            assertThatThrownBy(() -> alone.setAutoCommit(false)).isInstanceOf(SQLFeatureNotSupportedException.class);
        }
    }

    /** With some options the driver may send a statement in another transaction than its settings. */
    @ParameterizedTest
    @CsvSource({
        "ApplicationName, shop, true",
        "preferQueryMode, simple, false",
        "stringtype, unspecified, false",
        "prepareThreshold, -1, false"
    })
    void onlyADriverThatSendsAStatementWithItsSettingsNeedsNoTransaction(String option, String value, boolean together)
            throws SQLException {
        PGSimpleDataSource driver = new PGSimpleDataSource();
        driver.setURL(DATABASE.config().jdbcUrl());
        driver.setUser(DATABASE.config().user());
        driver.setPassword(DATABASE.config().password());
        driver.setProperty(option, value);
        DefaultIsolation isolation = new DefaultIsolation();
        isolation.found(DefaultIsolation.READ_COMMITTED);

        try (Borrowed borrowed = Borrowed.from(driver, Settings.OF_WORK, isolation)) {
            assertThat(borrowed.alone().isPresent()).isEqualTo(together);
        }
    }
}
