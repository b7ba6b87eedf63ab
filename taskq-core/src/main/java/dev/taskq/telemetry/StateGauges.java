package dev.taskq.telemetry;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Gauges that read an object's state while that lives, and are taken back at its end. Thread-safe. */
public final class StateGauges {
    private final MeterRegistry registry;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final List<Meter> gauges = new ArrayList<>();

    /** None yet. */
    public StateGauges(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * Adds one.
     *
     * @param unit the base unit; empty for a plain number
     * @param state what it reads; not kept alive by it
     * @param read reads it, from memory, at any time
     */
    public <T> void add(String name, String unit, String description, Tags tags, T state, ToDoubleFunction<T> read) {
        Gauge gauge = Gauge.builder(name, state, read)
                .baseUnit(unit.isEmpty() ? null : unit)
                .description(description)
                .tags(tags)
                .register(registry);
        synchronized (lock) {
            gauges.add(gauge);
        }
    }

    /**
     * Adds one that shows a number.
     *
     * @param state what it reads; not kept alive by it
     * @param read reads it, from memory, at any time
     */
    public <T> void add(String name, String description, T state, ToDoubleFunction<T> read) {
        add(name, "", description, Tags.empty(), state, read);
    }

    /**
     * Adds one that shows a fact: 1 where it holds, else 0.
     *
     * @param state what it reads; not kept alive by it
     * @param fact reads it, from memory, at any time
     */
    public <T> void addFact(String name, String description, Tags tags, T state, Predicate<T> fact) {
        add(name, "", description, tags, state, it -> fact.test(it) ? 1 : 0);
    }

    /** Takes all back. */
    public void clear() {
        synchronized (lock) {
            gauges.forEach(registry::remove);
            gauges.clear();
        }
    }
}
