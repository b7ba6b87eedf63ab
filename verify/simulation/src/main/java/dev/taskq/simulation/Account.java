package dev.taskq.simulation;

import dev.taskq.AttemptOutcome;
import dev.taskq.Task;
import dev.taskq.Task.Counts;
import dev.taskq.TaskStatus;
import dev.taskq.lifecycle.Move;
import dev.taskq.simulation.world.Member;
import dev.taskq.spi.Checkpoint;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimedTask;
import dev.taskq.spi.Completion;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.SavedCheckpoint;
import dev.taskq.spi.Session.EndReason;
import dev.taskq.spi.TaskEffect;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The expected state of every row and session, derived from each write and its answer. It reads neither the store nor
 * the coordinators and agents, and it does not judge.
 */
final class Account {
    private final Violations violations;
    private final Map<Long, Row> rows = new TreeMap<>();
    private final Map<Long, Life> sessions = new TreeMap<>();
    private final Map<Member, Duration> heardFrom = new HashMap<>();
    private final Map<Member, Long> lastSessions = new HashMap<>();
    private final Map<String, Long> keys = new HashMap<>();
    private final Map<String, Long> unkeyed = new HashMap<>();
    private final Map<String, Duration> pausedSince = new HashMap<>();
    private final Map<String, Duration> resumedAt = new HashMap<>();
    private boolean retriedByHand;

    Account(Violations violations) {
        this.violations = violations;
    }

    // Rows

    Collection<Row> rows() {
        return rows.values();
    }

    boolean has(long id) {
        return rows.containsKey(id);
    }

    Row row(long id) {
        Row row = rows.get(id);
        if (row == null) {
            throw violations.violation("task %s was never stored", id);
        }
        return row;
    }

    @Nullable
    Long underKey(String key) {
        return keys.get(key);
    }

    /** The task of a submit without a key. Each such task has different params. */
    @Nullable
    Long ofUnkeyed(Insert insert) {
        return unkeyed.get(insert.task().params());
    }

    boolean wasAnyRetriedByHand() {
        return retriedByHand;
    }

    void inserted(Insert insert, Inserted result) {
        Row row = new Row(result.id(), insert, result.status(), now());
        result.hint().ifPresent(hint -> row.stamp = hint.hintedAt());
        rows.put(row.id, row);
        if (insert.task().origin().fire().isPresent()) {
            return;
        }
        row.key()
                .ifPresentOrElse(
                        key -> keys.put(key, row.id),
                        () -> unkeyed.put(insert.task().params(), row.id));
    }

    void claimed(Claim claim, ClaimedTask task) {
        Row row = row(task.running().id());
        row.moveTo(TaskStatus.RUNNING, now());
        row.claimedAt = now();
        row.claimed(claim.holder());
        row.counts = task.running().counts();
        row.maxAttempts = task.running().maxAttempts();
        row.timeout = task.running().timeout();
        row.bytes = task.bytes();
    }

    long running() {
        return rows.values().stream()
                .filter(row -> row.status == TaskStatus.RUNNING)
                .count();
    }

    List<Row> runningSuspects() {
        return rows.values().stream()
                .filter(row -> row.status == TaskStatus.RUNNING && row.counts.isSuspect())
                .toList();
    }

    /** The params of the tasks that a session runs. */
    long heldBytes(long session) {
        return rows.values().stream()
                .filter(row -> row.status == TaskStatus.RUNNING && row.session == session)
                .mapToLong(row -> row.bytes)
                .sum();
    }

    void settled(Claim claim) {
        life(claim.holder().session())
                .ifPresent(life -> life.settledUpTo =
                        Math.max(life.settledUpTo, claim.holder().token()));
    }

    /** A settled claim holds a task. Its execution begins now. */
    void settled(long id) {
        row(id).claimedAt = now();
    }

    /** A checkpoint was stored, or a later one of the same attempt before it. */
    void checkpointed(Checkpoint checkpoint) {
        Row row = row(checkpoint.id());
        if (row.checkpoint.map(SavedCheckpoint::number).orElse(0) < checkpoint.number()) {
            row.checkpoint = Optional.of(new SavedCheckpoint(checkpoint.json(), checkpoint.number()));
        }
    }

    void ended(Completion completion, TaskStatus status, Optional<Hint> hint, Instant storeTime) {
        Row row = row(completion.id());
        row.counts = new Counts(
                row.counts.attempt(),
                completion.verdict().failures(),
                row.counts.losses() + (completion.outcome() == AttemptOutcome.LOST ? 1 : 0),
                completion.verdict().releases());
        if (completion.outcome() == AttemptOutcome.LOST) {
            row.lostWith.add(completion.holder().session());
            row.losses++;
        }
        if (!completion.own()) {
            row.isNotHeld();
        }
        if (status == TaskStatus.SUCCEEDED) {
            row.checkpoint = Optional.empty();
        }
        row.moveTo(status, now());
        row.movedAt = storeTime;
        hint.ifPresent(sent -> row.stamp = sent.hintedAt());
    }

    void promoted(Hint hint) {
        Row row = row(hint.id());
        row.moveTo(TaskStatus.QUEUED, now());
        row.stamp = hint.hintedAt();
    }

    void hinted(Hint hint, Instant stamp) {
        Row row = row(hint.id());
        row.hintedAgain++;
        if (row.status == TaskStatus.QUEUED && row.stamp.equals(hint.hintedAt())) {
            row.stamp = stamp;
        }
    }

    void cancelled(Row row, Instant storeTime) {
        row.moveTo(TaskStatus.CANCELLED, now());
        row.movedAt = storeTime;
    }

    void retried(Task task) {
        Row row = row(task.id());
        retried(row, task.times().queuedAt().orElse(row.stamp));
    }

    private void retried(Row row, Instant stamp) {
        row.moveTo(TaskStatus.QUEUED, now());
        row.counts = new Counts(row.counts.attempt(), 0, 0, 0);
        row.cancelRequested = false;
        row.retriedByHand = true;
        row.lostWith.clear();
        retriedByHand = true;
        row.stamp = stamp;
        row.isNotHeld();
    }

    /** An operation has changed a task. */
    void changed(TaskEffect effect, Instant storeTime) {
        Row row = row(effect.id());
        switch (effect) {
            case TaskEffect.Cancelled cancelled -> cancelled(row, storeTime);
            case TaskEffect.CancelRequested requested -> row.cancelRequested = true;
            case TaskEffect.Queued(Hint hint) when Move.RUN_NOW.isOpenTo(row.status) -> promoted(hint);
            case TaskEffect.Queued(Hint hint) -> retried(row, hint.hintedAt());
            case TaskEffect.Deleted deleted -> purged(row);
        }
    }

    void forgiven(Row row, long session) {
        row.lostWith.remove(session);
        Counts before = row.counts;
        row.counts = new Counts(before.attempt(), before.failures(), before.losses() - 1, before.releases());
    }

    void purged(Row row) {
        row.purged = true;
        row.key().ifPresent(keys::remove);
    }

    /** Records that the store has crashed and forgot the row's claim, which was not synced. */
    void forgotClaim(Row row, Counts counts) {
        row.moveTo(TaskStatus.QUEUED, now());
        row.counts = counts;
        row.claimForgotten();
    }

    /**
     * Records a backup of the store.
     *
     * @return an action that resets the account to its present state, to be run when the store is restored from
     *     this backup
     */
    Runnable backup() {
        Map<Long, Row> rowsThen = new TreeMap<>();
        rows.forEach((id, row) -> rowsThen.put(id, row.copy()));
        // The numbers alone are not enough, because another restore may give them to other sessions meanwhile.
        Map<Long, Life> sessionsThen = new TreeMap<>();
        sessions.values().stream().filter(life -> !life.cleared).forEach(life -> sessionsThen.put(life.id, life));
        Set<String> pausedThen = Set.copyOf(pausedSince.keySet());
        return () -> {
            rows.replaceAll((id, row) -> rowsThen.getOrDefault(id, row));
            rows.values().stream().filter(row -> !rowsThen.containsKey(row.id)).forEach(this::neverStored);
            rows.values().forEach(row -> row.moveTo(row.status, now()));
            keys.clear();
            rows.values().stream()
                    .filter(row -> !row.purged)
                    .forEach(row -> row.key().ifPresent(key -> keys.put(key, row.id)));
            sessions.clear();
            sessions.putAll(sessionsThen);
            sessions.values().forEach(this::restored);
            Set<String> types = new TreeSet<>(pausedThen);
            types.addAll(pausedSince.keySet());
            types.forEach(type -> paused(type, pausedThen.contains(type)));
        };
    }

    /** Stored since the backup. Answers to clients about it are void, and its id is not given again. */
    private void neverStored(Row row) {
        row.moveTo(TaskStatus.CANCELLED, now());
        row.isNotHeld();
        row.purged = true;
        row.effects = 0;
    }

    private void restored(Life life) {
        life.cleared = false;
        life.backAt = null;
        life.backUnder = null;
        sessionEnded(life, EndReason.LOST);
    }

    // Types

    void paused(String type, boolean paused) {
        if (paused) {
            pausedSince.putIfAbsent(type, now());
        } else if (pausedSince.remove(type) != null) {
            resumedAt.put(type, now());
        }
    }

    /** Since when a type is paused; empty if it is not. */
    Optional<Duration> pausedSince(String type) {
        return Optional.ofNullable(pausedSince.get(type));
    }

    boolean isPaused(String type) {
        return pausedSince.containsKey(type);
    }

    /** When a type was last resumed; zero if it was never paused. */
    Duration resumedAt(String type) {
        return resumedAt.getOrDefault(type, Duration.ZERO);
    }

    // Sessions

    Collection<Life> sessions() {
        return sessions.values();
    }

    Optional<Life> life(long session) {
        return Optional.ofNullable(sessions.get(session));
    }

    /** The highest session id that a process ever got; 0 if it got none. */
    long lastSessionOf(Member member) {
        return lastSessions.getOrDefault(member, 0L);
    }

    void opened(Member member, long session, NewSession.Kind kind) {
        lastSessions.put(member, session);
        sessions.put(session, new Life(session, member, kind, now()));
    }

    void heardFrom(Life life) {
        life.heardFrom = now();
        if (!life.wasHeardFrom) {
            life.wasHeardFrom = true;
            sessions.values().stream()
                    .filter(other -> other.member == life.member && other.kind == life.kind)
                    .filter(other -> other.id < life.id && other.backAt == null)
                    .forEach(other -> {
                        other.backAt = now();
                        other.backUnder = life;
                        other.everBack = true;
                    });
        }
        heardFrom.put(life.member, now());
    }

    /** When a process last sent a heartbeat for any session; zero if it never has. */
    Duration lastHeartbeatOf(Member member) {
        return heardFrom.getOrDefault(member, Duration.ZERO);
    }

    void sessionEnded(Life life, EndReason reason) {
        life.ended = true;
        life.lost = reason == EndReason.LOST;
        life.endedAt = now();
    }

    /** When the process of an ended session first sent a heartbeat under a later one; empty if it has not. */
    Optional<Duration> backAt(Life life) {
        return Optional.ofNullable(life.backAt);
    }

    boolean isEnded(long session) {
        return life(session).map(life -> life.ended).orElse(true);
    }

    /**
     * Whether the owner of a session does not know of it: its opening had an unknown outcome, or there is a later one.
     */
    boolean isStray(Life life) {
        return !life.wasHeardFrom
                || sessions.values().stream()
                        .filter(other -> other.member == life.member && other.kind == life.kind)
                        .anyMatch(other -> other.wasHeardFrom && other.id > life.id);
    }

    /** Whether the process of a session has not crashed, and this is the latest session that it knows of. */
    boolean isOfLiving(Life life) {
        return life.member.process().isAlive() && !isStray(life);
    }

    /** Whether a session has not ended. */
    boolean isLiving(Life life) {
        return !life.ended && isOfLiving(life);
    }

    private Duration now() {
        return violations.now();
    }
}
