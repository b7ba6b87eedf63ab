package dev.taskq.simulation;

import dev.taskq.Task.Counts;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Insert;
import dev.taskq.spi.SavedCheckpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The expected state of one row, derived from the reports of each write. */
final class Row {
    final long id;
    final Insert insert;
    TaskStatus status;
    Counts counts = Counts.NONE;
    int maxAttempts;
    /** The size of its params in the last claim. */
    long bytes;

    /** Its newest checkpoint that is stored. */
    Optional<SavedCheckpoint> checkpoint = Optional.empty();

    Duration timeout = Duration.ZERO;
    boolean cancelRequested;
    boolean retriedByHand;

    /** The session that holds it, or that reported its outcome; 0 for none. */
    long session;

    long token;

    /** What reported its last outcome before the newest claim: a crash of the store may forget that claim. */
    private Holder beforeClaim = new Holder(0, 0);

    /** Since when it has this status, in virtual time. */
    Duration since;

    /** Since when the execution that holds it may run. */
    Duration claimedAt = Duration.ZERO;

    /** The stamp of its hint, while it waits. */
    Instant stamp = Instant.EPOCH;

    /** The stamps under which it waited before. A hint with the same stamp may belong to one of them. */
    final Set<Instant> pastStamps = new HashSet<>();

    /** The last check after the storm at which there were hints that are hardly younger than its own would be. */
    Duration hintsNearUntil = Duration.ZERO;

    /** The last check after the storm at which its handler ran. Its outcome may be on its way. */
    Duration seenRunning = Duration.ZERO;

    /** When it ended, by the store's clock. */
    Instant movedAt = Instant.EPOCH;

    /** Whether it was deleted after its retention. */
    boolean purged;

    /** The sessions that its count of losses includes. */
    final Set<Long> lostWith = new HashSet<>();

    /** The number of its losses, including those that do not count. */
    int losses;

    /** The number of effects that transactions of its handlers have committed together with its completion. */
    int effects;

    /** The number of hints that were sent again for it while it waited. */
    int hintedAgain;

    Row(long id, Insert insert, TaskStatus status, Duration since) {
        this.id = id;
        this.insert = insert;
        this.status = status;
        this.since = since;
    }

    Row copy() {
        Row copy = new Row(id, insert, status, since);
        copy.counts = counts;
        copy.maxAttempts = maxAttempts;
        copy.timeout = timeout;
        copy.bytes = bytes;
        copy.checkpoint = checkpoint;
        copy.cancelRequested = cancelRequested;
        copy.retriedByHand = retriedByHand;
        copy.session = session;
        copy.token = token;
        copy.beforeClaim = beforeClaim;
        copy.claimedAt = claimedAt;
        copy.stamp = stamp;
        copy.movedAt = movedAt;
        copy.purged = purged;
        copy.pastStamps.addAll(pastStamps);
        copy.lostWith.addAll(lostWith);
        copy.losses = losses;
        copy.effects = effects;
        return copy;
    }

    Optional<String> key() {
        return insert.task().idempotencyKey();
    }

    String type() {
        return insert.task().type();
    }

    boolean isHeldBy(Holder by) {
        return status == TaskStatus.RUNNING && wasHeldBy(by);
    }

    boolean wasHeldBy(Holder by) {
        return session == by.session() && token == by.token();
    }

    void moveTo(TaskStatus next, Duration now) {
        if (status == TaskStatus.QUEUED) {
            pastStamps.add(stamp);
        }
        status = next;
        since = now;
        hintedAgain = 0;
    }

    void claimed(Holder by) {
        beforeClaim = new Holder(session, token);
        session = by.session();
        token = by.token();
    }

    void claimForgotten() {
        session = beforeClaim.session();
        token = beforeClaim.token();
    }

    void isNotHeld() {
        session = 0;
        token = 0;
    }

    @Override
    public String toString() {
        return "task " + id + " " + insert.task().params() + " " + status + " since " + since + " held by (" + session
                + ", " + token + ") " + counts;
    }
}
