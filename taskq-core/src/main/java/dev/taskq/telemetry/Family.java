package dev.taskq.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The meters with one name, one for each combination of label values, created on demand. The number of values must be
 * bounded. Thread-safe.
 */
public final class Family<M> {
    private final Map<List<String>, M> meters = new ConcurrentHashMap<>();
    private final List<String> labels;
    private final Function<Tags, M> make;

    /**
     * Creates a family without meters.
     *
     * @param make creates the meter for label values
     */
    public Family(List<String> labels, Function<Tags, M> make) {
        this.labels = List.copyOf(labels);
        this.make = make;
    }

    /** A family of counters. */
    public static Family<Counter> counters(MeterRegistry registry, String name, String description, String... labels) {
        return new Family<>(
                List.of(labels),
                tags -> Counter.builder(name)
                        .description(description)
                        .tags(tags)
                        .register(registry));
    }

    /** A family of histograms for the times of a task, by its type. */
    public static Family<Timer> taskTimes(MeterRegistry registry, String name, String description) {
        return new Family<>(
                List.of("type"),
                tags -> Histograms.ofTasks(name, description).tags(tags).register(registry));
    }

    /** The meter for label values. */
    public M of(String... values) {
        List<String> key = List.of(values);
        M known = meters.get(key);
        return known != null ? known : meters.computeIfAbsent(key, absent -> make.apply(tags(absent)));
    }

    private Tags tags(List<String> values) {
        return Tags.of(IntStream.range(0, labels.size())
                .mapToObj(i -> Tag.of(labels.get(i), values.get(i)))
                .toList());
    }
}
