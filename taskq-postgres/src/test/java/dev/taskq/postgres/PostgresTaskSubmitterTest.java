package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.taskq.CallDeadline;
import dev.taskq.KeyConflictException;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.RetryResult;
import dev.taskq.StoreUnavailableException;
import dev.taskq.Submitted;
import dev.taskq.Task;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskStatus;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.RetryRequest;
import dev.taskq.spi.TaskDetail;
import dev.taskq.testkit.contract.Eventually;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.FutureTask;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Submits in transactions of an application. */
class PostgresTaskSubmitterTest {
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    private final PostgresTaskSubmitter submitter = new PostgresTaskSubmitter();
    private PostgresTaskStore store;
    private Connection application;

    @AfterAll
    static void drop() throws SQLException {
        DATABASE.close();
    }

    @BeforeEach
    void open() throws SQLException {
        DATABASE.clear();
        store = DATABASE.open();
        application = begin();
    }

    @AfterEach
    void close() throws SQLException {
        DATABASE.closeOpened();
    }

    private static Connection begin() throws SQLException {
        Connection connection = DATABASE.connect();
        connection.setAutoCommit(false);
        return connection;
    }

    private Optional<Task> find(long id) {
        return store.submissions().find(List.of(id)).stream().findFirst();
    }

    private List<Long> promoted() {
        return store.dispatch().promoteDue(DueRange.ALL, 100).hints().stream()
                .map(Hint::id)
                .toList();
    }

    private static NewTask keyed(String params) {
        return NewTask.of(Tasks.TYPE, params).withIdempotencyKey("key");
    }

    @Test
    void theTaskIsThereOnceTheTransactionHasCommitted() throws Exception {
        NewTask task = Tasks.task().withMaxAttempts(3).withTimeout(Duration.ofSeconds(30));

        Submitted submitted = submitter.submit(application, task);

        assertThat(submitted).isEqualTo(new Submitted(submitted.id(), TaskStatus.SCHEDULED, false, Optional.empty()));
        assertThat(find(submitted.id())).isEmpty();
        assertThat(promoted()).isEmpty();
        application.commit();
        Task stored = find(submitted.id()).orElseThrow();
        assertThat(stored.status()).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(stored.limits()).isEqualTo(task.limits());
        assertThat(stored.origin()).isEqualTo(task.origin());
        assertThat(promoted()).containsExactly(submitted.id());
    }

    @Test
    void aRollbackLeavesNothing() throws Exception {
        long id = submitter.submit(application, Tasks.task()).id();
        application.rollback();

        assertThat(find(id)).isEmpty();
        assertThat(promoted()).isEmpty();
        long next = submitter.submit(application, Tasks.task()).id();
        assertThat(next).isGreaterThan(id);
    }

    /** Later tasks have been queued and dispatched meanwhile, so no scan looks for a row so old. */
    @Test
    void aTransactionThatCommitsLateIsFoundAtOnce() throws Exception {
        long late = submitter.submit(application, Tasks.task()).id();
        Connection other = begin();
        long early = submitter.submit(other, Tasks.task()).id();
        other.commit();
        assertThat(promoted()).containsExactly(early);

        application.commit();

        assertThat(promoted()).containsExactly(late);
    }

    /** The time before the commit is no waiting time of the queue. */
    @Test
    void aTaskIsDueSinceItWasPromoted() throws Exception {
        long id = submitter.submit(application, Tasks.task()).id();
        assertThat(TestDatabase.query(application, "select pg_sleep(0.05)")).hasSize(1);
        Instant beforeCommit = store.now();
        application.commit();
        TaskDetail before =
                store.inspections().detail(id, CallDeadline.unbounded()).orElseThrow();
        assertThat(promoted()).containsExactly(id);
        TaskDetail after =
                store.inspections().detail(id, CallDeadline.unbounded()).orElseThrow();

        assertThat(before.task().times().createdAt()).isBefore(beforeCommit);
        assertThat(before.scheduledFor()).isEmpty();
        assertThat(after.scheduledFor().orElseThrow()).isAfterOrEqualTo(beforeCommit);
        assertThat(after.task().times().queuedAt()).isPresent();
    }

    /** Only the first promotion of a task that a transaction submitted says when it was due. */
    @Test
    void aRetryAfterABackOffKeepsWhenItWasDue() throws Exception {
        List<Long> ids = Tasks.submit(store, 2);
        DATABASE.execute("update taskq.tasks set status = 'scheduled', run_at = clock_timestamp(), hinted_at = null");

        store.dispatch().promote(ids.subList(0, 1));
        assertThat(promoted()).isEqualTo(ids.subList(1, 2));

        assertThat(DATABASE.query("select scheduled_for is null from taskq.tasks"))
                .containsExactly("t", "t");
    }

    @Test
    void aTaskThatBacksOffAndIsRetriedByHandKeepsWhenItWasDue() throws Exception {
        long id = Tasks.submit(store, 1).getFirst();
        DATABASE.execute("update taskq.tasks set status = 'scheduled', run_at = clock_timestamp(), hinted_at = null");

        assertThat(retried(id)).isInstanceOf(RetryResult.Requeued.class);

        assertThat(DATABASE.query("select scheduled_for is null from taskq.tasks"))
                .containsExactly("t");
    }

    @Test
    void aTaskIsRetriedByHandOnceItsTransactionHasCommitted() throws Exception {
        long id = submitter.submit(application, Tasks.task()).id();
        assertThat(retried(id)).isEqualTo(new RetryResult.NotFound(id));
        application.commit();

        assertThat(retried(id)).isEqualTo(new RetryResult.Requeued(find(id).orElseThrow()));

        assertThat(
                        DATABASE.query(
                                "select concat_ws('|', status, attempt, scheduled_for = queued_at, hinted_at = queued_at) from taskq.tasks"))
                .containsExactly("queued|0|t|t");
        assertThat(store.dispatch().promote(List.of(id))).isEmpty();
        assertThat(promoted()).isEmpty();
    }

    private RetryResult retried(long id) {
        return store.submissions()
                .retry(List.of(new RetryRequest(id, OptionalInt.empty())))
                .getFirst();
    }

    @Test
    void aDelayIsKept() throws Exception {
        long id = submitter
                .submit(application, Tasks.task().delayedBy(Duration.ofHours(1)))
                .id();
        long past = submitter
                .submit(application, Tasks.task().runAt(Instant.parse("2001-01-01T00:00:00Z")))
                .id();
        application.commit();

        assertThat(promoted()).containsExactly(past);
        Task task = find(id).orElseThrow();
        assertThat(task.times().runAt()).contains(task.times().createdAt().plus(Duration.ofHours(1)));
        assertThat(store.inspections()
                        .detail(id, CallDeadline.unbounded())
                        .orElseThrow()
                        .scheduledFor())
                .isEqualTo(task.times().runAt());
    }

    @Test
    void aConnectionInAutoCommitModeSubmitsAtOnce() throws Exception {
        application.setAutoCommit(true);
        long id = submitter.submit(application, Tasks.task()).id();
        assertThat(find(id)).isPresent();
    }

    @Test
    void aListIsStoredInItsOrder() throws Exception {
        List<NewTask> tasks = List.of(NewTask.of("one", "{}"), NewTask.of("two", "{\"a\": [1, null]}"));
        List<Submitted> submitted = submitter.submitAll(application, tasks);
        application.commit();

        assertThat(submitted)
                .extracting(row -> find(row.id()).orElseThrow().type())
                .containsExactly("one", "two");
        assertThat(find(submitted.get(1).id()).orElseThrow().params()).isEqualTo("{\"a\": [1, null]}");
        assertThat(submitted.get(0).id()).isLessThan(submitted.get(1).id());
    }

    /** The transaction has not failed, since nothing was sent. */
    @Test
    void whatIsRefusedLeavesTheTransactionAsItWas() throws Exception {
        assertThatThrownBy(() -> submitter.submit(application, NewTask.of(Tasks.TYPE, "[]")))
                .isInstanceOf(TaskRejectedException.class)
                .hasMessageContaining("/params");
        assertThatThrownBy(() -> submitter.submitAll(
                        application, List.of(Tasks.task(), NewTask.of(Tasks.TYPE, "{\"a\": 1e999}"))))
                .isInstanceOf(TaskRejectedException.class)
                .hasMessageContaining("/tasks/1/params/a");
        assertThatThrownBy(() -> submitter.submitAll(application, List.of())).isInstanceOf(TaskRejectedException.class);
        assertThatThrownBy(() -> submitter.submitAll(
                        application, Collections.nCopies(PostgresTaskSubmitter.MOST_TASKS + 1, Tasks.task())))
                .isInstanceOf(TaskRejectedException.class)
                .hasMessageContaining("1 to 1000 tasks");

        long id = submitter.submit(application, Tasks.task()).id();
        application.commit();
        assertThat(DATABASE.query("select id from taskq.tasks")).containsExactly(Long.toString(id));
    }

    @Test
    void theSameKeyIsTheSameTask() throws Exception {
        Submitted first = submitter.submit(application, keyed("{\"a\": 1, \"b\": 2}"));
        Submitted second = submitter.submit(application, keyed("{\"b\":2,\"a\":1}"));
        application.commit();
        Submitted third = submitter.submit(application, keyed("{\"a\": 1, \"b\": 2}"));

        assertThat(first.replayed()).isFalse();
        assertThat(List.of(second, third))
                .containsOnly(new Submitted(first.id(), TaskStatus.SCHEDULED, true, Optional.empty()));
    }

    @Test
    void aKeyOfAnotherTaskIsAConflict() throws Exception {
        submitter.submit(application, keyed("{}"));
        application.commit();

        assertThatThrownBy(() -> submitter.submitAll(application, List.of(Tasks.task(), keyed("{\"a\": 1}"))))
                .isInstanceOfSatisfying(
                        KeyConflictException.class, e -> assertThat(e.places()).containsExactly(1));
        application.rollback();
        assertThat(DATABASE.query("select count(*) from taskq.tasks")).containsExactly("1");
    }

    @Test
    void keysOfCoordinatorsAreOthers() throws Exception {
        Inserted byCoordinator =
                store.submissions().insert(List.of(Tasks.insert(keyed("{}")))).getFirst();
        Submitted inTransaction = submitter.submit(application, keyed("{}"));
        application.commit();
        Inserted replayed =
                store.submissions().insert(List.of(Tasks.insert(keyed("{}")))).getFirst();

        assertThat(inTransaction.replayed()).isFalse();
        assertThat(inTransaction.id()).isNotEqualTo(byCoordinator.id());
        assertThat(replayed.replayed()).isTrue();
        assertThat(replayed.id()).isEqualTo(byCoordinator.id());
    }

    /** The calls of clients under the same key go on meanwhile. */
    @Test
    void anOpenTransactionHoldsItsKeyAgainstOtherTransactionsOnly() throws Exception {
        Submitted first = submitter.submit(application, keyed("{}"));
        Connection other = begin();
        FutureTask<Submitted> waiting = Waits.start(() -> submitter.submit(other, keyed("{}")));
        Waits.backendWaiting(DATABASE.connect(), "/* taskq submissions/submit_for", "Lock");

        assertThat(store.submissions().insert(List.of(Tasks.insert(keyed("{}")))))
                .extracting(Inserted::replayed)
                .containsExactly(false);
        application.rollback();

        Submitted second = Waits.soon(waiting);
        assertThat(second.replayed()).isFalse();
        assertThat(second.id()).isNotEqualTo(first.id());
    }

    @Test
    void aRoleNeedsNoRightsOnTables() throws Exception {
        try (Role role = Role.in(DATABASE)) {
            role.may("usage on schema taskq");
            try (Connection connection =
                    ConnectionSettings.pooled(role.config()).getConnection()) {
                assertThatThrownBy(() -> submitter.submit(connection, Tasks.task()))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("permission denied for function submit_for");
                DATABASE.execute("grant execute on function taskq.submit_for to " + role.name());
                long id = submitter.submit(connection, Tasks.task()).id();
                assertThat(find(id).orElseThrow().origin())
                        .isEqualTo(Tasks.task().origin());
                assertThatThrownBy(() -> TestDatabase.query(connection, "select id from taskq.tasks"))
                        .hasMessageContaining("permission denied");
            }
        }
    }

    @Test
    void aCorrelationIdIsMade() throws Exception {
        Submitted submitted =
                submitter.submit(application, Tasks.task().withOrigin(new Origin("caller", "", Optional.empty())));
        application.commit();
        assertThat(find(submitted.id()).orElseThrow().origin().correlationId()).matches("[0-9a-f]{32}");
    }

    @Test
    void aTransactionOfJooqIsAConnection() {
        var dsl = DSL.using(application, SQLDialect.POSTGRES);
        assertThatThrownBy(() -> dsl.transaction(inside -> {
                    inside.dsl().connection(connection -> submitter.submit(connection, Tasks.task()));
                    throw new IllegalStateException("rolled back");
                }))
                .hasMessage("rolled back");
        assertThat(promoted()).isEmpty();
        dsl.transaction(inside -> inside.dsl().connection(connection -> submitter.submit(connection, Tasks.task())));
        assertThat(promoted()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPoolGivesATransactionOfItsOwn(boolean autoCommit) {
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl(DATABASE.config().jdbcUrl());
            pool.setUsername(DATABASE.backend().user());
            pool.setPassword(DATABASE.backend().password());
            pool.setAutoCommit(autoCommit);
            pool.setMaximumPoolSize(1);
            long id = submitter.submit(pool, keyed("{}")).id();
            assertThat(find(id)).isPresent();
            assertThatThrownBy(() -> submitter.submit(pool, keyed("{\"a\": 1}")))
                    .isInstanceOf(KeyConflictException.class);
            assertThat(submitter.submit(pool, keyed("{}")).replayed()).isTrue();
        }
    }

    @Test
    void withoutAServerItIsSurelyNotSubmitted() {
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setURL("jdbc:postgresql://127.0.0.1:9/none?connectTimeout=2");
        assertThatThrownBy(() -> submitter.submit(nowhere, Tasks.task())).isInstanceOf(StoreUnavailableException.class);
    }

    /** A coordinator that does not lead promotes what it is told of, and nothing else. */
    @Test
    void aCoordinatorPromotesWhatItIsToldOf() throws Exception {
        long leader = store.sessions().open(new NewSession(NewSession.Kind.COORDINATOR, "leader", "", List.of()));
        LeaseBid bid = new LeaseBid(LeaseBid.Wish.LEAD, Optional.empty());
        store.sessions().heartbeat(new Heartbeat(leader, List.of(), List.of(), false, bid));
        try (Coordinator coordinator = Coordinator.builder(store)
                .config(CoordinatorConfig.DEFAULTS.withCandidate(false))
                .build()
                .start()) {
            long told = submitter.submit(application, NewTask.of("told", "{}")).id();
            long untold =
                    submitter.submit(application, NewTask.of("untold", "{}")).id();
            coordinator.promote(List.of(told));
            application.commit();
            coordinator.promote(List.of(told, told, 999_999L));
            coordinator.promote(List.of());

            Eventually.until(Eventually.LONG, () -> find(told).orElseThrow().status() == TaskStatus.QUEUED);
            assertThat(find(untold).orElseThrow().status()).isEqualTo(TaskStatus.SCHEDULED);
            Eventually.until(Eventually.LONG, () -> coordinator.type("told").isPresent());
        }
    }

    /** No call follows the commit. The type becomes known although no agent serves it. */
    @Test
    void theLeaderPromotesByItself() throws Exception {
        try (Coordinator coordinator = Coordinator.builder(store).build().start()) {
            long id = submitter
                    .submit(application, NewTask.of("unheard_of", "{}"))
                    .id();
            application.commit();
            Eventually.until(Eventually.LONG, () -> find(id).orElseThrow().status() == TaskStatus.QUEUED);
            Eventually.until(
                    Eventually.LONG, () -> coordinator.type("unheard_of").isPresent());
        }
    }
}
