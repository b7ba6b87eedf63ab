package dev.taskq.coordinator;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.BacklogFullException;
import dev.taskq.NewTask;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Stopwatch;
import dev.taskq.platform.Timer;
import dev.taskq.spi.HeartbeatAnswer;
import dev.taskq.spi.TypeState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many tasks of each type wait: the leader's last count, and what this coordinator has accepted since. A count that is too
 * old refuses no call. Otherwise, when the counting has stopped, an empty queue would continue to refuse all calls.
 */
final class Backlog {
    private static final Duration RECENT = Duration.ofMinutes(1);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final int MOST_TYPES = 1_000;

    private final Platform platform;
    private final long limit;
    private final Duration believed;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<String, OneType> types = new HashMap<>();

    /**
     * Nothing is known.
     *
     * @param believed how old a count may be that refuses a call
     */
    Backlog(Platform platform, long limit, Duration believed) {
        this.platform = platform;
        this.limit = limit;
        this.believed = believed;
    }

    private static final class OneType {
        final Timer believed;
        final Stopwatch sinceUse;
        long depth;
        Optional<Instant> countedAt = Optional.empty();
        long accepted;
        long acceptedAtLastAnswer;

        OneType(Platform platform) {
            believed = platform.timer(Duration.ZERO);
            sinceUse = platform.stopwatch();
        }
    }

    void admit(List<NewTask> call) {
        Map<String, Integer> wanted = new HashMap<>();
        call.forEach(task -> wanted.merge(task.type(), 1, Integer::sum));
        synchronized (lock) {
            for (Map.Entry<String, Integer> each : wanted.entrySet()) {
                OneType type = types.computeIfAbsent(each.getKey(), absent -> new OneType(platform));
                type.sinceUse.restart();
                if (!type.believed.isExpired() && type.depth + type.accepted + each.getValue() > limit) {
                    throw new BacklogFullException(each.getKey(), limit, RETRY_AFTER);
                }
            }
        }
    }

    void accepted(String name) {
        synchronized (lock) {
            OneType type = types.get(name);
            if (type != null) {
                type.accepted++;
            }
        }
    }

    /** The types whose counts the next heartbeat shall bring. */
    List<String> recentTypes() {
        synchronized (lock) {
            types.values().removeIf(type -> type.sinceUse.hasReached(RECENT));
            return types.keySet().stream().limit(MOST_TYPES).toList();
        }
    }

    void learn(HeartbeatAnswer answer) {
        synchronized (lock) {
            for (TypeState state : answer.types().values()) {
                OneType type = types.get(state.name());
                if (type == null || state.countedAt().isEmpty()) {
                    continue;
                }
                if (!state.countedAt().equals(type.countedAt)) {
                    type.depth = state.depth();
                    type.countedAt = state.countedAt();
                    // Tasks accepted since the previous answer may be missing from this count. They are added, although
                    // some may then count twice.
                    type.accepted -= type.acceptedAtLastAnswer;
                }
                type.acceptedAtLastAnswer = type.accepted;
                Duration age = Duration.between(state.countedAt().get(), answer.now());
                type.believed.reset(believed.minus(age));
            }
        }
    }
}
