package dev.taskq.leader;

import dev.taskq.engine.Intervals;
import java.time.Duration;

/**
 * What a leader is told. Immutable.
 *
 * @param backlogLimit how many tasks of a type may wait; it counts no further
 * @param retention how long succeeded and cancelled tasks are kept
 * @param failedRetention how long failed tasks are kept
 * @param mostAuditEntries how many entries of the audit log are kept
 * @param intervals how often it looks at the store
 */
public record LeaderConfig(
        long backlogLimit, Duration retention, Duration failedRetention, long mostAuditEntries, Intervals intervals) {
    /** Callers without a limit of their rate could otherwise fill the disk within the retention. */
    public static final long MOST_AUDIT_ENTRIES = 1_000_000;

    /** With the usual number of entries of the audit log. */
    public LeaderConfig(long backlogLimit, Duration retention, Duration failedRetention, Intervals intervals) {
        this(backlogLimit, retention, failedRetention, MOST_AUDIT_ENTRIES, intervals);
    }
}
