package dev.taskq.coordinator.app;

import java.time.Duration;

/**
 * What one call may ask for. Immutable.
 *
 * @param bodyBytes the largest body of a submit: params as the database gives them back, and what is around them
 * @param batchBytes the largest body of a batch
 * @param batchTasks the most tasks in a batch
 * @param longestWait the longest that a caller may wait for a result
 */
public record ApiLimits(int bodyBytes, int batchBytes, int batchTasks, Duration longestWait) {
    private static final int AROUND_PARAMS = 64 * 1024;
    private static final int BATCH_BYTES = 8 * 1024 * 1024;
    private static final int BATCH_TASKS = 1_000;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /**
     * The limits that follow from that on params: one task of that size, 8 MiB and 1,000 tasks a batch, 60 s. Params may have
     * half as many bytes again, for that is what the spaces of a database add.
     *
     * @param paramsBytes the largest params of a task
     * @return the limits
     */
    public static ApiLimits forParams(int paramsBytes) {
        int bodyBytes = paramsBytes + paramsBytes / 2 + AROUND_PARAMS;
        return new ApiLimits(bodyBytes, Math.max(BATCH_BYTES, bodyBytes), BATCH_TASKS, LONGEST_WAIT);
    }
}
