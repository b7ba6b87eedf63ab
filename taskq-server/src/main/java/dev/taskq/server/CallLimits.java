package dev.taskq.server;

import dev.taskq.coordinator.CoordinatorConfig;
import java.time.Duration;

/**
 * The limits of single calls. Immutable.
 *
 * @param bodyBytes the most bytes in the body of a submission: the params as the store returns them, and the fields
 *     around them; at least 1
 * @param batchBytes the most bytes in the body of a batch, at least 1
 * @param batchTasks the most tasks in a batch, at least 1
 * @param longestWait the longest that a caller may wait for a result, zero or more
 * @param heldBytes the most bytes of all request bodies that are held in memory at a time, at least 1; the same again
 *     for all large responses
 */
public record CallLimits(int bodyBytes, int batchBytes, int batchTasks, Duration longestWait, long heldBytes) {
    private static final int AROUND_PARAMS = 64 * 1024;
    private static final int BATCH_BYTES = 8 * 1024 * 1024;
    private static final int BATCH_TASKS = 1_000;
    private static final int HEAP_SHARE = 10;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /** The limits for a coordinator with {@link CoordinatorConfig#DEFAULTS}. */
    public static final CallLimits DEFAULTS = forParams(CoordinatorConfig.DEFAULTS.mostParamsBytes());

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public CallLimits {
        if (bodyBytes < 1 || batchBytes < 1 || batchTasks < 1 || heldBytes < 1) {
            throw new IllegalArgumentException("each limit on bytes or tasks must be at least 1");
        }
        if (longestWait.isNegative()) {
            throw new IllegalArgumentException("longestWait must not be negative");
        }
    }

    /**
     * The limits that follow from a coordinator's limit on params: one task of that size, 8 MiB and 1,000 tasks a batch,
     * a wait of 60 s, a tenth of the heap. The body may have half as many bytes again as the params, because a database
     * adds spaces to them.
     *
     * @param paramsBytes the largest params of a task, as {@link CoordinatorConfig#mostParamsBytes()} has them
     * @return the limits
     */
    public static CallLimits forParams(int paramsBytes) {
        int bodyBytes = paramsBytes + paramsBytes / 2 + AROUND_PARAMS;
        long heldBytes = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
        return new CallLimits(bodyBytes, Math.max(BATCH_BYTES, bodyBytes), BATCH_TASKS, LONGEST_WAIT, heldBytes);
    }

    /**
     * These limits with another limit on the tasks in a batch.
     *
     * @param value the most tasks, at least 1
     * @return the new value
     */
    public CallLimits withBatchTasks(int value) {
        return new CallLimits(bodyBytes, batchBytes, value, longestWait, heldBytes);
    }

    /**
     * These limits with another limit on waits for a result.
     *
     * @param value the longest wait, zero or more
     * @return the new value
     */
    public CallLimits withLongestWait(Duration value) {
        return new CallLimits(bodyBytes, batchBytes, batchTasks, value, heldBytes);
    }

    /**
     * These limits with another limit on the bytes held in memory.
     *
     * @param value the most bytes, at least 1
     * @return the new value
     */
    public CallLimits withHeldBytes(long value) {
        return new CallLimits(bodyBytes, batchBytes, batchTasks, longestWait, value);
    }
}
