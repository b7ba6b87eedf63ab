package dev.taskq.leader;

import dev.taskq.platform.Platform;
import dev.taskq.platform.Stopwatch;
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
import java.util.function.Supplier;

/**
 * What the backlog statistics found, for metrics: they read what stands here, and never the store. Not thread-safe.
 */
final class QueueReadings {
    private final Platform platform;
    private final Supplier<Optional<Duration>> oldestTransaction;
    private final LeaderMetrics metrics;
    private final Map<String, OneType> types = new HashMap<>();

    /**
     * Nothing is known yet.
     *
     * @param oldestTransaction asks the store for the age of the oldest transaction that pins the vacuum horizon
     */
    QueueReadings(Platform platform, Supplier<Optional<Duration>> oldestTransaction, LeaderMetrics metrics) {
        this.platform = platform;
        this.oldestTransaction = oldestTransaction;
        this.metrics = metrics;
    }

    /**
     * What is known of a type.
     *
     * @param paused whether it is paused
     * @param depth how many wait
     * @param counted how long ago they were counted
     * @param hints how many hints the queue has
     * @param oldest for how long the task that waits longest had waited when it was looked for, however often it was hinted;
     *     zero where none waited
     */
    record OneType(
            boolean paused,
            OptionalLong depth,
            Optional<Stopwatch> counted,
            OptionalLong hints,
            Optional<Duration> oldest) {
        private static final OneType NOTHING =
                new OneType(false, OptionalLong.empty(), Optional.empty(), OptionalLong.empty(), Optional.empty());

        private OneType withPaused(boolean nowPaused) {
            return new OneType(nowPaused, depth, counted, hints, oldest);
        }

        private OneType withDepth(long nowWaiting, Stopwatch since) {
            return new OneType(paused, OptionalLong.of(nowWaiting), Optional.of(since), hints, oldest);
        }

        private OneType withHints(long number) {
            return new OneType(paused, depth, counted, OptionalLong.of(number), oldest);
        }

        private OneType withOldest(Duration age) {
            return new OneType(paused, depth, counted, hints, Optional.of(age));
        }
    }

    /** Shows nothing any more: the term is over. */
    void forget() {
        metrics.forgetBacklog();
    }

    /** These types there are, and no others, each paused or not. */
    void known(List<TypeState> all) {
        Set<String> names = new HashSet<>();
        for (TypeState type : all) {
            names.add(type.name());
            types.put(type.name(), of(type.name()).withPaused(type.paused()));
        }
        types.keySet().retainAll(names);
    }

    /**
     * One of the tasks of a type has waited since then, and none that was looked at for longer.
     *
     * @param since empty where none waits
     * @param whole whether all that wait were looked at; else one that was found before may still wait
     */
    void waitsSince(String name, Optional<Instant> since, boolean whole, Instant now) {
        if (since.isEmpty() && !whole) {
            // It came to a bound before it came to a queued row: there may be one or none.
            return;
        }
        // Not let grow until the next scan: where tasks come and go, that would be the age of no task.
        Duration age = since.map(start -> Duration.between(start, now))
                .filter(Duration::isPositive)
                .orElse(Duration.ZERO);
        OneType type = of(name);
        Duration before = type.oldest().filter(last -> !whole).orElse(Duration.ZERO);
        types.put(name, type.withOldest(before.compareTo(age) > 0 ? before : age));
    }

    /** The queue has so many hints of a type. */
    void hints(String name, long number) {
        types.put(name, of(name).withHints(number));
    }

    /** So many tasks of a type wait. */
    void counted(String name, long depth) {
        types.put(name, of(name).withDepth(depth, platform.stopwatch()));
    }

    /** Shows it all. */
    void show() {
        metrics.queues(Map.copyOf(types));
        metrics.oldestTransaction(oldestTransaction.get());
    }

    private OneType of(String name) {
        return types.getOrDefault(name, OneType.NOTHING);
    }
}
