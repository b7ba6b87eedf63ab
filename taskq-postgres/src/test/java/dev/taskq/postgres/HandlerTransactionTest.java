package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.AttemptOutcome;
import dev.taskq.Outcome;
import dev.taskq.RetryPolicy;
import dev.taskq.StoreBusyException;
import dev.taskq.Task;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler;
import dev.taskq.TaskLostException;
import dev.taskq.TaskStatus;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Verdict;
import dev.taskq.testkit.TestTimeouts;
import dev.taskq.testkit.contract.Eventually;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Handlers that complete their tasks in transactions of their own, in which they have inserted a row. */
class HandlerTransactionTest {
    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final TaskType<Params> TYPE =
            TaskType.of("ship", Params.class).withTimeout(Duration.ofMinutes(5));

    /** Of the statement that is waiting for the lock below in the trigger. */
    private static final String COMMIT = "COMMIT";

    private final Queue<Attempt> attempts = new ArrayDeque<>();
    private final BlockingQueue<Exception> failures = new LinkedBlockingQueue<>();
    private PostgresTaskStore store;
    private @Nullable Agent agent;
    private Connection observer;

    private record Params() {}

    /** What the handler does in an attempt. */
    @FunctionalInterface
    private interface Attempt {
        void run(TaskContext context, Connection connection) throws Exception;
    }

    @BeforeAll
    static void createTable() throws SQLException {
        DATABASE.execute("""
                create schema if not exists application;
                create table if not exists application.effects (task bigint, attempt int);
                create or replace function application.wait() returns trigger language plpgsql as $$
                  begin perform pg_advisory_xact_lock(7); return null; end $$;
                drop trigger if exists wait on application.effects;
                create constraint trigger wait after insert on application.effects deferrable initially deferred
                  for each row execute function application.wait();
                """);
    }

    @AfterAll
    static void drop() throws SQLException {
        DATABASE.execute("drop schema application cascade");
        DATABASE.close();
    }

    @BeforeEach
    void open() throws SQLException {
        DATABASE.clear();
        DATABASE.execute("delete from application.effects");
        store = DATABASE.open();
        observer = DATABASE.connect();
    }

    @AfterEach
    void close() throws SQLException {
        if (agent != null) {
            agent.close();
        }
        DATABASE.closeOpened();
    }

    /** Submits a task, and starts an agent; each attempt does the next of these. */
    private long run(Attempt... each) {
        return run(TYPE, each);
    }

    private long run(TaskType<Params> type, Attempt... each) {
        attempts.addAll(List.of(each));
        store.types().register(List.of(type.name()));
        long id = store.submissions()
                .insert(List.of(Tasks.insert(
                        type.task(new Params()).withOrigin(Tasks.task().origin()))))
                .getFirst()
                .id();
        agent = Agent.builder(store)
                .handler(TaskHandler.of(type, this::handle).withRetryPolicy(RetryPolicy.fixed(Duration.ZERO)))
                .build()
                .start();
        return id;
    }

    private Outcome handle(TaskContext context, Params params) throws Exception {
        try (Connection connection = begin()) {
            insertEffect(context, connection);
            attempts.remove().run(context, connection);
            return Outcome.done();
        } catch (Exception e) {
            failures.add(e);
            throw e;
        }
    }

    private static Connection begin() throws SQLException {
        Connection connection = DATABASE.connect();
        connection.setAutoCommit(false);
        return connection;
    }

    private static void insertEffect(TaskContext context, Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("insert into application.effects values (?, ?)")) {
            statement.setLong(1, context.taskId());
            statement.setInt(2, context.attempt());
            statement.execute();
        }
    }

    private static void completes(TaskContext context, Connection connection) throws SQLException {
        context.complete(connection, "done");
        connection.commit();
    }

    private Task task(long id) {
        return store.submissions().find(List.of(id)).getFirst();
    }

    private Task ended(long id) throws Exception {
        Eventually.until(Eventually.LONG, () -> task(id).status().isFinal());
        return task(id);
    }

    /** The attempts that have had an effect. */
    private List<String> effects() throws SQLException {
        return TestDatabase.query(observer, "select attempt from application.effects order by 1");
    }

    private Exception failure() throws InterruptedException {
        Exception failure = failures.poll(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(failure).isNotNull();
        return failure;
    }

    @Test
    void effectAndCompletionCommitTogether() throws Exception {
        long id = run(HandlerTransactionTest::completes);

        Task task = ended(id);

        assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(task.result()).contains("\"done\"");
        assertThat(task.counts().attempt()).isEqualTo(1);
        assertThat(effects()).containsExactly("1");
    }

    @Test
    void rolledBackIsTriedAgainThoughTheHandlerHasSwallowedIt() throws Exception {
        long id = run(
                (context, connection) -> {
                    context.complete(connection, "done");
                    connection.rollback();
                },
                HandlerTransactionTest::completes);

        Task task = ended(id);

        assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(task.attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.FAILED);
            assertThat(attempt.error().orElseThrow()).contains("did not commit");
        });
        assertThat(effects()).containsExactly("2");
    }

    @Test
    void takenBackMeanwhileCannotBeCompleted() throws Exception {
        long id = run(
                (context, connection) -> {
                    takeBack(context.taskId());
                    completes(context, connection);
                },
                HandlerTransactionTest::completes);

        assertThat(failure()).isInstanceOf(TaskLostException.class);
        Task task = ended(id);
        assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(task.counts().failures()).isZero();
        assertThat(effects()).containsExactly("2");
    }

    /** As the leader does once the agent's session has ended. */
    private void takeBack(long id) throws SQLException {
        List<String> holder =
                TestDatabase.query(observer, "select session_id || ':' || claim from taskq.tasks where id = " + id);
        String[] parts = holder.getFirst().split(":", 2);
        assertThat(store.completions()
                        .complete(List.of(new Completion(
                                id,
                                new Holder(Long.parseLong(parts[0]), Long.parseLong(parts[1])),
                                new Verdict(TaskStatus.QUEUED, Duration.ZERO, 0, 1, 0),
                                AttemptOutcome.LOST,
                                Optional.empty(),
                                Optional.of("taken back"),
                                false))))
                .hasOnlyElementsOfType(CompletionResult.Recorded.class);
    }

    @Test
    void connectionThatIsEndedUnderTheCommitLeavesNothing() throws Exception {
        Connection lock = DATABASE.connect();
        TestDatabase.query(lock, "select pg_advisory_lock(7)");
        long id = run(HandlerTransactionTest::completes, HandlerTransactionTest::completes);

        Waits.terminate(observer, Waits.backendWaiting(observer, COMMIT, "Lock"));

        assertThat(failure()).isInstanceOf(SQLException.class);
        TestDatabase.query(lock, "select pg_advisory_unlock(7)");
        assertThat(ended(id).status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(effects()).containsExactly("2");
    }

    @Test
    void commitUnderWayHoldsTheTask() throws Exception {
        Connection lock = DATABASE.connect();
        TestDatabase.query(lock, "select pg_advisory_lock(7)");
        long id = run(HandlerTransactionTest::completes);
        Waits.backendWaiting(observer, COMMIT, "Lock");
        assertThatThrownBy(() -> store.submissions().cancel(List.of(id))).isInstanceOf(StoreBusyException.class);
        assertThat(task(id).status()).isEqualTo(TaskStatus.RUNNING);

        TestDatabase.query(lock, "select pg_advisory_unlock(7)");

        assertThat(ended(id).status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(effects()).containsExactly("1");
    }

    @Test
    void timeOutWithAnOpenTransactionIsATimeOut() throws Exception {
        long id = run(
                TaskType.of("brief", Params.class).withTimeout(Duration.ofMillis(300)),
                (context, connection) -> {
                    context.complete(connection, "late");
                    Thread.sleep(TestTimeouts.LONG.toMillis());
                },
                HandlerTransactionTest::completes);

        assertThat(failure()).isInstanceOf(InterruptedException.class);
        Task task = ended(id);
        assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(task.attempts()).extracting(Task.Attempt::outcome).first().isEqualTo(AttemptOutcome.TIMED_OUT);
        assertThat(effects()).hasSize(1);
    }

    /** The application repeats its transaction, as after any conflict. */
    @Test
    void conflictUnderRepeatableReadIsPassedOn() throws Exception {
        long id = run((context, connection) -> {
            connection.rollback();
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            insertEffect(context, connection);
            store.submissions().cancel(List.of(context.taskId()));
            assertThatThrownBy(() -> context.complete(connection, "first"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40001"));
            connection.rollback();
            insertEffect(context, connection);
            completes(context, connection);
        });

        assertThat(ended(id).status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(effects()).containsExactly("1");
    }

    // The connection

    @Test
    void databaseWithoutTasksIsSaidToHaveNone() throws Exception {
        try (TestDatabase other = TestDatabase.empty();
                Connection connection = other.connect()) {
            connection.setAutoCommit(false);
            assertThatThrownBy(() -> store.completions().completeIn(connection, Tasks.succeeded(1, 1, 1)))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("lacks taskq's schema");
        }
    }

    @Test
    void aRoleNeedsTheseRights() throws Exception {
        long session = Tasks.openAgent(store);
        long id = Tasks.submit(store, 1).getFirst();
        store.dispatch().claim(Tasks.claim(session, 1, List.of(id)));
        try (Role role = Role.in(DATABASE)) {
            role.may("usage on schema taskq");
            role.may("select, update, delete on taskq.tasks");
            role.may("select, insert on taskq.succeeded_tasks");
            role.may("select on taskq.sessions");
            role.may("insert on taskq.task_attempts");
            try (Connection connection =
                    ConnectionSettings.pooled(role.config()).getConnection()) {
                connection.setAutoCommit(false);
                assertThat(store.completions().completeIn(connection, Tasks.succeeded(id, session, 1)))
                        .isInstanceOf(CompletionResult.Recorded.class);
                connection.commit();
            }
        }
        assertThat(task(id).status()).isEqualTo(TaskStatus.SUCCEEDED);
    }
}
