package dev.taskq.telemetry;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * Gauges with one name and a changing set of label values. A value that is no longer known is no longer shown.
 * Thread-safe.
 */
public final class Readings {
    private static final String NO_VALUE = "";

    private final MeterRegistry registry;
    private final String name;
    private final String unit;
    private final String description;
    private final String label;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<String, Reading> shown = new HashMap<>();

    /**
     * Creates an empty set of gauges.
     *
     * @param unit the base unit; empty for a plain number
     * @param label the name of the label; empty for at most one gauge without a label
     */
    public Readings(MeterRegistry registry, String name, String unit, String description, String label) {
        this.registry = registry;
        this.name = name;
        this.unit = unit;
        this.description = description;
        this.label = label;
    }

    private static final class Reading {
        private volatile DoubleSupplier value;
        private final Gauge gauge;

        Reading(DoubleSupplier value, Readings of, Tags tags) {
            this.value = value;
            this.gauge = Gauge.builder(of.name, this, reading -> reading.value.getAsDouble())
                    .baseUnit(of.unit.isEmpty() ? null : of.unit)
                    .description(of.description)
                    .tags(tags)
                    .register(of.registry);
        }
    }

    /**
     * Shows exactly these gauges.
     *
     * @param values for each label value, the function that reads the gauge from memory at any time
     */
    public void show(Map<String, ? extends DoubleSupplier> values) {
        synchronized (lock) {
            shown.entrySet().removeIf(entry -> {
                boolean gone = !values.containsKey(entry.getKey());
                if (gone) {
                    registry.remove(entry.getValue().gauge);
                }
                return gone;
            });
            values.forEach((value, reading) -> {
                Reading known = shown.get(value);
                if (known == null) {
                    Tags tags = label.isEmpty() ? Tags.empty() : Tags.of(label, value);
                    shown.put(value, new Reading(reading, this, tags));
                } else {
                    known.value = reading;
                }
            });
        }
    }

    /**
     * Shows the gauge without a label.
     *
     * @param reading reads the gauge from memory, at any time
     */
    public void show(DoubleSupplier reading) {
        show(Map.of(NO_VALUE, reading));
    }

    /** Shows nothing. */
    public void clear() {
        show(Map.of());
    }
}
