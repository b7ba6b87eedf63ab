package dev.taskq.chaos;

import dev.taskq.chaos.plugin.Job;
import dev.taskq.client.NewTask;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One call of the client. Immutable.
 *
 * @param number its number, which is in the params of its tasks
 * @param key its idempotency key, if it has one; only a call with a key is repeated after an unknown outcome
 * @param tasks the tasks that it submits
 */
record Call(long number, Optional<String> key, List<Wanted> tasks) {
    Call {
        tasks = List.copyOf(tasks);
    }

    /**
     * One task of a call.
     *
     * @param type its type
     * @param job its params
     */
    record Wanted(String type, Job job) {
        private static final Duration ONE_SECOND = Duration.ofSeconds(1);

        /** The task to submit. */
        NewTask task() {
            NewTask task = NewTask.of(type, job);
            return switch (job.kind()) {
                case FAIL -> task.withMaxAttempts(2);
                case HANG, DEAF -> task.withMaxAttempts(2).withTimeout(ONE_SECOND);
                default -> task;
            };
        }
    }

    boolean isBatch() {
        return tasks.size() > 1;
    }
}
