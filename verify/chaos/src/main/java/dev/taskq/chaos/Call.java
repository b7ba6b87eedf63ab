package dev.taskq.chaos;

import dev.taskq.chaos.plugin.Job;
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
        private static final String ONE_SECOND = "1s";

        /** The body of the submit. */
        String body() {
            String bounds = switch (job.kind()) {
                case FAIL -> ",\"max_attempts\":2";
                case HANG, DEAF -> ",\"max_attempts\":2,\"timeout\":\"" + ONE_SECOND + "\"";
                default -> "";
            };
            return "{\"type\":\"" + type + "\",\"params\":{\"call\":" + job.call() + ",\"place\":" + job.place()
                    + ",\"kind\":\"" + job.kind() + "\",\"millis\":" + job.millis() + "}" + bounds + "}";
        }
    }

    boolean isBatch() {
        return tasks.size() > 1;
    }

    String body() {
        return isBatch()
                ? "{\"tasks\":["
                        + String.join(",", tasks.stream().map(Wanted::body).toList()) + "]}"
                : tasks.get(0).body();
    }
}
