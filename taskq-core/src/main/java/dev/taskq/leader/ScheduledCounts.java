package dev.taskq.leader;

import dev.taskq.platform.Platform;
import dev.taskq.platform.Timer;
import dev.taskq.spi.Inspections;
import dev.taskq.spi.ScheduledScan;
import dev.taskq.spi.ScheduledStep;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Counts the scheduled tasks of types, in slices over as many rounds as it takes, up to a limit. A type rests for a while after a
 * count. Not thread-safe.
 */
final class ScheduledCounts {
    /** Of all types together. */
    private static final int ROWS_A_ROUND = 10_000;

    private static final Duration REST = Duration.ofSeconds(5);

    private final Platform platform;
    private final Inspections inspections;
    private final long limit;
    private final Map<String, Counting> counting = new HashMap<>();
    private final Map<String, Timer> resting = new HashMap<>();

    ScheduledCounts(Platform platform, Inspections inspections, long limit) {
        this.platform = platform;
        this.inspections = inspections;
        this.limit = limit;
    }

    /** A count that is under way. */
    private record Counting(long scheduled, long stoppedAt) {
        static final Counting NOTHING = new Counting(0, 0);
    }

    /**
     * Counts one slice of each type that does not rest.
     *
     * @param types any number
     * @return the counts that are complete, by type
     */
    Map<String, OptionalLong> count(List<String> types) {
        resting.values().removeIf(Timer::isExpired);
        List<String> names =
                types.stream().filter(name -> !resting.containsKey(name)).toList();
        if (names.isEmpty()) {
            return Map.of();
        }
        List<ScheduledScan> scans = names.stream()
                .map(name -> new ScheduledScan(name, of(name).stoppedAt()))
                .toList();
        List<ScheduledStep> steps = inspections.countScheduled(scans, Math.max(1, ROWS_A_ROUND / names.size()));
        Map<String, OptionalLong> complete = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            ScheduledStep step = steps.get(i);
            long scheduled = of(name).scheduled() + step.scheduled();
            if (step.stoppedAt().isEmpty() || scheduled >= limit) {
                counting.remove(name);
                resting.put(name, platform.timer(REST));
                complete.put(name, OptionalLong.of(scheduled));
            } else {
                counting.put(name, new Counting(scheduled, step.stoppedAt().getAsLong()));
            }
        }
        return complete;
    }

    private Counting of(String name) {
        return counting.getOrDefault(name, Counting.NOTHING);
    }
}
