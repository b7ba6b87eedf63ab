package dev.taskq;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One attempt, from its handler's view. Thread-safe; valid while the handler runs. */
public interface TaskContext {
    /** The largest checkpoint, in bytes of UTF-8, numbers written out in full. */
    int MOST_CHECKPOINT_BYTES = 64 * 1024;

    /**
     * The task's id.
     *
     * @return the id
     */
    long taskId();

    /**
     * The attempt's number, counted from 1. It never decreases, not even with a manual retry. After a crash of the
     * database a number may be used twice.
     *
     * @return the number
     */
    int attempt();

    /**
     * A key that is the same in every attempt of the task. Pass it to operations that must happen once.
     *
     * @return the key, {@code taskq-<id>}
     */
    default String key() {
        return "taskq-" + taskId();
    }

    /**
     * The id that identifies the task's log lines in every process.
     *
     * @return the id
     */
    String correlationId();

    /**
     * The W3C trace context of the submission.
     *
     * @return the value of {@code traceparent}, or empty
     */
    Optional<String> traceparent();

    /**
     * The schedule that the task comes from, with the fire time: the time for which it was fired. Every attempt gets the same.
     *
     * @return the schedule; empty if a client submitted the task
     */
    default Optional<Fire> fire() {
        return Optional.empty();
    }

    /**
     * The time left until the attempt times out and is interrupted.
     *
     * @return the time; zero if the attempt has timed out
     */
    Duration remaining();

    /**
     * Whether the attempt should stop: a cancel was requested, the attempt timed out, the agent stops, or the task no
     * longer belongs to this agent. The thread is interrupted as well.
     *
     * @return true if it should stop
     */
    boolean isCancelled();

    /**
     * Says how far the attempt has come. Clients see the newest value while the attempt runs. It is sent with the agent's
     * next heartbeat, at most once a second. The call never waits and never fails because of the store. A value may be
     * lost: the last one before the handler returns usually is.
     *
     * @param fraction 0 to 1
     * @param note a text for people, empty for none; at most {@value Task.Progress#LONGEST_NOTE} characters are kept
     * @throws IllegalArgumentException if the fraction is not from 0 to 1
     */
    void progress(double fraction, String note);

    /**
     * Stores a checkpoint in place of the one before. It is durable when the call returns, and the next attempt gets it
     * from {@link #lastCheckpoint}, on whatever agent. Costs a write of the task's row, and waits while the store is
     * away, for half a minute at most. An interruption of the thread does not end the call; it stands when the call
     * returns.
     *
     * <p>It is stored outside of the handler's transactions, so it stays where one of them is rolled back. Call it only when
     * all that the checkpoint speaks of is committed, and never in the transaction that is to {@link #complete} the task.
     *
     * @param value any value that the {@link JsonMapping} of the type can map, at most {@value #MOST_CHECKPOINT_BYTES}
     *     bytes of JSON
     * @throws IllegalArgumentException if the value can never be stored; nothing was changed
     * @throws IllegalStateException if the attempt has completed its task with {@link #complete}, also if that was rolled back, or if
     *     the handler is a transactional method of Spring, in whose transaction the task is completed; nothing was changed
     * @throws TaskLostException if the task no longer belongs to this attempt; nothing was changed, and the handler should stop
     * @throws StoreUnavailableException if the store was away for too long; nothing was changed
     * @throws OutcomeUnknownException if the store was away for too long; the checkpoint may be stored
     */
    void checkpoint(Object value);

    /**
     * The newest checkpoint of the task: of this attempt, or of an earlier one. A task that was retried by hand still has
     * it.
     *
     * @param as the class of the checkpoint
     * @param <T> the class of the checkpoint
     * @return the checkpoint; empty if none was stored
     * @throws IllegalArgumentException if the checkpoint does not fit the class, as after a change of that class
     */
    <T> Optional<T> lastCheckpoint(Class<T> as);

    /**
     * Completes the task in a transaction of the handler: the task has succeeded if, and only if, the transaction
     * commits. So what the handler writes with the same connection takes effect exactly once. The connection must be to
     * the database of the agent's store.
     *
     * <p>It sends one statement. It never commits, rolls back, or changes a setting. Call it last, just before the
     * commit: until the transaction ends, the task's row is locked, so a cancel of the task is refused as busy.
     *
     * <p>The transaction must make no {@link #checkpoint}, which a rollback does not take back. The next attempt would skip
     * what was rolled back.
     *
     * <p>After any exception the transaction must be rolled back. The handler may then begin a new one, and call this
     * again.
     *
     * <p>When the handler returns, the result of the committed transaction stands, whatever the handler returns. If no
     * such transaction has committed, the attempt has failed.
     *
     * @param connection the handler's connection, not in auto-commit mode
     * @param result the result, mapped as one that a handler returns; null for none
     * @throws TaskLostException if the task is no longer held by this attempt
     * @throws TaskCompletedException if this attempt has completed the task before: in this transaction, or in an
     *     earlier one that has committed
     * @throws StoreBusyException if another transaction held the task's row for a second
     * @throws TaskRejectedException if the result cannot be stored; nothing was sent
     * @throws IllegalStateException if the connection is in auto-commit mode; nothing was sent
     * @throws UnsupportedOperationException if the agent's store takes no part in such transactions
     * @throws SQLException if the database refused the statement, or does not answer
     */
    default void complete(Connection connection, @Nullable Object result) throws SQLException {
        throw new UnsupportedOperationException("this context takes no part in transactions");
    }

    /**
     * Completes the task without a result, as {@link #complete(Connection, Object)} does.
     *
     * @param connection the handler's connection, not in auto-commit mode
     * @throws SQLException if the database refused the statement, or does not answer
     */
    default void complete(Connection connection) throws SQLException {
        complete(connection, null);
    }

    /**
     * The entries of the logger context (SLF4J's MDC) while the handler runs. Pass them to your own threads.
     *
     * @return {@code correlation_id}, {@code task_id}, {@code type}, {@code attempt}, {@code session}; also
     *     {@code trace_id} if the submission had a trace context
     */
    Map<String, String> loggerContext();
}
