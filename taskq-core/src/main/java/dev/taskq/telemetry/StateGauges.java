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

/** Gauges that read an object's state during its life, and are removed at its end. Thread-safe. */
public final class StateGauges {
    private final MeterRegistry registry;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final List<Meter> gauges = new ArrayList<>();

    /** Creates an empty set of gauges. */
    public StateGauges(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * Adds a gauge.
     *
     * @param unit the base unit; empty for a plain number
     * @param state the object that it reads; not kept alive by the gauge
     * @param read reads it from memory, at any time
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
     * Adds a gauge for a number.
     *
     * @param state the object that it reads; not kept alive by the gauge
     * @param read reads it from memory, at any time
     */
    public <T> void add(String name, String description, T state, ToDoubleFunction<T> read) {
        add(name, "", description, Tags.empty(), state, read);
    }

    /**
     * Adds a gauge for a condition: 1 if it holds, otherwise 0.
     *
     * @param state the object that it reads; not kept alive by the gauge
     * @param fact reads it from memory, at any time
     */
    public <T> void addFact(String name, String description, Tags tags, T state, Predicate<T> fact) {
        add(name, "", description, tags, state, it -> fact.test(it) ? 1 : 0);
    }

    /** Removes all gauges. */
    public void clear() {
        synchronized (lock) {
            gauges.forEach(registry::remove);
            gauges.clear();
        }
    }
}
