package dev.taskq.postgres;

import dev.taskq.KeyConflictException;
import dev.taskq.NewTask;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.Submitted;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Insert;
import dev.taskq.spi.SubmitCheck;
import dev.taskq.spi.SubmitCheck.Checked;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.postgresql.util.ServerErrorMessage;

/**
 * Submits tasks in the application's own transactions: a task exists if, and only if, the transaction that submitted it commits.
 * It needs no coordinator and no session, and keeps nothing, so it has no life cycle. Immutable and thread-safe.
 *
 * <p>The database of the connection must have taskq's schema. The role needs {@code USAGE} on the schema {@code taskq} and
 * {@code EXECUTE} on the function {@code taskq.submit_for}, and nothing else.
 *
 * <p>A task runs once its transaction has committed, however long that took, usually within 0.3 s. A coordinator in the same
 * program can shorten this: {@link dev.taskq.coordinator.Coordinator#promote}. Until the commit, no agent, list or count knows of
 * the task. A rollback leaves nothing of it, and its id is not used again.
 *
 * <p>Delays are counted from the submit, and not from the commit. The backlog limit of coordinators does not apply.
 *
 * <p><b>Idempotency keys</b> of this class are in a namespace of their own: a task that a coordinator accepted under the same key is
 * another one. If another transaction in flight has used the key, the submit waits for its end, as long as the time-outs of the
 * connection allow. With the isolation level {@code REPEATABLE READ} or {@code SERIALIZABLE} it may fail then (SQL state 40001), and
 * the application repeats its transaction, as for any other conflict.
 */
public final class PostgresTaskSubmitter {
    /** The most tasks of one call. */
    public static final int MOST_TASKS = 1_000;

    /** The largest params of a task, in bytes of UTF-8 without white space and with numbers written out in full. */
    public static final int MOST_PARAMS_BYTES = 256 * 1024;

    private static final Query SUBMIT = Query.load("submissions/submit_for");
    private static final String UNIQUE_VIOLATION = "23505";
    /** The function sends the key alone as the detail of this error. */
    private static final String CONFLICT = "taskq: idempotency_key was used for another task";

    private final SubmitCheck check =
            new SubmitCheck(() -> ThreadLocalRandom.current().nextLong(), MOST_PARAMS_BYTES);

    /** A submitter for any number of databases. */
    public PostgresTaskSubmitter() {}

    /**
     * Submits a task in the transaction of a connection. It never commits, rolls back, or changes a setting; on a connection in
     * auto-commit mode the submit is a transaction of its own.
     *
     * @param connection the application's connection
     * @param task the task
     * @return its id, and its status {@link TaskStatus#SCHEDULED}, both valid only if the transaction commits
     * @throws TaskRejectedException if the task cannot be accepted; nothing was sent, and the transaction can go on
     * @throws KeyConflictException if the caller used the key in a transaction before, for another task; the transaction has
     *     failed and must be rolled back
     * @throws SQLException if the database refused the call, or does not answer; the transaction has failed
     */
    public Submitted submit(Connection connection, NewTask task) throws SQLException {
        return store(connection, List.of(check.check(task, Instant.now()).insert()))
                .getFirst();
    }

    /**
     * Submits tasks in the transaction of a connection with one statement, all or none, as {@link #submit} does.
     *
     * @param connection the application's connection
     * @param tasks 1 to {@link #MOST_TASKS} tasks
     * @return their ids, in their order
     * @throws TaskRejectedException if one cannot be accepted; its pointers begin with {@code /tasks/<place>}; nothing was sent
     * @throws KeyConflictException if a key was used before, or twice in the list, for another task; the transaction has failed
     * @throws SQLException if the database refused the call, or does not answer; the transaction has failed
     */
    public List<Submitted> submitAll(Connection connection, List<NewTask> tasks) throws SQLException {
        return store(connection, checkAll(tasks));
    }

    private List<Insert> checkAll(List<NewTask> tasks) {
        if (tasks.isEmpty() || tasks.size() > MOST_TASKS) {
            throw new TaskRejectedException("/tasks", "must be 1 to " + MOST_TASKS + " tasks");
        }
        return check.checkAll(tasks, Instant.now()).stream()
                .map(Checked::insert)
                .toList();
    }

    /**
     * Submits a task in a transaction of its own, on a connection of a pool, for a program without a coordinator.
     *
     * @param source gives a connection
     * @param task the task
     * @return its id, stored durably
     * @throws TaskRejectedException if the task cannot be accepted
     * @throws KeyConflictException if the caller used the key in a transaction before, for another task
     * @throws StoreUnavailableException if it was surely not stored
     * @throws OutcomeUnknownException if the outcome is unknown: repeat under the same key
     */
    public Submitted submit(DataSource source, NewTask task) {
        return store(source, List.of(check.check(task, Instant.now()).insert())).getFirst();
    }

    /**
     * Submits tasks in a transaction of its own, all or none, as {@link #submit(DataSource, NewTask)} does.
     *
     * @param source gives a connection
     * @param tasks 1 to {@link #MOST_TASKS} tasks
     * @return their ids, in their order, stored durably
     * @throws TaskRejectedException if one cannot be accepted; its pointers begin with {@code /tasks/<place>}
     * @throws KeyConflictException if a key was used before, or twice in the list, for another task
     * @throws StoreUnavailableException if they were surely not stored
     * @throws OutcomeUnknownException if the outcome is unknown: repeat under the same keys
     */
    public List<Submitted> submitAll(DataSource source, List<NewTask> tasks) {
        return store(source, checkAll(tasks));
    }

    private static List<Submitted> store(DataSource source, List<Insert> inserts) {
        Connection connection;
        try {
            connection = source.getConnection();
        } catch (SQLException e) {
            throw Failures.ofConnecting(e);
        }
        try (connection) {
            List<Submitted> stored = store(connection, inserts);
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
            return stored;
        } catch (SQLException e) {
            throw Failures.ofCommit(e, List.of());
        }
    }

    private static List<Submitted> store(Connection connection, List<Insert> inserts) throws SQLException {
        try {
            return TaskInserter.bind(SUBMIT.on(connection), inserts)
                    .texts(
                            "keys",
                            inserts.stream()
                                    .map(insert ->
                                            insert.task().idempotencyKey().orElse(null))
                                    .toList())
                    .rows(row -> new Submitted(
                            row.number("id"), TaskStatus.SCHEDULED, row.flag("replayed"), Optional.empty()));
        } catch (SQLException e) {
            Optional<String> key = conflictingKey(e);
            if (key.isPresent()) {
                throw new KeyConflictException(places(inserts, key.get()));
            }
            throw e;
        }
    }

    private static Optional<String> conflictingKey(SQLException e) {
        return Optional.of(e)
                .filter(failure -> Failures.state(failure).equals(UNIQUE_VIOLATION))
                .flatMap(Failures::message)
                .filter(message -> CONFLICT.equals(message.getMessage()))
                .map(ServerErrorMessage::getDetail);
    }

    private static List<Integer> places(List<Insert> inserts, String key) {
        return IntStream.range(0, inserts.size())
                .filter(place -> inserts.get(place).task().idempotencyKey().equals(Optional.of(key)))
                .boxed()
                .toList();
    }
}
