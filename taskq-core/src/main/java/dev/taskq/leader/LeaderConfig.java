package dev.taskq.leader;

import dev.taskq.engine.Intervals;
import java.time.Duration;

/**
 * What a leader is told. Immutable.
 *
 * @param backlogLimit how many tasks of a type may wait; it counts no further
 * @param retention how long succeeded and cancelled tasks are kept
 * @param failedRetention how long failed tasks are kept
 * @param intervals how often it looks at the store
 */
public record LeaderConfig(long backlogLimit, Duration retention, Duration failedRetention, Intervals intervals) {}
