package dev.taskq.coordinator;

import dev.taskq.AttemptOutcome;
import dev.taskq.BacklogFullException;
import dev.taskq.KeyConflictException;
import dev.taskq.NewTask;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.Submitted;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskStatus;
import dev.taskq.coordinator.QueueReadings.OneType;
import dev.taskq.spi.NewSession.Kind;
import dev.taskq.spi.Orphan;
import dev.taskq.spi.Platform;
import dev.taskq.spi.Session;
import dev.taskq.spi.Session.EndReason;
import dev.taskq.telemetry.DutyMetrics;
import dev.taskq.telemetry.EndMetrics;
import dev.taskq.telemetry.Family;
import dev.taskq.telemetry.Histograms;
import dev.taskq.telemetry.Readings;
import dev.taskq.telemetry.RoleMetrics;
import dev.taskq.telemetry.RoleMetrics.Role;
import dev.taskq.telemetry.StateGauges;
import dev.taskq.telemetry.TypeLabels;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

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
    private final Platform platform;
    private final TypeLabels types = new TypeLabels();
    private final StateGauges gauges;
    private final RoleMetrics ofRole;
    private final EndMetrics ends;
    private final Family<Counter> submissions;
    private final Timer submits;
    private final Family<Counter> reclaims;
    private final Counter hintsSent;
    private final Counter hintsResent;
    private final Family<Counter> hintsDropped;
    private final Family<Counter> sessionsEnded;
    private final Readings paused;
    private final Readings depth;
    private final Readings oldestWaiting;
    private final Readings hints;
    private final Readings countAge;
    private final Readings horizonAge;
    private final Readings agents;
    private final Readings sessions;

    CoordinatorMetrics(MeterRegistry registry, Platform platform) {
        this.registry = registry;
        this.platform = platform;
        gauges = new StateGauges(registry);
        ofRole = new RoleMetrics(registry, gauges, Role.COORDINATOR);
        ends = new EndMetrics(registry);
        submissions = Family.counters(registry, "taskq.submissions", "Tasks submitted", TYPE, "outcome");
        submits = Histograms.brief("taskq.submit", "From a call of submit until its tasks are durable")
                .register(registry);
        reclaims = Family.counters(registry, "taskq.reclaims", "Tasks that the lead took back", TYPE, "cause");
        hintsSent = counter("taskq.hints.sent", "Hints sent");
        hintsResent = counter("taskq.hints.resent", "Hints sent again for rows that had none");
        hintsDropped = Family.counters(registry, "taskq.hints.dropped", "Hints not sent", "reason");
        // There from the start, so that their first rise is seen as one.
        List.of(FULL, STALE, FAILED).forEach(hintsDropped::of);
        sessionsEnded =
                Family.counters(registry, "taskq.sessions.ended", "Sessions that the lead saw end", "kind", "reason");
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
        sessions = readings("taskq.sessions", "", "Sessions alive", "kind");
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    private Readings readings(String name, String unit, String description, String label) {
        return new Readings(registry, name, unit, description, label);
    }

    /** Shows the state of the coordinator's parts, until the end. */
    void watch(Lead lead, Presence presence, Sender sender) {
        gauges.addFact("taskq.leads", "Whether this coordinator leads", Tags.empty(), lead, Lead::leads);
        ofRole.storeReachable(presence, Presence::isBeating);
        ofRole.hintsFailing(sender, Sender::isCutOffFromQueue);
    }

    DutyMetrics duty(String name) {
        return ofRole.duty(name);
    }

    /** A call was accepted. */
    void accepted(List<NewTask> tasks, List<Submitted> rows, Duration took) {
        submits.record(took);
        for (int i = 0; i < rows.size(); i++) {
            String outcome = rows.get(i).replayed() ? "replayed" : "accepted";
            submissions.of(types.of(tasks.get(i).type()), outcome).increment();
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
        // Nobody may have registered these types: they get no label of their own for it.
        tasks.forEach(task -> submissions.of(types.known(task.type()), outcome).increment());
    }

    void cancelled(String type) {
        ends.finished(types.of(type), TaskStatus.CANCELLED);
    }

    void retriedByHand(String type) {
        ends.retriedByHand(types.of(type));
    }

    /**
     * The lead has taken a task back.
     *
     * @param now the time of the store's clock
     */
    void takenBack(Orphan orphan, AttemptOutcome outcome, TaskStatus next, Instant now) {
        String type = types.of(orphan.type());
        reclaims.of(type, orphan.sessionEnded() ? "session_ended" : "overdue").increment();
        ends.ended(type, outcome, next, Duration.between(orphan.dueAt(), now));
    }

    void hintsSent(int number) {
        hintsSent.increment(number);
    }

    void hintsResent(int number) {
        hintsResent.increment(number);
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

    void sessionEnded(SessionTally.Ended session) {
        sessionsEnded.of(name(session.kind()), name(session.reason())).increment();
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
                .flatMap(one -> one.countedAt().stream().boxed())
                .reduce(CoordinatorMetrics::earlier)
                .ifPresent(earliest -> countAge.show(() -> age(earliest)));
    }

    void oldestTransaction(Optional<Duration> age) {
        double seconds = seconds(age.orElse(Duration.ZERO));
        horizonAge.show(() -> seconds);
    }

    /** What only the lead knows is not shown by others, else it would be shown twice. */
    void forgetWhatTheLeadKnows() {
        List.of(paused, depth, oldestWaiting, hints, countAge, horizonAge, agents, sessions)
                .forEach(Readings::clear);
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

    private double age(long since) {
        return Math.max(0, platform.nanoTime() - since) / 1e9;
    }

    /** The platform's moments are compared by their difference only. */
    private static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }

    @Override
    public void close() {
        gauges.clear();
        forgetWhatTheLeadKnows();
    }
}
