package dev.taskq;

import java.time.Instant;
import java.util.Optional;

/**
 * An operation on many tasks as it stood when it was read. The leader works on it in bounded steps, so that other work
 * goes on meanwhile. Immutable.
 *
 * @param id its id, given by the store
 * @param request what was asked for
 * @param status where it stands
 * @param counts what it did so far
 * @param cancelRequested whether a client asked for its end
 * @param times its times, by the database's clock
 * @param error why it failed
 */
public record Operation(
        long id,
        NewOperation request,
        OperationStatus status,
        Counts counts,
        boolean cancelRequested,
        Times times,
        Optional<String> error) {
    /** The most tasks that a dry run counts. */
    public static final long MOST_COUNTED = 10_000;

    /**
     * The numbers of its tasks.
     *
     * @param matched the tasks that were selected and handled so far; in a dry run those that would be
     * @param done those that the action was done with
     * @param failed those that it could not be done with: there is no task of that id, its status does not allow it, or
     *     another transaction held it for too long
     */
    public record Counts(long matched, long done, long failed) {
        /** Nothing was handled yet. */
        public static final Counts NONE = new Counts(0, 0, 0);

        /**
         * These counts, and those of one more step.
         *
         * @param step the counts of the step
         * @return the sums
         */
        public Counts plus(Counts step) {
            return new Counts(matched + step.matched, done + step.done, failed + step.failed);
        }
    }

    /**
     * The times of an operation, by the database's clock, in microseconds.
     *
     * @param createdAt when it was accepted
     * @param startedAt when the leader took its first step
     * @param finishedAt when it ended
     */
    public record Times(Instant createdAt, Optional<Instant> startedAt, Optional<Instant> finishedAt) {}

    /**
     * This operation as lists show it.
     *
     * @return the new value, without its selection
     */
    public Operation toListed() {
        return new Operation(id, request.toListed(), status, counts, cancelRequested, times, error);
    }

    /**
     * Whether more tasks than were counted may match: a dry run stopped at {@link #MOST_COUNTED}.
     *
     * @return true if {@link Counts#matched()} means "at least"
     */
    public boolean countedInPart() {
        return request.dryRun() && counts.matched() >= MOST_COUNTED;
    }
}
