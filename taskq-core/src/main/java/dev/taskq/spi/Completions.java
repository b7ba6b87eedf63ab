package dev.taskq.spi;

import java.time.Duration;
import java.util.List;

/**
 * The end of executions, by their agents and by the leader, and what is left after it. What holds for every method is said at
 * {@link StorePort}.
 *
 * <p>{@link #complete}, {@link #forgiveLosses} and {@link #purge} pass over rows that another transaction holds.
 */
public interface Completions {
    /** How long past its time-out a row must have run before it counts as overdue. */
    Duration OVERDUE = Duration.ofSeconds(30);

    /** How often a task is lost, in all, before no loss of it is taken back any more: its trying ends. */
    int MOST_FORGIVEN = 20;

    /**
     * Ends executions: the only write that does. Writes the verdict where the row is running and held by exactly that
     * session and token; where a cancel was asked for, all but succeeded becomes cancelled. Attempts that did not go well
     * leave their own record. Durable when it returns. Refuses what a session brings that is another process's.
     *
     * @param completions each task once
     * @return for each, what became of it
     */
    List<CompletionResult> complete(List<Completion> completions);

    /**
     * Looks for running rows whose session has ended, or which have run for {@link #OVERDUE} longer than they may.
     *
     * @param scans each type once
     * @param max how many rows to give in all, 1 or more
     * @return for each scan, what it found
     */
    List<Orphans> orphans(List<Scan> scans, int max);

    /**
     * Takes back the losses that the end of a session has brought upon tasks, since its agent lives: for each task that was
     * {@link dev.taskq.AttemptOutcome#LOST} with it, unless it is final, the count is one less. A loss is taken back once, and
     * only if nobody has retried the task by hand since. A task that was lost {@link #MOST_FORGIVEN} times in all, with whatever
     * session, is passed over. Passes over rows that another transaction holds.
     *
     * @param session the session, not cleared
     * @param process its process; another's session is passed over
     * @param error what the attempts that no longer count tell from now on, at most {@link Completion#LONGEST_ERROR} characters
     * @return what it took back
     */
    Forgiven forgiveLosses(long session, long process, String error);

    /**
     * Deletes finished tasks past their retention, with their attempts: one bounded step along the ids.
     *
     * @param step where and how far
     * @return what it did
     */
    Purged purge(Purge step);
}
