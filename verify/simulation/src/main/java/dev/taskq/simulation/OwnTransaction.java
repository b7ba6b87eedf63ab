package dev.taskq.simulation;

import dev.taskq.TaskCompletedException;
import dev.taskq.TaskContext;
import dev.taskq.simulation.Completing.First;
import dev.taskq.simulation.Journal.Entry;
import dev.taskq.simulation.world.HandlerTransaction;
import dev.taskq.simulation.world.Member;
import dev.taskq.simulation.world.Simulation;
import java.sql.SQLException;
import java.time.Duration;

/** Completes a task in transactions of its handler, as its order says. */
final class OwnTransaction {
    /** Longer than the time between two heartbeats. */
    private static final Duration AFTER_THE_COMMIT = Duration.ofMillis(700);

    private final Simulation simulation;
    private final Member member;
    private final TaskContext context;
    private final Completing completing;

    OwnTransaction(Simulation simulation, Member member, TaskContext context, Completing completing) {
        this.simulation = simulation;
        this.member = member;
        this.context = context;
        this.completing = completing;
    }

    /**
     * Completes the task.
     *
     * @param first whether no attempt ran before
     * @param entry is told what happened
     */
    void complete(boolean first, Entry entry) throws Exception {
        First does = first ? completing.first() : First.COMMITS;
        switch (does) {
            case COMMITS -> {
                commit();
                goOn(entry);
            }
            case ROLLED_BACK -> {
                rollBack();
                throw new IllegalStateException("rolled back");
            }
            case SWALLOWED -> rollBack();
            case REPEATED -> {
                rollBack();
                repeatIfItFails();
            }
        }
    }

    private void commit() throws Exception {
        HandlerTransaction transaction = begun();
        try {
            if (completing.open() > 0) {
                simulation.sleep(Duration.ofMillis(completing.open()));
            }
            transaction.commit();
        } finally {
            transaction.rollback();
        }
    }

    private void rollBack() throws Exception {
        begun().rollback();
    }

    private HandlerTransaction begun() throws SQLException {
        HandlerTransaction transaction = member.begin();
        try {
            transaction.leaveEffect(context.taskId());
            context.complete(transaction.connection());
            return transaction;
        } catch (RuntimeException | SQLException e) {
            transaction.rollback();
            throw e;
        }
    }

    /** Does not know whether a commit that failed has taken effect. */
    private void repeatIfItFails() throws Exception {
        try {
            commit();
        } catch (SQLException e) {
            try {
                commit();
            } catch (TaskCompletedException completed) {
                // It has.
            }
        }
    }

    /** The agent must not take the task for lost since it does not run any more. */
    private void goOn(Entry entry) throws InterruptedException {
        try {
            simulation.sleep(AFTER_THE_COMMIT);
        } catch (InterruptedException e) {
            entry.stoppedAfterCommit = true;
            throw e;
        }
    }
}
