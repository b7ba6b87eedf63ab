package dev.taskq.leader;

import dev.taskq.AuditAction;
import dev.taskq.NewAuditEntry;
import dev.taskq.Operation;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreRefusedException;
import dev.taskq.TaskqException;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Stopwatch;
import dev.taskq.spi.Advance;
import dev.taskq.spi.Advanced;
import dev.taskq.spi.AuditLog;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Operations;
import dev.taskq.spi.SameProcess;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the operations on many tasks, one step of each in turn, so that a short one need not wait for a long one.
 *
 * <p>The store keeps how far each is, and moves that with the step: a leader that died, or a step of unknown outcome, leaves
 * nothing to put right. A step is small enough to last about {@link #STEP}, and all of them together take a tenth of the time,
 * so that other work is hardly slowed. Hints that are lost are sent again by the reconciler.
 */
final class OperationRunner implements LeaderDuty {
    private static final Logger LOG = LoggerFactory.getLogger(OperationRunner.class);
    private static final int SHARE = 10;
    private static final Duration LONGEST_REST = Duration.ofSeconds(2);
    private static final Duration SHORTEST_REST = Duration.ofMillis(10);
    private static final Duration IDLE = Duration.ofSeconds(1);

    /** How long a step should last: it holds locks on its rows for as long. */
    private static final Duration STEP = Duration.ofMillis(100);

    /** The first step, and the one after a failure, is small, whatever the store; the next ones grow. */
    private static final int FIRST_TASKS = 2;

    /** A step that is slow is no reason for a smaller one than that. */
    private static final int FEWEST_TASKS = 100;

    private static final int MOST_TASKS = 1_000;

    /** To read a row costs far less than to change it. */
    private static final int ROWS_PER_TASK = 10;

    /** How often a step may stop before the same locked row, {@link #LOCKED_REST} apart, until the row is passed over. */
    private static final int MOST_BLOCKED = 50;

    private static final Duration LOCKED_REST = Duration.ofMillis(100);

    private final DutyCycle dutyCycle;
    private final Stopwatch sinceStep;
    private final Operations operations;
    private final Consumer<List<Hint>> hints;
    private final LeaderMetrics metrics;
    private final AuditLog auditLog;
    private final SameProcess sameProcess;
    private final Duration whileAlone;
    private final Deque<Long> tour = new ArrayDeque<>();
    /** The operation whose last step has an unknown outcome. It may have ended, and then is not among the running ones any more. */
    private final Deque<Long> unsure = new ArrayDeque<>();

    private final BlockedOperations blocked = new BlockedOperations(MOST_BLOCKED);
    private int tasks = FIRST_TASKS;

    /**
     * Nothing runs yet.
     *
     * @param whileAlone the sleep while no other process can start an operation. A start in this one wakes the duty
     */
    OperationRunner(
            Platform platform,
            Operations operations,
            Consumer<List<Hint>> hints,
            LeaderMetrics metrics,
            AuditLog auditLog,
            SameProcess sameProcess,
            Duration whileAlone) {
        this.whileAlone = whileAlone;
        this.sameProcess = sameProcess;
        this.auditLog = auditLog;
        this.dutyCycle = new DutyCycle(platform, SHARE, LONGEST_REST);
        this.sinceStep = platform.stopwatch();
        this.operations = operations;
        this.hints = hints;
        this.metrics = metrics;
    }

    @Override
    public Duration round() {
        if (!dutyCycle.left().isZero()) {
            return dutyCycle.left();
        }
        dutyCycle.begin();
        Long asked = unsure.poll();
        if (asked != null) {
            tellIfEnded(asked);
        }
        if (tour.isEmpty()) {
            List<Long> running = operations.running();
            blocked.keepOnly(running);
            tour.addAll(running);
        }
        Long next = tour.poll();
        if (next == null) {
            return sameProcess.isAlone() ? whileAlone : IDLE;
        }
        return step(next) ? dutyCycle.rest(LOCKED_REST) : dutyCycle.rest(SHORTEST_REST);
    }

    /** Whether the step stopped before a locked row. */
    private boolean step(long id) {
        boolean passes = blocked.isTooOften(id);
        // Only the row that stopped it is passed over; its neighbours may be free in a moment.
        int most = passes ? 1 : tasks;
        Advance step = new Advance(id, passes ? 1 : most * ROWS_PER_TASK, most, passes);
        sinceStep.restart();
        Advanced advanced;
        try {
            advanced = operations.advance(step);
        } catch (StoreRefusedException e) {
            LOG.warn("operation failed operation={}", id, e);
            operations.fail(id, "the store refused a step: " + e.getMessage());
            tellIfEnded(id);
            return false;
        } catch (OutcomeUnknownException e) {
            unsure.add(id);
            throw e;
        } catch (TaskqException e) {
            // It may have taken too long. The next one must not: a step at the same position would fail again and
            // again.
            tasks = FIRST_TASKS;
            throw e;
        }
        if (!passes) {
            adapt(sinceStep.elapsed());
        }
        hints.accept(advanced.hints());
        metrics.operated(advanced.effects());
        blocked.learn(id, advanced);
        advanced.operation().filter(after -> after.status().isFinal()).ifPresent(this::ended);
        return advanced.blocked();
    }

    /** For people, so that a failure holds up nothing. */
    private void tellIfEnded(long id) {
        try {
            operations
                    .find(id)
                    .filter(operation -> operation.status().isFinal())
                    .ifPresent(this::ended);
        } catch (TaskqException e) {
            LOG.warn("audit entry not written action=operation.end operation={}", id, e);
        }
    }

    private void adapt(Duration took) {
        if (took.compareTo(STEP.multipliedBy(2)) > 0) {
            tasks = Math.max(Math.min(tasks, FEWEST_TASKS), tasks / 2);
        } else if (took.compareTo(STEP.dividedBy(2)) < 0) {
            tasks = Math.min(MOST_TASKS, tasks * 2);
        }
    }

    private void ended(Operation operation) {
        LOG.info(
                "operation ended operation={} action={} status={} matched={} done={} failed={} caller={} correlation_id={}",
                operation.id(),
                operation.request().action().wireName(),
                operation.status().wireName(),
                operation.counts().matched(),
                operation.counts().done(),
                operation.counts().failed(),
                operation.request().origin().caller(),
                operation.request().origin().correlationId());
        // A dry run changed nothing, and an embedding application has no name.
        if (!operation.request().dryRun()
                && !operation.request().origin().caller().isEmpty()) {
            writeDown(operation);
        }
    }

    /** For people, so that a failure holds up nothing: the line of the log above says the same. */
    private void writeDown(Operation operation) {
        try {
            auditLog.write(new NewAuditEntry(
                    operation.request().origin().caller(),
                    AuditAction.END_OPERATION,
                    "operation " + operation.id(),
                    operation.request().action().wireName() + " "
                            + operation.status().wireName() + ": done with "
                            + operation.counts().done() + " of "
                            + operation.counts().matched() + " tasks",
                    operation.request().origin().correlationId()));
        } catch (TaskqException e) {
            LOG.warn("audit entry not written action=operation.end operation={}", operation.id(), e);
        }
    }
}
