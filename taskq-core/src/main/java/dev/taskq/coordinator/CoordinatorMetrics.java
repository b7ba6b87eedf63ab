package dev.taskq.coordinator;

import dev.taskq.BacklogFullException;
import dev.taskq.KeyConflictException;
import dev.taskq.NewTask;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.Submitted;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskStatus;
import dev.taskq.leader.LeaderMetrics;
import dev.taskq.telemetry.EndMetrics;
import dev.taskq.telemetry.Family;
import dev.taskq.telemetry.Histograms;
import dev.taskq.telemetry.HistoryRecorder;
import dev.taskq.telemetry.RecentTypes;
import dev.taskq.telemetry.RoleMetrics;
import dev.taskq.telemetry.RoleMetrics.Role;
import dev.taskq.telemetry.StateGauges;
import dev.taskq.telemetry.TypeLabels;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** The coordinator's metrics, named in one place; docs/observability.md has them all. Thread-safe. */
final class CoordinatorMetrics implements AutoCloseable {
    /** Hints are dropped because the buffer has no room. */
    static final String FULL = "full";
    /** Hints are dropped because they waited for too long. */
    static final String STALE = "stale";
    /** Hints are dropped because the queue did not take them. */
    static final String FAILED = "failed";

    private static final String TYPE = "type";

    private final MeterRegistry registry;
    private final RecentTypes recent;
    private final HistoryRecorder history;
    private final TypeLabels types = new TypeLabels();
    private final StateGauges gauges;
    private final RoleMetrics ofRole;
    private final EndMetrics ends;
    private final LeaderMetrics leader;
    private final Family<Counter> submissions;
    private final Timer submits;
    private final Counter hintsSent;
    private final Family<Counter> hintsDropped;

    /**
     * Nothing measured yet.
     *
     * @param recent counts what happened within the last minute
     * @param history counts it for the history
     */
    CoordinatorMetrics(MeterRegistry registry, RecentTypes recent, HistoryRecorder history) {
        this.registry = registry;
        this.recent = recent;
        this.history = history;
        gauges = new StateGauges(registry);
        ofRole = new RoleMetrics(registry, gauges, Role.COORDINATOR);
        ends = new EndMetrics(registry);
        leader = new LeaderMetrics(registry, types, ends, recent, history);
        submissions = Family.counters(registry, "taskq.submissions", "Tasks submitted", TYPE, "outcome");
        submits = Histograms.brief("taskq.submit", "From a call of submit until its tasks are durable")
                .register(registry);
        hintsSent = counter("taskq.hints.sent", "Hints sent");
        hintsDropped = Family.counters(registry, "taskq.hints.dropped", "Hints not sent", "reason");
        // There from the start, so that their first rise is seen as one.
        List.of(FULL, STALE, FAILED).forEach(hintsDropped::of);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    /** Those that agents have, too. */
    RoleMetrics ofRole() {
        return ofRole;
    }

    /** Shows whether it leads, until the end. The state is not kept alive by that. */
    <T> void leads(T state, Predicate<T> leads) {
        gauges.addFact("taskq.leads", "Whether this coordinator leads", Tags.empty(), state, leads);
    }

    /** Those that only the leader shows. */
    LeaderMetrics leader() {
        return leader;
    }

    /** A call was accepted. */
    void accepted(List<NewTask> tasks, List<Submitted> rows, Duration took) {
        submits.record(took);
        for (int i = 0; i < rows.size(); i++) {
            String outcome = rows.get(i).replayed() ? "replayed" : "accepted";
            submissions.of(types.of(tasks.get(i).type()), outcome).increment();
            if (!rows.get(i).replayed()) {
                recent.count(tasks.get(i).type(), RecentTypes.What.SUBMITTED);
                history.submitted(tasks.get(i).type(), 1);
            }
        }
    }

    /** A call was rejected, all its tasks. */
    void rejected(List<NewTask> tasks, RuntimeException failure) {
        String outcome = switch (failure) {
            case TaskRejectedException invalid -> "invalid";
            case KeyConflictException conflict -> "key_conflict";
            case BacklogFullException full -> "backlog_full";
            case OutcomeUnknownException unknown -> "unknown";
            default -> "unavailable";
        };
        // These types may not be registered: they get no label of their own for it.
        tasks.forEach(task -> submissions.of(types.known(task.type()), outcome).increment());
    }

    void cancelled(String type) {
        ends.finished(types.of(type), TaskStatus.CANCELLED);
        recent.count(type, RecentTypes.What.FINISHED);
        history.cancelled(type);
    }

    void retriedByHand(String type) {
        ends.retriedByHand(types.of(type));
    }

    void hintsSent(int number) {
        hintsSent.increment(number);
    }

    /**
     * Hints were not sent.
     *
     * @param reason {@link #FULL}, {@link #STALE} or {@link #FAILED}
     */
    void hintsDropped(String reason, int number) {
        if (number > 0) {
            hintsDropped.of(reason).increment(number);
        }
    }

    @Override
    public void close() {
        gauges.clear();
        leader.close();
    }
}
