package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskq.AttemptOutcome;
import dev.taskq.NewTask;
import dev.taskq.NotRunningException;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.SessionEndedException;
import dev.taskq.StoreBusyException;
import dev.taskq.StoreMisconfiguredException;
import dev.taskq.StoreRefusedException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskStatus;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.Completion;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.Verdict;
import java.io.IOException;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a caller is told after a failure, and the state of the rows afterwards. */
class FailuresTest {
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    private PostgresTaskStore store = DATABASE.open();

    @AfterAll
    static void drop() throws Exception {
        DATABASE.close();
    }

    @BeforeEach
    void empty() throws Exception {
        DATABASE.clear();
        store = DATABASE.open();
    }

    @AfterEach
    void close() throws Exception {
        DATABASE.closeOpened();
    }

    @Test
    void statementWhoseConnectionDiesIsOfUnknownOutcomeAndNamesItsTasks() throws Exception {
        List<Long> ids = Tasks.submit(store, 2);
        long session = Tasks.openAgent(store);
        Connection other = DATABASE.connect();
        other.setAutoCommit(false);
        TestDatabase.query(other, "select id from taskq.sessions for update");

        FutureTask<List<ClaimResult>> claim = Waits.start(() -> store.dispatch().claim(Tasks.claim(session, 1, ids)));
        Connection killer = DATABASE.connect();
        Waits.terminate(killer, Waits.backendWaiting(killer, "/* taskq dispatch/claim", "Lock"));

        assertThatThrownBy(claim::get)
                .cause()
                .isInstanceOfSatisfying(
                        OutcomeUnknownException.class,
                        unknown -> assertThat(unknown.ids()).isEqualTo(ids));
    }

    @Test
    void statementThatTheServerEndsBecauseOfItsTimeIsATimeOut() throws Exception {
        try (Connection connection = DATABASE.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set statement_timeout = '10ms'");

            SQLException ended =
                    catchThrowableOfType(SQLException.class, () -> statement.execute("select pg_sleep(600)"));

            assertThat(Failures.ofWork(ended))
                    .isInstanceOfSatisfying(
                            StoreUnavailableException.class,
                            e -> assertThat(e.isTimeOut()).isTrue());
        }
    }

    @Test
    void transactionWhoseConnectionDiesBeforeItsCommitChangedNothing() throws Exception {
        List<Long> ids = Tasks.submit(store, 2);
        DATABASE.execute("create function taskq.linger() returns trigger language plpgsql as"
                + " 'begin perform pg_sleep(4); return new; end'");
        DATABASE.execute(
                "create trigger linger before update on taskq.tasks for each row execute function" + " taskq.linger()");
        try {
            FutureTask<?> cancel = Waits.start(() -> store.submissions().cancel(ids));
            Connection killer = DATABASE.connect();
            Waits.terminate(killer, Waits.backendWaiting(killer, "/* taskq submissions/cancel", "Timeout"));

            assertThatThrownBy(cancel::get).hasCauseExactlyInstanceOf(StoreUnavailableException.class);
            assertThat(store.submissions().statuses(ids))
                    .containsOnlyKeys(ids)
                    .doesNotContainValue(TaskStatus.CANCELLED);
        } finally {
            DATABASE.execute("drop function taskq.linger() cascade");
        }
    }

    @Test
    void transactionWhoseConnectionDiesUnderItsCommitIsOfUnknownOutcome() throws Exception {
        List<Long> ids = Tasks.submit(store, 2);
        DATABASE.execute("create function taskq.linger() returns trigger language plpgsql as"
                + " 'begin perform pg_sleep(4); return new; end'");
        DATABASE.execute("create constraint trigger linger after update on taskq.tasks deferrable initially deferred"
                + " for each row execute function taskq.linger()");
        try {
            FutureTask<?> cancel = Waits.start(() -> store.submissions().cancel(ids));
            Connection killer = DATABASE.connect();
            Waits.terminate(killer, Waits.backendWaiting(killer, "COMMIT", "Timeout"));

            assertThatThrownBy(cancel::get)
                    .cause()
                    .isInstanceOfSatisfying(
                            OutcomeUnknownException.class,
                            unknown -> assertThat(unknown.ids()).isEqualTo(ids));
        } finally {
            DATABASE.execute("drop function taskq.linger() cascade");
        }
    }

    @Test
    void storeGoesOnAfterAllItsConnectionsWereCut() throws Exception {
        long session = Tasks.openAgent(store);
        Connection killer = DATABASE.connect();
        TestDatabase.query(
                killer,
                "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
                        + " where datname = current_database() and pid <> pg_backend_pid()");

        // A call that uses a dead connection fails and discards it. That happens at most once for each connection of
        // the pool.
        List<Long> ids = List.of();
        for (int failed = 0; ids.isEmpty(); failed++) {
            assertThat(failed).isLessThanOrEqualTo(DATABASE.config().poolSize());
            try {
                ids = Tasks.submit(store, 1);
            } catch (OutcomeUnknownException | StoreUnavailableException e) {
                assertThat(e.getCause()).isNotNull();
            }
        }
        assertThat(Tasks.claimed(store.dispatch().claim(Tasks.claim(session, 1, ids))))
                .isOne();
    }

    @Test
    void lockedRowIsBusyAndNothingChanged() throws Exception {
        List<Long> ids = Tasks.submit(store, 2);
        Connection other = DATABASE.connect();
        other.setAutoCommit(false);
        TestDatabase.query(other, "select id from taskq.tasks where id = " + ids.getLast() + " for update");

        assertThatThrownBy(() -> store.submissions().cancel(ids)).isInstanceOf(StoreBusyException.class);
        assertThat(store.submissions().statuses(ids)).doesNotContainValue(TaskStatus.CANCELLED);
    }

    @Test
    void keyInAnOpenTransactionIsBusy() throws Exception {
        store.types().register(List.of(Tasks.TYPE));
        Connection other = DATABASE.connect();
        other.setAutoCommit(false);
        try (var statement = other.createStatement()) {
            statement.execute(
                    "insert into taskq.tasks (status, created_at, updated_at, started_at, queued_at, hinted_at,"
                            + " type, caller, correlation_id, payload, idempotency_key, body_hash)"
                            + " values ('queued', now(), now(), now(), now(), now(), 't', 'caller', 'c', '{}', 'key', 'hash')");
        }
        NewTask keyed = Tasks.task().withIdempotencyKey("key");

        assertThatThrownBy(() -> store.submissions().insert(List.of(Tasks.insert(), Tasks.insert(keyed))))
                .isInstanceOf(StoreBusyException.class);
        assertThat(DATABASE.query("select id from taskq.tasks")).isEmpty();

        other.rollback();
        assertThat(store.submissions().insert(List.of(Tasks.insert(keyed))))
                .extracting(Inserted::replayed)
                .containsExactly(false);
    }

    @Test
    void dataThatPostgresCannotKeepIsRefused() {
        List<Long> ids = Tasks.submit(store, 1);
        long session = Tasks.openAgent(store);
        store.dispatch().claim(Tasks.claim(session, 1, ids));
        Completion broken = new Completion(
                ids.getFirst(),
                new Holder(session, 1),
                new Verdict(TaskStatus.SUCCEEDED, Duration.ZERO, 0, 0, 0),
                AttemptOutcome.SUCCEEDED,
                Optional.of("\"\\u0000\""),
                Optional.empty(),
                true);

        assertThatThrownBy(() -> store.completions().complete(List.of(broken)))
                .isInstanceOf(StoreRefusedException.class);
        assertThat(store.submissions().statuses(ids)).containsValue(TaskStatus.RUNNING);
    }

    @Test
    void serverThatIsNotThereIsUnavailable() throws Exception {
        PostgresConfig nobody = PostgresConfig.of("jdbc:postgresql://localhost:" + freePort() + "/none", "nobody", "");
        PostgresTaskStore away = DATABASE.open(nobody);

        assertThatThrownBy(away::now).isExactlyInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(away::migrate).isExactlyInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void schemaThatIsNotThereYetIsUnavailable() throws Exception {
        try (TestDatabase unmigrated = TestDatabase.empty()) {
            PostgresTaskStore early = unmigrated.open();

            assertThatThrownBy(early.types()::all).isExactlyInstanceOf(StoreMisconfiguredException.class);
            early.migrate();
            assertThat(early.types().all()).isEmpty();
        }
    }

    @Test
    void closedStoreIsUnavailable() {
        store.close();
        store.close();

        assertThatThrownBy(store::now).isExactlyInstanceOf(NotRunningException.class);
    }

    @Test
    void sessionThatIsHeardOfWhileItsEndWaitsForAClaimLives() throws Exception {
        long session = Tasks.openAgent(store);
        Connection claimer = DATABASE.connectAsPool();
        claimer.setAutoCommit(false);
        PostgresDispatch.bound(
                        claimer, Tasks.claim(session, 1, Tasks.submit(store, 1)), Tasks.process(store, session), "off")
                .rows(row -> row.number("id"));

        FutureTask<Boolean> end = Waits.start(() -> store.sessions().endLost(session, 0));
        Waits.backendWaiting(DATABASE.connect(), "/* taskq sessions/end_lost", "Lock");
        store.sessions().heartbeat(new Heartbeat(session, List.of(), List.of(), false, LeaseBid.NONE));
        claimer.commit();

        assertThat(end.get()).isFalse();
        assertThat(store.sessions().all().sessions().getFirst().end()).isEmpty();
    }

    @Test
    void sessionWhoseCounterIsMissingCanBeLost() throws Exception {
        Tasks.openAgent(store);
        long session = Tasks.openAgent(store);
        DATABASE.execute("delete from taskq.heartbeats where session_id = " + session);

        assertThat(store.sessions().endLost(session, 0)).isTrue();
    }

    @Test
    void endOfASessionWaitsForAClaimInAnOpenTransaction() throws Exception {
        List<Long> ids = Tasks.submit(store, 2);
        long session = Tasks.openAgent(store);
        Connection claimer = DATABASE.connectAsPool();
        claimer.setAutoCommit(false);
        PostgresDispatch.bound(
                        claimer, Tasks.claim(session, 1, List.of(ids.getFirst())), Tasks.process(store, session), "off")
                .rows(row -> row.number("id"));

        FutureTask<Boolean> end = Waits.start(() -> {
            Tasks.lose(store, session);
            return true;
        });
        Connection watcher = DATABASE.connect();
        Waits.backendWaiting(watcher, "/* taskq sessions/end_lost", "Lock");
        claimer.commit();

        assertThat(end.get()).isTrue();
        assertThat(store.submissions().statuses(ids)).containsEntry(ids.getFirst(), TaskStatus.RUNNING);
        assertThatThrownBy(() -> store.dispatch().claim(Tasks.claim(session, 2, ids)))
                .isInstanceOf(SessionEndedException.class);
        assertThat(store.submissions().statuses(ids)).containsEntry(ids.getLast(), TaskStatus.QUEUED);
    }

    @Test
    void claimThatWaitsForAnOpenEnderGetsNothing() throws Exception {
        List<Long> ids = Tasks.submit(store, 1);
        long session = Tasks.openAgent(store);
        Connection ender = DATABASE.connect();
        ender.setAutoCommit(false);
        try (var statement = ender.createStatement()) {
            statement.execute("update taskq.sessions set ended_at = now(), end_reason = 'lost'");
        }

        FutureTask<List<ClaimResult>> claim = Waits.start(() -> store.dispatch().claim(Tasks.claim(session, 1, ids)));
        Connection watcher = DATABASE.connect();
        Waits.backendWaiting(watcher, "/* taskq dispatch/claim", "Lock");
        ender.commit();

        assertThatThrownBy(claim::get).hasCauseInstanceOf(SessionEndedException.class);
        assertThat(store.submissions().statuses(ids)).containsValue(TaskStatus.QUEUED);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
