package dev.taskq.coordinator.app;

import java.time.Duration;

/**
 * The limits of one call. Immutable.
 *
 * @param bodyBytes the largest body of a submission: the params as the database returns them, and the fields around
 *     them
 * @param batchBytes the largest body of a batch
 * @param batchTasks the most tasks in a batch
 * @param longestWait the longest that a caller may wait for a result
 * @param heldBytes the most bytes of all request bodies that are held in memory at a time; the same again for all large
 *     responses
 */
public record ApiLimits(int bodyBytes, int batchBytes, int batchTasks, Duration longestWait, long heldBytes) {
    private static final int AROUND_PARAMS = 64 * 1024;
    private static final int BATCH_BYTES = 8 * 1024 * 1024;
    private static final int BATCH_TASKS = 1_000;
    private static final int HEAP_SHARE = 10;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /**
     * The limits that follow from a limit on params: one task of that size, 8 MiB and 1,000 tasks a batch, a wait of 60
     * s, a tenth of the heap. The body may have half as many bytes again as the params, because the database adds
     * spaces to them.
     *
     * @param paramsBytes the largest params of a task
     * @return the limits
     */
    public static ApiLimits forParams(int paramsBytes) {
        int bodyBytes = paramsBytes + paramsBytes / 2 + AROUND_PARAMS;
        long heldBytes = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
        return new ApiLimits(bodyBytes, Math.max(BATCH_BYTES, bodyBytes), BATCH_TASKS, LONGEST_WAIT, heldBytes);
    }

    /** These limits with another limit on the bytes held in memory. */
    ApiLimits withHeldBytes(long bytes) {
        return new ApiLimits(bodyBytes, batchBytes, batchTasks, longestWait, bytes);
    }
}
