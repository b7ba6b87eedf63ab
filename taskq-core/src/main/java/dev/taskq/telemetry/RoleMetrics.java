package dev.taskq.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Metrics that coordinator and agent have in common, labelled with the role: a program can be both with one registry,
 * and then neither hides the other. Thread-safe.
 */
public final class RoleMetrics {
    private final MeterRegistry registry;
    private final StateGauges gauges;
    private final String role;

    /** The role of a program's part. */
    public enum Role {
        /** A coordinator, which accepts tasks. */
        COORDINATOR,
        /** An agent, which runs tasks. */
        AGENT
    }

    /** Creates the meters. */
    public RoleMetrics(MeterRegistry registry, StateGauges gauges, Role role) {
        this.registry = registry;
        this.gauges = gauges;
        this.role = role.name().toLowerCase(Locale.ROOT);
    }

    /** Whose they are. */
    public String role() {
        return role;
    }

    private Tags tags() {
        return Tags.of("role", role);
    }

    /** Of one duty. */
    public DutyMetrics duty(String name) {
        return new DutyMetrics(registry, gauges, tags().and("duty", name));
    }

    /**
     * Shows whether the store can be reached.
     *
     * @param state the object that knows it; not kept alive by the gauge
     * @param fact reads it from memory, at any time
     */
    public <T> void storeReachable(T state, Predicate<T> fact) {
        gauges.addFact("taskq.store.reachable", "Whether the last heartbeat reached the store", tags(), state, fact);
    }

    /**
     * Shows whether hints fail.
     *
     * @param state the object that knows it; not kept alive by the gauge
     * @param fact reads it from memory, at any time
     */
    public <T> void hintsFailing(T state, Predicate<T> fact) {
        gauges.addFact("taskq.hints.failing", "Whether hints fail", tags(), state, fact);
    }
}
