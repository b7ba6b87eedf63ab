package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.AuditAction;
import dev.taskq.NewAuditEntry;
import dev.taskq.NewOperation;
import dev.taskq.OperationAction;
import dev.taskq.StoreMisconfiguredException;
import dev.taskq.TaskFilter;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.Session;
import dev.taskq.testkit.TestTimeouts;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database that was restored to an earlier time. */
class AfterRestoreTest {
    private static final TestDatabase DATABASE = TestDatabase.migrated();
    /** No process lives unless a test says so; a living one heartbeats much more often. */
    private static final Duration WATCH = Duration.ofMillis(500);

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

    private static void restoreTo(long lastTask) throws Exception {
        DATABASE.execute("delete from taskq.tasks where id > " + lastTask);
        DATABASE.execute("select setval('taskq.tasks_id_seq', " + lastTask + ")");
    }

    @Test
    void idsThatCallersWereToldAreNotGivenAgain() throws Exception {
        PostgresTaskStore before = DATABASE.open();
        List<Long> kept = Tasks.submit(before, 3);
        List<Long> told = Tasks.submit(before, 10);
        before.close();
        restoreTo(kept.getLast());

        AfterRestore.Restored restored = AfterRestore.run(DATABASE.config(), WATCH);

        assertThat(restored.firstTask()).isGreaterThan(told.getLast()).isGreaterThan(AfterRestore.AHEAD);
        assertThat(restored.types()).containsExactly(Tasks.TYPE);
        PostgresTaskStore after = DATABASE.open();
        assertThat(Tasks.submit(after, 1)).containsExactly(restored.firstTask());
        assertThat(after.submissions().find(kept)).hasSize(3);
        assertThat(after.submissions().find(told)).isEmpty();
    }

    @Test
    void sequenceBehindItsRowsIsMovedBeyondThem() throws Exception {
        PostgresTaskStore store = DATABASE.open();
        List<Long> ids = Tasks.submit(store, 3);
        store.close();
        DATABASE.execute("select setval('taskq.tasks_id_seq', 1)");

        AfterRestore.run(DATABASE.config(), WATCH);

        assertThat(Tasks.submit(DATABASE.open(), 1).getFirst()).isGreaterThan(ids.getLast());
    }

    @Test
    void sequenceAtItsEndGoesOnBehindTheRows() throws Exception {
        PostgresTaskStore store = DATABASE.open();
        long last = Tasks.submit(store, 3).getLast();
        store.close();
        DATABASE.execute("select setval('taskq.tasks_id_seq', " + Long.MAX_VALUE + ")");

        assertThat(AfterRestore.run(DATABASE.config(), WATCH).firstTask()).isEqualTo(last + AfterRestore.AHEAD + 1);

        PostgresTaskStore after = DATABASE.open();
        after.proveWritable();
        assertThat(Tasks.submit(after, 1)).containsExactly(last + AfterRestore.AHEAD + 1);
    }

    @Test
    void sequenceOfSessionsAtItsEndGoesOnBehindTheRows() throws Exception {
        PostgresTaskStore store = DATABASE.open();
        long last = Tasks.openAgent(store);
        store.sessions().stop(last);
        store.close();
        DATABASE.execute("select setval('taskq.sessions_id_seq', " + Long.MAX_VALUE + ")");

        AfterRestore.run(DATABASE.config(), WATCH);

        assertThat(Tasks.openAgent(DATABASE.open())).isEqualTo(last + AfterRestore.AHEAD + 1);
    }

    @Test
    void sequenceOfOperationsAtItsEndGoesOnBehindTheRows() throws Exception {
        PostgresTaskStore store = DATABASE.open();
        long last = startOperation(store);
        store.close();
        DATABASE.execute("select setval('taskq.operations_id_seq', " + Long.MAX_VALUE + ")");

        AfterRestore.run(DATABASE.config(), WATCH);

        assertThat(startOperation(DATABASE.open())).isEqualTo(last + AfterRestore.AHEAD + 1);
    }

    @Test
    void sequenceOfAuditEntriesAtItsEndGoesOnBehindTheRows() throws Exception {
        PostgresTaskStore store = DATABASE.open();
        long last = writeEntry(store);
        store.close();
        DATABASE.execute("select setval('taskq.audit_id_seq', " + Long.MAX_VALUE + ")");

        AfterRestore.run(DATABASE.config(), WATCH);

        assertThat(writeEntry(DATABASE.open())).isEqualTo(last + AfterRestore.AHEAD + 1);
    }

    private static long writeEntry(PostgresTaskStore store) {
        return store.auditLog()
                .write(new NewAuditEntry("shop", AuditAction.PAUSE_TYPE, "type greet", "", ""))
                .id();
    }

    private static long startOperation(PostgresTaskStore store) {
        return store.operations()
                .start(NewOperation.of(OperationAction.CANCEL, TaskFilter.ALL))
                .id();
    }

    /** The catalogue names the sequences, so a sequence that is added to the schema is not forgotten. */
    @Test
    void everySequenceOfTheSchemaIsMovedAhead() throws Exception {
        List<String> sequences = DATABASE.query("select c.oid::regclass::text from pg_catalog.pg_class c"
                + " where c.relkind = 'S' and c.relnamespace = 'taskq'::regnamespace");
        assertThat(sequences).contains("taskq.tasks_id_seq", "taskq.operations_id_seq");
        for (String sequence : sequences) {
            DATABASE.execute("select setval('" + sequence + "', 7)");
        }

        AfterRestore.run(DATABASE.config(), WATCH);

        for (String sequence : sequences) {
            assertThat(DATABASE.query("select nextval('" + sequence + "')"))
                    .as(sequence)
                    .containsExactly(Long.toString(7 + AfterRestore.AHEAD + 1));
        }
    }

    @Test
    void sessionsThatHadEndedKeepTheirEnd() throws Exception {
        PostgresTaskStore before = DATABASE.open();
        long session = Tasks.openAgent(before);
        before.sessions().stop(session);
        List<Session> ended = before.sessions().all().sessions();
        before.close();

        assertThat(AfterRestore.run(DATABASE.config(), WATCH).sessionsEnded()).isZero();

        assertThat(DATABASE.open().sessions().all().sessions()).isEqualTo(ended);
    }

    /** Locks on another number, on the two halves of the same number, and on the same number in another database. */
    @Test
    void itIsNotHinderedByLocksThatAreNoProcess() throws Exception {
        PostgresTaskStore before = DATABASE.open();
        long process = Tasks.process(before, Tasks.openAgent(before));
        before.close();
        try (TestDatabase elsewhere = TestDatabase.empty()) {
            lock(elsewhere, String.valueOf(process));
            lock(DATABASE, String.valueOf(process + 1));
            lock(DATABASE, (int) (process >> 32) + ", " + (int) process);

            assertThat(AfterRestore.run(DATABASE.config(), WATCH).sessionsEnded())
                    .isEqualTo(1);
        }
    }

    private static void lock(TestDatabase database, String key) throws Exception {
        TestDatabase.query(database.connect(), "select pg_advisory_lock_shared(" + key + ")");
    }

    @Test
    void sessionsOfThatTimeAreEndedAndWhatTheyRanIsTakenBack() throws Exception {
        PostgresTaskStore before = DATABASE.open();
        List<Long> ids = Tasks.submit(before, 1);
        long session = Tasks.openAgent(before);
        before.dispatch().claim(Tasks.claim(session, 1, ids));
        before.close();
        DATABASE.execute("delete from taskq.lease");

        assertThat(AfterRestore.run(DATABASE.config(), WATCH).sessionsEnded()).isEqualTo(1);

        PostgresTaskStore after = DATABASE.open();
        assertThat(after.sessions().all().sessions())
                .extracting(Session::end)
                .allSatisfy(end -> assertThat(end).isPresent());
        long leader = Tasks.openAgent(after);
        assertThat(leader).isGreaterThan(session + AfterRestore.AHEAD);
        LeaseBid bid = new LeaseBid(LeaseBid.Wish.LEAD, Optional.empty());
        assertThat(after.sessions()
                        .heartbeat(new Heartbeat(leader, List.of(), List.of(), false, bid))
                        .leads())
                .isTrue();
    }

    @Test
    void itRefusesBesideAProcessThatHeartbeats() throws Exception {
        PostgresTaskStore living = DATABASE.open(DATABASE.config().withOwnHeartbeatConnection(false));
        long session = Tasks.openAgent(living);
        assertRefused(
                () -> living.sessions().heartbeat(new Heartbeat(session, List.of(), List.of(), false, LeaseBid.NONE)),
                session);
    }

    @Test
    void itNamesTheSessionsThatHeartbeatAndNoOthers() throws Exception {
        PostgresTaskStore living = DATABASE.open(DATABASE.config().withOwnHeartbeatConnection(false));
        Tasks.openAgent(living);
        long session = Tasks.openAgent(living);
        assertRefused(
                () -> living.sessions().heartbeat(new Heartbeat(session, List.of(), List.of(), false, LeaseBid.NONE)),
                session);
    }

    @Test
    void itRefusesBesideAProcessThatIsConnectedAndSilent() throws Exception {
        PostgresTaskStore living = DATABASE.open();
        assertRefused(() -> {}, Tasks.openAgent(living));
    }

    @Test
    void itRefusesBesideAProcessThatOpensASessionMeanwhile() throws Exception {
        PostgresTaskStore living = DATABASE.open(DATABASE.config().withOwnHeartbeatConnection(false));
        assertRefused(() -> Tasks.openAgent(living), -1);
    }

    /** A session that is opened after the last check for living sessions waits until the run has ended. */
    @Test
    void noSessionIsOpenedWhileItRestores() throws Exception {
        PostgresTaskStore store = DATABASE.open();
        store.types().register(List.of(Tasks.TYPE));
        try (Connection types = DATABASE.connect();
                Connection watch = DATABASE.connect()) {
            types.setAutoCommit(false);
            TestDatabase.query(types, "select name from taskq.types for update");
            FutureTask<AfterRestore.Restored> restoring = Waits.start(() -> AfterRestore.run(DATABASE.config(), WATCH));
            Waits.waiting(restoring, watch, "/* taskq restore/types */");

            FutureTask<Long> opening = Waits.start(() -> Tasks.openAgent(store));
            Waits.waiting(opening, watch, "/* taskq sessions/open */");
            types.rollback();

            assertThat(Waits.soon(restoring).sessionsEnded()).isZero();
            assertThat(Waits.soon(opening)).isGreaterThan(AfterRestore.AHEAD);
        }
    }

    /** Runs an action while another thread repeats a second one. */
    private static void assertRefused(Runnable meanwhile, long session) throws Exception {
        String sequence = "select last_value from taskq.tasks_id_seq";
        List<String> before = DATABASE.query(sequence);
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch repeated = new CountDownLatch(1);
        FutureTask<Boolean> living = Waits.start(() -> {
            while (!over.get()) {
                meanwhile.run();
                repeated.countDown();
            }
            return true;
        });
        assertThat(repeated.await(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThatThrownBy(() -> AfterRestore.run(DATABASE.config(), WATCH))
                .isInstanceOfSatisfying(LivingSessionsException.class, e -> {
                    if (session > 0) {
                        assertThat(e.sessions()).containsExactly(session);
                    }
                });
        over.set(true);
        assertThat(living.get()).isTrue();
        assertThat(DATABASE.query(sequence)).isEqualTo(before);
        assertThat(DATABASE.query("select 1 from taskq.sessions where ended_at is not null"))
                .isEmpty();
    }

    @Test
    void schemaThatIsNotWholeIsNamedAndNothingIsChanged() throws Exception {
        try (TestDatabase broken = TestDatabase.migratedForItself()) {
            broken.execute("alter table taskq.tasks drop constraint tasks_pkey");
            assertThatThrownBy(() -> AfterRestore.run(broken.config(), WATCH))
                    .isExactlyInstanceOf(StoreMisconfiguredException.class)
                    .hasMessageContaining("primary key tasks_pkey of tasks");
            assertThat(broken.query("select is_called from taskq.tasks_id_seq")).containsExactly("f");
        }
    }
}
