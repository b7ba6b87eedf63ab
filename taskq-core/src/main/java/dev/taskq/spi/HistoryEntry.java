package dev.taskq.spi;

import dev.taskq.TaskHistory.Counts;
import dev.taskq.TaskHistory.SlowAttempt;
import java.util.Optional;

/**
 * What a process counted of a type since it last told it. Immutable.
 *
 * @param type the type; {@link History#ALL} for all types together
 * @param counts what happened
 * @param waits how long tasks waited
 * @param runs how long handlers ran
 * @param slowest the attempt that ran longest
 */
public record HistoryEntry(
        String type, Counts counts, TimeBuckets waits, TimeBuckets runs, Optional<SlowAttempt> slowest) {
    /**
     * Adds what was counted of the same type.
     *
     * @param other the other
     * @return the sum
     */
    public HistoryEntry plus(HistoryEntry other) {
        return new HistoryEntry(
                type,
                counts.plus(other.counts),
                waits.plus(other.waits),
                runs.plus(other.runs),
                SlowAttempt.longer(slowest, other.slowest));
    }
}
