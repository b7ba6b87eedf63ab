package dev.taskq.client;

import java.time.Instant;
import java.util.Optional;

/**
 * An operation on many tasks, as it stood when it was read. Immutable.
 *
 * @param id its id
 * @param action what it does: {@code cancel}, {@code retry}, {@code run_now} or {@code delete}; a later version may
 *     have more
 * @param status where it stands: {@code running}, {@code done}, {@code cancelled} or {@code failed}; a later version may
 *     have more
 * @param dryRun whether it only counts
 * @param counts what it did so far
 * @param cancelRequested whether a caller asked for its end
 * @param caller the caller that started it
 * @param createdAt when it was accepted
 * @param startedAt when it took its first step
 * @param finishedAt when it ended
 * @param error why it failed
 * @param json the answer that it was read from, with what this version does not know
 */
public record Operation(
        long id,
        String action,
        String status,
        boolean dryRun,
        Counts counts,
        boolean cancelRequested,
        Optional<String> caller,
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        Optional<String> error,
        JsonValue json) {

    /**
     * The numbers of an operation's tasks.
     *
     * @param matched the tasks that were selected so far
     * @param atLeast whether there are more than {@code matched}: a dry run counts up to a bound
     * @param done those that the action was done with
     * @param failed those that it could not be done with
     */
    public record Counts(long matched, boolean atLeast, long done, long failed) {}

    /**
     * Whether the operation has ended.
     *
     * @return true if it has, also with a status that this version does not know
     */
    public boolean isFinal() {
        return finishedAt.isPresent();
    }

    static Operation of(Fields json) {
        return new Operation(
                json.integer("id"),
                json.text("action"),
                json.text("status"),
                json.flag("dry_run"),
                new Counts(json.count("matched"), json.flag("at_least"), json.count("done"), json.count("failed")),
                json.flag("cancel_requested"),
                json.textIfAny("caller"),
                json.time("created_at"),
                json.timeIfAny("started_at"),
                json.timeIfAny("finished_at"),
                json.textIfAny("error"),
                json.whole());
    }
}
