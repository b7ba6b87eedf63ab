package dev.taskq.simulation;

import dev.taskq.Task.Counts;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Insert;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What the checker believes of one row, by what it was told of each write. */
final class Row {
    final long id;
    final Insert insert;
    TaskStatus status;
    Counts counts = Counts.NONE;
    int maxAttempts;
    /** Of its params, as it was claimed with. */
    long bytes;

    Duration timeout = Duration.ZERO;
    boolean cancelRequested;
    boolean retriedByHand;

    /** The session that holds it, or told its outcome itself; 0 for none. */
    long session;

    long token;

    /** Since when it stands there, in virtual time. */
    Duration since;

    /** Since when the execution that holds it may run. */
    Duration claimedAt = Duration.ZERO;

    /** The stamp of its hint, while it waits. */
    Instant stamp = Instant.EPOCH;

    /** The stamps under which it waited before: a hint of the same stamp may be one of those. */
    final Set<Instant> pastStamps = new HashSet<>();

    /** Until when there were hints, last looked at once it was calm, that are hardly younger than its own would be. */
    Duration hintsNearUntil = Duration.ZERO;

    /** When its handler was seen to run, last looked at once it was calm: what it returned may be on its way. */
    Duration seenRunning = Duration.ZERO;

    /** When, by the store's clock, it became what it is, once it has ended. */
    Instant movedAt = Instant.EPOCH;

    /** It was final for long enough, and is no longer there. */
    boolean purged;

    /** The sessions whose loss counts against it. */
    final Set<Long> lostWith = new HashSet<>();

    /** How often it was lost, whether that counts or not. */
    int losses;

    /** How often hints were sent for it again while it waited. */
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
        copy.cancelRequested = cancelRequested;
        copy.retriedByHand = retriedByHand;
        copy.session = session;
        copy.token = token;
        copy.claimedAt = claimedAt;
        copy.stamp = stamp;
        copy.movedAt = movedAt;
        copy.purged = purged;
        copy.pastStamps.addAll(pastStamps);
        copy.lostWith.addAll(lostWith);
        copy.losses = losses;
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

    void nobodyHolds() {
        session = 0;
        token = 0;
    }

    @Override
    public String toString() {
        return "task " + id + " " + insert.task().params() + " " + status + " since " + since + " held by (" + session
                + ", " + token + ") " + counts;
    }
}
