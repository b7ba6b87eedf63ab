package dev.taskq.spi;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * The end of executions, reported by their agents or by the leader, and the cleanup afterwards. {@link StorePort}
 * describes what holds for every method.
 *
 * {@link #complete}, {@link #checkpoint}, {@link #forgiveLosses} and {@link #purge} skip rows that another transaction holds.
 */
public interface Completions {
    /** How long after its time-out a running row counts as overdue. */
    Duration OVERDUE = Duration.ofSeconds(30);

    /**
     * The number of losses of a task, in total, from which on none of them is forgiven. So its attempts come to an end.
     */
    int MOST_FORGIVEN = 20;

    /**
     * Ends executions; no other write does. Writes the verdict if the row is running and held by exactly that session
     * and token. If a cancel was requested, every outcome except success becomes cancelled. Attempts that did not
     * succeed are recorded. Durable when it returns. Refuses a completion by a session of another process.
     *
     * @param completions each task once
     * @return the result of each
     */
    List<CompletionResult> complete(List<Completion> completions);

    /**
     * Stores checkpoints, each in place of the task's last one. Writes a checkpoint if the row is running and held by
     * exactly that session and token, and if its number is higher than that of the stored one: a write with an unknown
     * outcome may take effect late, and must not replace a newer checkpoint. The next claim of the task returns it. A
     * success removes it; every other end keeps it, and so does a retry by hand. Durable when it returns. Refuses a
     * checkpoint by a session of another process.
     *
     * @param checkpoints each task once
     * @return the result of each
     */
    List<CheckpointResult> checkpoint(List<Checkpoint> checkpoints);

    /**
     * Ends an execution as {@link #complete} does, with the same fence, in a transaction that an application has opened
     * on the store's database. It takes effect with that transaction's commit. Until then the row is locked. It never
     * commits, rolls back, or changes a setting of the connection.
     *
     * <p>A transaction sees its own completions: a second one in it is already recorded.
     *
     * @param connection the application's connection, not in auto-commit mode
     * @param completion the completion
     * @return the result; of what was not recorded, nothing was changed
     * @throws SQLException if the database refused the statement, or does not answer; the transaction has failed
     * @throws UnsupportedOperationException if the store takes no part in transactions of this connection; nothing was
     *     sent
     */
    default CompletionResult completeIn(Connection connection, Completion completion) throws SQLException {
        throw new UnsupportedOperationException("the store takes no part in transactions of applications");
    }

    /**
     * Finds running rows with a session that has ended, or that have run for {@link #OVERDUE} longer than their
     * time-out.
     *
     * @param scans each type once
     * @param max the most rows in all, 1 or more
     * @return the orphans of each scan
     */
    List<Orphans> orphans(List<Scan> scans, int max);

    /**
     * Forgives the losses that the end of a session has caused, because its agent is alive: each task that was
     * {@link dev.taskq.AttemptOutcome#LOST} with it, and is not final, counts one loss less. A loss is forgiven once,
     * and only if the task has not been retried manually since. A task that was lost {@link #MOST_FORGIVEN} times in
     * total, with any sessions, is skipped. Skips rows that another transaction holds.
     *
     * @param session the session, which must not have been cleared
     * @param process its process; a session of another process is skipped
     * @param error the new error of the attempts that no longer count, at most {@link Completion#LONGEST_ERROR}
     *     characters
     * @return the forgiven losses
     */
    Forgiven forgiveLosses(long session, long process, String error);

    /**
     * Deletes finished tasks past their retention, with their attempts and their progress: one bounded step in id order.
     *
     * @param step the step's start and limits
     * @return the result
     */
    Purged purge(Purge step);
}
