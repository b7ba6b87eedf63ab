package dev.taskq.server.rest;

import dev.taskq.Due;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.TaskLimits;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the bodies of submissions into tasks. */
final class SubmitBodies {
    private SubmitBodies() {}

    /**
     * Reads one task.
     *
     * @param key the idempotency key of the header
     */
    static NewTask one(String text, Origin origin, Optional<String> key) {
        return JsonBody.read(text, body -> new Transaction(body, "", origin, key, false).read())
                .orElseThrow(() -> new IllegalStateException("what is missing was a violation"));
    }

    /**
     * Reads a batch.
     *
     * @param mayHaveKeys whether its tasks may have their own keys, which is so if the batch has none
     * @param most the most tasks of the batch
     */
    static List<NewTask> batch(String text, Origin origin, boolean mayHaveKeys, int most) {
        return JsonBody.read(text, body -> new Batch(body, origin, mayHaveKeys, most).read());
    }

    /** A batch while it is read. */
    private static final class Batch {
        private final JsonBody body;
        private final Origin origin;
        private final boolean mayHaveKeys;
        private final int most;
        private final List<NewTask> tasks = new ArrayList<>();
        private boolean hasTasks;

        Batch(JsonBody body, Origin origin, boolean mayHaveKeys, int most) {
            this.body = body;
            this.origin = origin;
            this.mayHaveKeys = mayHaveKeys;
            this.most = most;
        }

        List<NewTask> read() throws IOException {
            if (body.object("", this::take) && !hasTasks) {
                body.violation("/tasks", "is required");
            }
            return tasks;
        }

        private boolean take(String name, String pointer) throws IOException {
            if (!name.equals("tasks")) {
                return false;
            }
            hasTasks = true;
            body.array(pointer, most, this::element);
            return true;
        }

        private void element(int place, String pointer) throws IOException {
            new Transaction(body, pointer, origin, Optional.empty(), mayHaveKeys)
                    .read()
                    .ifPresent(tasks::add);
        }
    }

    /** One task while it is read. */
    private static final class Transaction {
        private final JsonBody body;
        private final String pointer;
        private final Origin origin;
        private final boolean mayHaveKey;
        private Optional<String> key;
        private boolean hasType;
        private boolean hasRunAt;
        private boolean hasDelay;
        private Optional<String> type = Optional.empty();
        private Optional<String> params = Optional.empty();
        private Due due = Due.now();
        private TaskLimits limits = TaskLimits.DEFAULTS;

        Transaction(JsonBody body, String pointer, Origin origin, Optional<String> key, boolean mayHaveKey) {
            this.body = body;
            this.pointer = pointer;
            this.origin = origin;
            this.key = key;
            this.mayHaveKey = mayHaveKey;
        }

        /** Empty if it has no usable type. Everything wrong has become a violation. */
        Optional<NewTask> read() throws IOException {
            if (!body.object(pointer, this::take)) {
                return Optional.empty();
            }
            if (!hasType) {
                body.violation(pointer + "/type", "is required");
            }
            if (hasRunAt && hasDelay) {
                body.violation(pointer + "/delay", "must not be given together with run_at");
            }
            return type.map(name -> new NewTask(name, params.orElse("{}"), due, limits, key, origin));
        }

        private boolean take(String name, String at) throws IOException {
            switch (name) {
                case "type" -> {
                    hasType = true;
                    type = body.string(at, "must be a string")
                            .filter(given -> accepts(() -> TaskType.checkName(given)));
                }
                case "params" -> params = body.rawObject(at);
                case "run_at" -> {
                    hasRunAt = true;
                    body.time(at).ifPresent(time -> due = Due.at(time));
                }
                case "delay" -> {
                    hasDelay = true;
                    body.duration(at).ifPresent(time -> accepts(() -> due = Due.after(time)));
                }
                case "max_attempts" ->
                    body.number(at, "must be a whole number between 1 and " + TaskLimits.HIGHEST_MAX_ATTEMPTS)
                            .ifPresent(number -> accepts(() -> limits = limits.withMaxAttempts(number)));
                case "timeout" -> body.duration(at).ifPresent(time -> accepts(() -> limits = limits.withTimeout(time)));
                case "idempotency_key" -> takeKey(at);
                default -> {
                    return false;
                }
            }
            return true;
        }

        private void takeKey(String at) throws IOException {
            Optional<String> given = body.string(at, "must be a string");
            if (mayHaveKey) {
                key = given.filter(text -> accepts(() -> NewTask.checkKey(text)));
            } else {
                body.violation(
                        at,
                        pointer.isEmpty()
                                ? "is not a known field, send it as the header Idempotency-Key"
                                : "must not be given together with the header Idempotency-Key");
            }
        }

        private boolean accepts(Runnable check) {
            try {
                check.run();
                return true;
            } catch (TaskRejectedException e) {
                body.violations(pointer, e);
                return false;
            }
        }
    }
}
