package dev.taskq.leader;

import dev.taskq.AttemptOutcome;
import dev.taskq.TaskStatus;
import dev.taskq.leader.QueueReadings.OneType;
import dev.taskq.platform.Stopwatch;
import dev.taskq.spi.FireResult;
import dev.taskq.spi.FireStep;
import dev.taskq.spi.NewSession.Kind;
import dev.taskq.spi.Orphan;
import dev.taskq.spi.Session;
import dev.taskq.spi.Session.EndReason;
import dev.taskq.spi.TaskEffect;
import dev.taskq.telemetry.EndMetrics;
import dev.taskq.telemetry.Family;
import dev.taskq.telemetry.Histograms;
import dev.taskq.telemetry.HistoryRecorder;
import dev.taskq.telemetry.Readings;
import dev.taskq.telemetry.RecentTypes;
import dev.taskq.telemetry.TypeLabels;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The metrics that only the leader shows, named in one place; docs/observability.md lists them all. Thread-safe. */
public final class LeaderMetrics implements AutoCloseable {
    private static final String TYPE = "type";
    private static final String MISSED = "missed";
    private static final String OVERLAP = "overlap";

    private final MeterRegistry registry;
    private final TypeLabels types;
    private final EndMetrics ends;
    private final RecentTypes recent;
    private final HistoryRecorder history;
    private final Family<Counter> reclaims;
    private final Counter hintsResent;
    private final Family<Counter> sessionsEnded;
    private final Counter lateObservations;
    private final Readings paused;
    private final Readings depth;
    private final Readings oldestWaiting;
    private final Readings hints;
    private final Readings countAge;
    private final Readings horizonAge;
    private final Readings agents;
    private final Readings sessions;
    private final Readings schedules;
    private final Counter fires;
    private final Family<Counter> skippedFires;
    private final Timer lateness;

    /**
     * Shows nothing yet but counters.
     *
     * @param types the labels of types, shared with the coordinator's other metrics
     * @param ends what is counted of ends, shared with them
     * @param recent counts what happened within the last minute, shared with them
     * @param history counts it for the history, shared with them
     */
    public LeaderMetrics(
            MeterRegistry registry, TypeLabels types, EndMetrics ends, RecentTypes recent, HistoryRecorder history) {
        this.registry = registry;
        this.types = types;
        this.ends = ends;
        this.recent = recent;
        this.history = history;
        reclaims = Family.counters(registry, "taskq.reclaims", "Tasks that the leader took back", TYPE, "cause");
        hintsResent = Counter.builder("taskq.hints.resent")
                .description("Hints sent again for rows that had none")
                .register(registry);
        sessionsEnded =
                Family.counters(registry, "taskq.sessions.ended", "Sessions that the leader saw end", "kind", "reason");
        lateObservations = Counter.builder("taskq.sessions.observations.late")
                .description("Observations of the sessions that came too late to prove a silence")
                .register(registry);
        // There from the start, so that their first rise is seen as one.
        for (Kind kind : Kind.values()) {
            for (EndReason reason : EndReason.values()) {
                sessionsEnded.of(name(kind), name(reason));
            }
        }
        paused = readings("taskq.type.paused", "", "Whether the type is paused", TYPE);
        depth = readings("taskq.queue.depth", "", "Tasks waiting at the last count", TYPE);
        oldestWaiting = readings("taskq.queue.oldest.waiting", "seconds", "Age of the oldest waiting task", TYPE);
        hints = readings("taskq.queue.hints", "", "Hints in the queue at the last count", TYPE);
        countAge = readings("taskq.queue.count.age", "seconds", "Age of the last count", "");
        horizonAge = readings(
                "taskq.store.horizon.age", "seconds", "Age of the oldest transaction that pins the vacuum horizon", "");
        agents = readings("taskq.agents", "", "Living agents that serve the type", TYPE);
        schedules = readings("taskq.schedules", "", "Schedules that are kept", "");
        fires = Counter.builder("taskq.schedule.fires")
                .description("Tasks that schedules fired")
                .register(registry);
        skippedFires = Family.counters(
                registry, "taskq.schedule.skips", "Fire times that schedules skipped by their policies", "reason");
        // There from the start, so that their first rise is seen as one.
        List.of(MISSED, OVERLAP).forEach(skippedFires::of);
        lateness = Histograms.brief("taskq.schedule.lateness", "From a fire time until its task is queued")
                .register(registry);
        sessions = readings("taskq.sessions", "", "Sessions alive", "kind");
    }

    private Readings readings(String name, String unit, String description, String label) {
        return new Readings(registry, name, unit, description, label);
    }

    /**
     * The leader has taken a task back.
     *
     * @param now the time of the store's clock
     */
    void takenBack(Orphan orphan, AttemptOutcome outcome, TaskStatus next, Instant now) {
        String type = types.of(orphan.running().type());
        reclaims.of(type, orphan.sessionEnded() ? "session_ended" : "overdue").increment();
        ends.ended(type, outcome, next, Duration.between(orphan.running().dueAt(), now));
        recent.ended(orphan.running().type(), outcome, next);
        history.ended(orphan.running().type(), outcome, next);
    }

    /** A step of an operation has changed tasks. */
    void operated(List<TaskEffect> effects) {
        for (TaskEffect effect : effects) {
            switch (effect) {
                case TaskEffect.Cancelled cancelled -> {
                    ends.finished(types.of(cancelled.type()), TaskStatus.CANCELLED);
                    recent.count(cancelled.type(), RecentTypes.What.FINISHED);
                    history.cancelled(cancelled.type());
                }
                case TaskEffect.Queued queued -> ends.retriedByHand(types.of(queued.type()));
                case TaskEffect.CancelRequested running -> {}
                case TaskEffect.Deleted deleted -> {}
            }
        }
    }

    /** A step of a schedule was done. */
    void fired(FireStep step, FireResult result, Instant now) {
        fires.increment(result.hints().size());
        result.hints().forEach(hint -> history.submitted(hint.type(), 1));
        skippedFires.of(MISSED).increment(step.skipped());
        if (result.effect() == FireResult.Effect.OVERLAPPED) {
            skippedFires.of(OVERLAP).increment(step.times().size());
        } else {
            step.times().forEach(time -> lateness.record(Duration.between(time, now)));
        }
    }

    void schedules(long number) {
        schedules.show(() -> number);
    }

    /** The term is over: the number of schedules is not shown any more. */
    void forgetSchedules() {
        schedules.clear();
    }

    void hintsResent(int number) {
        hintsResent.increment(number);
    }

    void sessionEnded(SessionTally.Ended session) {
        sessionsEnded.of(name(session.kind()), name(session.reason())).increment();
    }

    void observedTooLate() {
        lateObservations.increment();
    }

    void sessions(List<Session> living, Map<String, Integer> agentsByType) {
        Map<String, Long> byKind = living.stream()
                .collect(Collectors.groupingBy(session -> name(session.spec().kind()), Collectors.counting()));
        Map<String, DoubleSupplier> shown = new HashMap<>();
        for (Kind kind : Kind.values()) {
            long number = byKind.getOrDefault(name(kind), 0L);
            shown.put(name(kind), () -> number);
        }
        sessions.show(shown);
        agents.show(sums(agentsByType, number -> OptionalLong.of(number)));
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    void queues(Map<String, OneType> found) {
        paused.show(facts(found));
        depth.show(sums(found, OneType::depth));
        hints.show(sums(found, OneType::hints));
        Map<String, Duration> oldest = new HashMap<>();
        found.forEach((type, one) -> one.oldest()
                .ifPresent(age ->
                        oldest.merge(types.of(type), age, (some, other) -> some.compareTo(other) > 0 ? some : other)));
        Map<String, DoubleSupplier> ages = new HashMap<>();
        oldest.forEach((label, age) -> ages.put(label, () -> seconds(age)));
        oldestWaiting.show(ages);
        found.values().stream()
                .flatMap(one -> one.counted().stream())
                .max(Comparator.comparing(Stopwatch::elapsed))
                .ifPresent(first -> countAge.show(() -> seconds(first.elapsed())));
    }

    void oldestTransaction(Optional<Duration> age) {
        double seconds = seconds(age.orElse(Duration.ZERO));
        horizonAge.show(() -> seconds);
    }

    /** The term is over: what only the leader knows of the backlog is not shown any more, or two would show it. */
    void forgetBacklog() {
        List.of(paused, depth, oldestWaiting, hints, countAge, horizonAge).forEach(Readings::clear);
    }

    /** The same of what only the leader knows of the sessions. */
    void forgetSessions() {
        List.of(agents, sessions).forEach(Readings::clear);
    }

    private <T> Map<String, DoubleSupplier> sums(Map<String, T> byType, Function<T, OptionalLong> number) {
        Map<String, Long> sums = new HashMap<>();
        byType.forEach((type, value) -> number.apply(value).ifPresent(it -> sums.merge(types.of(type), it, Long::sum)));
        Map<String, DoubleSupplier> shown = new HashMap<>();
        sums.forEach((label, sum) -> shown.put(label, () -> sum));
        return shown;
    }

    /** Types that share a label are shown as paused where all of them are: an alert must not be kept from one that is not. */
    private Map<String, DoubleSupplier> facts(Map<String, OneType> byType) {
        Map<String, Boolean> all = new HashMap<>();
        byType.forEach((type, value) -> all.merge(types.of(type), value.paused(), Boolean::logicalAnd));
        Map<String, DoubleSupplier> shown = new HashMap<>();
        all.forEach((label, isPaused) -> shown.put(label, () -> isPaused ? 1 : 0));
        return shown;
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }

    @Override
    public void close() {
        forgetBacklog();
        forgetSessions();
        forgetSchedules();
    }
}
