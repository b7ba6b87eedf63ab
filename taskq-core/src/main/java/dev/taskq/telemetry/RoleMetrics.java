package dev.taskq.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * What coordinator and agent both tell of themselves, each with its role as a label: one program may be both, with one
 * registry, and then neither hides the other. Thread-safe.
 */
public final class RoleMetrics {
    private final MeterRegistry registry;
    private final StateGauges gauges;
    private final String role;

    /** Who tells of itself. */
    public enum Role {
        /** Accepts tasks. */
        COORDINATOR,
        /** Runs them. */
        AGENT
    }

    /** Nothing measured yet. */
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
     * Shows whether the store is reached.
     *
     * @param state what knows it; not kept alive by it
     * @param fact reads it, from memory, at any time
     */
    public <T> void storeReachable(T state, Predicate<T> fact) {
        gauges.addFact("taskq.store.reachable", "Whether the last heartbeat reached the store", tags(), state, fact);
    }

    /**
     * Shows whether hints fail.
     *
     * @param state what knows it; not kept alive by it
     * @param fact reads it, from memory, at any time
     */
    public <T> void hintsFailing(T state, Predicate<T> fact) {
        gauges.addFact("taskq.hints.failing", "Whether hints fail", tags(), state, fact);
    }
}
