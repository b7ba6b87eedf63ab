package dev.taskq.leader;

import dev.taskq.engine.StoreClock;
import dev.taskq.platform.Platform;
import dev.taskq.spi.AuditLog;
import dev.taskq.spi.Completions;
import dev.taskq.spi.History;
import dev.taskq.spi.History.Span;
import dev.taskq.spi.Operations;
import dev.taskq.spi.Purge;
import dev.taskq.spi.Purged;
import dev.taskq.spi.Types;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes finished tasks past their retention, in bounded steps along the ids, operations that ended long ago, types that are
 * not used any more, and old rows of the audit log and of the history. A round writes once: the lease may end while a call waits for the store. It
 * waits while ages by the store's clock are not to be believed. (Ended sessions are deleted where they are cleared.)
 */
final class Pruner implements LeaderDuty {
    private static final Logger LOG = LoggerFactory.getLogger(Pruner.class);
    private static final int ROWS = 1_000;

    private static final int SHARE = 20;

    /** While a step deletes most of what it reads, more is waiting: it must keep up with what is submitted. */
    private static final int SHARE_WHEN_BEHIND = 4;

    private static final Duration SHORTEST_SLEEP = Duration.ofMillis(100);
    private static final Duration WHILE_SUSPENDED = Duration.ofMinutes(1);
    private static final Duration UNUSED = Duration.ofDays(1);

    /** Longer: where agents are started only when tasks wait, a type must outlive a quiet time without any. */
    private static final Duration UNUSED_ANNOUNCED = Duration.ofDays(30);

    private static final Duration OPERATIONS_KEPT = Duration.ofDays(7);

    private final DutyCycle dutyCycle;
    private final Completions completions;
    private final Types types;
    private final Operations operations;
    private final AuditLog auditLog;
    private final History history;
    private final StoreClock storeClock;
    private final LeaderConfig config;
    private long position;
    private Subject subject = Subject.TASKS;

    Pruner(
            Platform platform,
            Completions completions,
            Types types,
            Operations operations,
            AuditLog auditLog,
            History history,
            StoreClock storeClock,
            LeaderConfig config) {
        this.dutyCycle = new DutyCycle(platform, SHARE);
        this.storeClock = storeClock;
        this.completions = completions;
        this.types = types;
        this.operations = operations;
        this.auditLog = auditLog;
        this.history = history;
        this.config = config;
    }

    private enum Subject {
        TASKS,
        TYPES,
        OPERATIONS,
        AUDIT_LOG,
        MINUTES,
        HOURS
    }

    @Override
    public Duration round() {
        if (!dutyCycle.left().isZero()) {
            return dutyCycle.left();
        }
        dutyCycle.begin();
        storeClock.read();
        if (storeClock.isSuspended()) {
            // Tasks come first after the wait, so that they do not wait for the next walk as well.
            subject = Subject.TASKS;
            return dutyCycle.rest(WHILE_SUSPENDED);
        }
        return switch (subject) {
            case TASKS -> dutyCycle.rest(SHORTEST_SLEEP, pruneTasks() > ROWS / 2 ? SHARE_WHEN_BEHIND : SHARE);
            case TYPES -> dutyCycle.rest(pruneTypes());
            case OPERATIONS -> dutyCycle.rest(pruneOperations());
            // As long as failed tasks: an entry may be about one of them.
            case AUDIT_LOG ->
                pruneRecords(
                        () -> auditLog.purge(config.failedRetention(), config.mostAuditEntries(), ROWS),
                        Subject.MINUTES,
                        SHORTEST_SLEEP);
            case MINUTES ->
                pruneRecords(() -> history.purge(Span.MINUTE, Span.MINUTE.kept(), ROWS), Subject.HOURS, SHORTEST_SLEEP);
            case HOURS ->
                pruneRecords(
                        () -> history.purge(Span.HOUR, Span.HOUR.kept(), ROWS),
                        Subject.TASKS,
                        config.intervals().sweep());
        };
    }

    private int pruneTasks() {
        Purged purged = completions.purge(new Purge(position, ROWS, config.retention(), config.failedRetention()));
        if (purged.deleted() > 0) {
            LOG.debug("finished tasks deleted number={} after={}", purged.deleted(), position);
        }
        if (purged.next().isEmpty()) {
            position = 0;
            subject = Subject.TYPES;
        } else {
            position = purged.next().getAsLong();
        }
        return purged.deleted();
    }

    private Duration pruneTypes() {
        int forgotten = types.forget(UNUSED, UNUSED_ANNOUNCED);
        if (forgotten > 0) {
            LOG.info("unused types forgotten number={}", forgotten);
        }
        subject = Subject.OPERATIONS;
        return SHORTEST_SLEEP;
    }

    private Duration pruneOperations() {
        operations.purge(OPERATIONS_KEPT);
        subject = Subject.AUDIT_LOG;
        return SHORTEST_SLEEP;
    }

    /** Goes on with the same rows until fewer are deleted than a step may. One that fails does not keep tasks from being deleted. */
    private Duration pruneRecords(IntSupplier purge, Subject next, Duration sleep) {
        Subject current = subject;
        subject = next;
        try {
            if (purge.getAsInt() < ROWS) {
                return dutyCycle.rest(sleep);
            }
        } catch (RuntimeException e) {
            dutyCycle.rest(sleep);
            throw e;
        }
        subject = current;
        return dutyCycle.rest(SHORTEST_SLEEP);
    }
}
