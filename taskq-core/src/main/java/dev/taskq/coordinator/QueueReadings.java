package dev.taskq.coordinator;

import dev.taskq.spi.Hint;
import dev.taskq.spi.Looked;
import dev.taskq.spi.Platform;
import dev.taskq.spi.TypeState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the gauges duty found of each type, for metrics: they read what stands here, and never the store. Not thread-safe.
 */
final class QueueReadings {
    private final Platform platform;
    private final CoordinatorMetrics metrics;
    private final Map<String, OneType> types = new HashMap<>();

    QueueReadings(Platform platform, CoordinatorMetrics metrics) {
        this.platform = platform;
        this.metrics = metrics;
    }

    /**
     * What is known of a type.
     *
     * @param depth how many wait
     * @param countedAt when they were counted, by the platform's clock
     * @param hints how many hints the queue has
     * @param oldest for how long the oldest had waited when it was looked for; zero where none waited
     */
    record OneType(OptionalLong depth, OptionalLong countedAt, OptionalLong hints, Optional<Duration> oldest) {
        private static final OneType NOTHING =
                new OneType(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), Optional.empty());
    }

    /** Forgets all: somebody else leads. */
    void clear() {
        types.clear();
        metrics.forgetWhatTheLeadKnows();
    }

    /** These types there are, and no others. */
    void known(List<TypeState> all) {
        Set<String> names = new HashSet<>();
        all.forEach(type -> names.add(type.name()));
        types.keySet().retainAll(names);
    }

    /** A type's first queued row was looked for. */
    void looked(Looked looked, Instant now) {
        Optional<Hint> oldest = looked.queued().stream().findFirst();
        if (oldest.isEmpty() && looked.stoppedAt().isPresent()) {
            // It came to a bound before it came to a queued row: there may be one or none.
            return;
        }
        // Not let grow until the next look: where tasks come and go, that would be nobody's age.
        Duration age = oldest.map(hint -> Duration.between(hint.hintedAt(), now))
                .filter(Duration::isPositive)
                .orElse(Duration.ZERO);
        OneType type = of(looked.type());
        types.put(looked.type(), new OneType(type.depth(), type.countedAt(), type.hints(), Optional.of(age)));
    }

    /** The queue has so many hints of a type. */
    void hints(String name, long number) {
        OneType type = of(name);
        types.put(name, new OneType(type.depth(), type.countedAt(), OptionalLong.of(number), type.oldest()));
    }

    /** So many tasks of a type wait. */
    void counted(String name, long depth) {
        OneType type = of(name);
        types.put(
                name,
                new OneType(OptionalLong.of(depth), OptionalLong.of(platform.nanoTime()), type.hints(), type.oldest()));
    }

    /** Shows it all. */
    void show(Optional<Duration> oldestTransaction) {
        metrics.queues(Map.copyOf(types));
        metrics.oldestTransaction(oldestTransaction);
    }

    private OneType of(String name) {
        return types.getOrDefault(name, OneType.NOTHING);
    }
}
