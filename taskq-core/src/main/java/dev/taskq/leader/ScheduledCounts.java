package dev.taskq.leader;

import dev.taskq.spi.Inspections;
import dev.taskq.spi.ScheduledScan;
import dev.taskq.spi.ScheduledStep;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Counts the scheduled tasks of types, in slices over as many rounds as it takes, up to a limit. Not thread-safe. */
final class ScheduledCounts {
    /** Of all types together. */
    private static final int ROWS_A_ROUND = 10_000;

    private final Inspections inspections;
    private final long limit;
    private final Map<String, Counting> counting = new HashMap<>();

    ScheduledCounts(Inspections inspections, long limit) {
        this.inspections = inspections;
        this.limit = limit;
    }

    /** A count that is under way. */
    private record Counting(long scheduled, long stoppedAt) {
        static final Counting NOTHING = new Counting(0, 0);
    }

    /**
     * Counts one slice of each type.
     *
     * @param names one type or more
     * @return the counts that are complete, by type
     */
    Map<String, OptionalLong> count(List<String> names) {
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
