package dev.taskq.chaos;

import dev.taskq.chaos.plugin.Job;
import java.util.List;
import java.util.Optional;

/**
 * One call of the client: what it asks for. Immutable.
 *
 * @param number its number, which stands in the params of its tasks
 * @param key whether it has an idempotency key, and so is repeated where its outcome is unknown
 * @param tasks what it submits
 */
record Call(long number, Optional<String> key, List<Wanted> tasks) {
    Call {
        tasks = List.copyOf(tasks);
    }

    /**
     * One task that is asked for.
     *
     * @param type its type
     * @param job its params
     */
    record Wanted(String type, Job job) {
        private static final String ONE_SECOND = "1s";

        /** The body of its submit. */
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
