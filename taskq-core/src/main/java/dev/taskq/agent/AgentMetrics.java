package dev.taskq.agent;

import dev.taskq.AttemptOutcome;
import dev.taskq.TaskStatus;
import dev.taskq.agent.Claims.Source;
import dev.taskq.spi.ClaimedTask;
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
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;

/** The agent's metrics, named in one place; docs/observability.md has them all. Thread-safe. */
final class AgentMetrics implements AutoCloseable {
    private final TypeLabels types = new TypeLabels();
    private final StateGauges gauges;
    private final RoleMetrics ofRole;
    private final EndMetrics ends;
    private final RecentTypes recent;
    private final HistoryRecorder history;
    private final Timer ack;
    private final Counter refused;
    private final Counter doubled;
    private final Family<Counter> claims;
    private final Family<Timer> waits;
    private final Family<Timer> runs;
    private final Family<AtomicInteger> running;

    /**
     * Nothing measured yet.
     *
     * @param handled the types that the agent serves
     * @param recent counts what happened within the last minute
     * @param history counts it for the history
     */
    AgentMetrics(MeterRegistry registry, List<String> handled, RecentTypes recent, HistoryRecorder history) {
        this.recent = recent;
        this.history = history;
        gauges = new StateGauges(registry);
        ofRole = new RoleMetrics(registry, gauges, Role.AGENT);
        ends = new EndMetrics(registry);
        ack = Histograms.brief(
                        "taskq.ack", "From the delivery of a hint until its task is claimed and the hint removed")
                .register(registry);
        refused = Counter.builder("taskq.finishes.refused")
                .description("Completions refused because the task had been taken back")
                .register(registry);
        doubled = Counter.builder("taskq.hints.doubled")
                .description("Hints taken whose task was no longer waiting")
                .register(registry);
        claims = Family.counters(registry, "taskq.claims", "Tasks claimed, by how they were found", "source");
        waits = Family.taskTimes(registry, "taskq.wait", "From queued to started");
        runs = Family.taskTimes(registry, "taskq.run", "How long handlers ran");
        running = new Family<>(List.of("type"), tags -> {
            AtomicInteger number = new AtomicInteger();
            gauges.add("taskq.running", "", "Tasks whose handler runs", tags, number, AtomicInteger::get);
            return number;
        });
        handled.stream().map(types::of).forEach(type -> {
            running.of(type);
            ends.expect(type);
        });
        for (Source source : Source.values()) {
            claims.of(name(source));
        }
    }

    /** Those that coordinators have, too. */
    RoleMetrics ofRole() {
        return ofRole;
    }

    /** Shows the slots, until the end. The state is not kept alive by that; the same holds for the others. */
    <T> void slots(T state, ToDoubleFunction<T> all, ToDoubleFunction<T> free) {
        gauges.add("taskq.slots", "How many tasks the agent runs at a time", state, all);
        gauges.add("taskq.slots.free", "Slots that are free", state, free);
    }

    <T> void heldBytes(T state, ToDoubleFunction<T> held, ToDoubleFunction<T> most) {
        gauges.add(
                "taskq.held.bytes",
                "Bytes of params and results held, from a task's claim until its end is recorded",
                state,
                held);
        gauges.add("taskq.held.max.bytes", "How many of them the agent may hold", state, most);
    }

    <T> void stuckThreads(T state, ToDoubleFunction<T> stuck) {
        gauges.add("taskq.slots.stuck", "Threads written off because their handler did not come back", state, stuck);
    }

    void acked(Duration sinceDelivery) {
        ack.record(sinceDelivery);
    }

    /**
     * A claim is answered.
     *
     * @param source how its tasks were found
     * @param claimed how many it got
     * @param gone how many were no longer waiting
     */
    void claimed(Source source, int claimed, int gone) {
        claims.of(name(source)).increment(claimed);
        if (source == Source.QUEUE) {
            doubled.increment(gone);
        }
    }

    private static String name(Source source) {
        return source.name().toLowerCase(Locale.ROOT);
    }

    void waited(ClaimedTask task) {
        Duration waited = Histograms.atLeastZero(Duration.between(task.queuedAt(), task.startedAt()));
        waits.of(types.of(task.running().type())).record(waited);
        history.started(task.running().type(), waited);
    }

    void began(String type) {
        running.of(types.of(type)).incrementAndGet();
    }

    void left(String type, long task, Duration ran) {
        String label = types.of(type);
        running.of(label).decrementAndGet();
        runs.of(label).record(ran);
        history.ran(type, task, ran);
    }

    void ended(String type, AttemptOutcome outcome, TaskStatus next, Duration sinceDue) {
        ends.ended(types.of(type), outcome, next, sinceDue);
        recent.ended(type, outcome, next);
        history.ended(type, outcome, next);
    }

    void refused() {
        refused.increment();
    }

    @Override
    public void close() {
        gauges.clear();
    }
}
