package dev.taskq.spi;

import dev.taskq.Due;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.TaskLimits;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskRejectedException.Violation;
import dev.taskq.json.InvalidJsonException;
import dev.taskq.json.JsonCheck;
import dev.taskq.json.JsonHash;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Checks all that the values of a task can be refused for, and completes what the caller left out. So a task that cannot be
 * stored reaches no batch, and no transaction of an application. Thread-safe.
 */
public final class SubmitCheck {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private final RandomGenerator random;
    private final int mostParamsBytes;

    /**
     * A check with a limit on params.
     *
     * @param random makes correlation ids; called from any thread
     * @param mostParamsBytes the largest params of a task, in bytes of UTF-8 without white space and with numbers written
     *     out in full
     */
    public SubmitCheck(RandomGenerator random, int mostParamsBytes) {
        this.random = random;
        this.mostParamsBytes = mostParamsBytes;
    }

    /**
     * A task that passed. Immutable.
     *
     * @param insert the row to be stored
     * @param bytes the size of its params
     */
    public record Checked(Insert insert, long bytes) {}

    /**
     * Checks one task.
     *
     * @param task the task
     * @param now the store's clock, roughly: only for what lies absurdly far ahead
     * @return the task with a correlation id, and the hash of its body
     * @throws TaskRejectedException if it cannot be accepted
     */
    public Checked check(NewTask task, Instant now) {
        if (task.origin().fire().isPresent()) {
            throw new TaskRejectedException("/schedule", "must not be given: only schedules fire");
        }
        long bytes = sizeOf(task.params());
        if (task.due() instanceof Due.At(Instant time)) {
            check(time, now);
        }
        return new Checked(new Insert(withCorrelationId(task), hash(task)), bytes);
    }

    /**
     * Checks a list of tasks, all or none.
     *
     * @param tasks any number
     * @param now the store's clock, roughly
     * @return the tasks, in their order
     * @throws TaskRejectedException if one cannot be accepted; it names all that is wrong, with pointers that begin with
     *     {@code /tasks/<place>}
     */
    public List<Checked> checkAll(List<NewTask> tasks, Instant now) {
        List<Checked> checked = new ArrayList<>(tasks.size());
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            try {
                checked.add(check(tasks.get(i), now));
            } catch (TaskRejectedException e) {
                violations.addAll(e.under("/tasks/" + i).violations());
            }
        }
        if (!violations.isEmpty()) {
            throw new TaskRejectedException(violations);
        }
        return checked;
    }

    private static void check(Instant time, Instant now) {
        if (time.isBefore(FIRST)) {
            throw new TaskRejectedException("/run_at", "must not be before " + FIRST);
        }
        if (time.isAfter(now.plus(Due.FURTHEST))) {
            throw new TaskRejectedException("/run_at", "must be at most 10 years ahead");
        }
    }

    /**
     * The size that params have as the database gives them back, but for a space behind each comma and colon. Those may stand
     * in the text too, so that what was read can be sent again.
     */
    private long sizeOf(String params) {
        if (params.getBytes(StandardCharsets.UTF_8).length > mostParamsBytes + mostParamsBytes / 2) {
            throw tooLarge();
        }
        try {
            long bytes = JsonCheck.object(params, "/params", mostParamsBytes);
            if (bytes > mostParamsBytes) {
                throw tooLarge();
            }
            return bytes;
        } catch (InvalidJsonException e) {
            throw new TaskRejectedException(e.pointer(), e.detail());
        }
    }

    private TaskRejectedException tooLarge() {
        return new TaskRejectedException(
                "/params", "must be at most " + mostParamsBytes + " bytes, with its numbers written out in full");
    }

    private NewTask withCorrelationId(NewTask task) {
        return task.withOrigin(identified(task.origin()));
    }

    /**
     * Completes an origin.
     *
     * @param origin any origin
     * @return the origin, with a correlation id
     */
    public Origin identified(Origin origin) {
        if (!origin.correlationId().isEmpty()) {
            return origin;
        }
        byte[] id = new byte[16];
        random.nextBytes(id);
        return origin.withCorrelationId(HexFormat.of().formatHex(id));
    }

    private static String hash(NewTask task) {
        if (task.idempotencyKey().isEmpty()) {
            return "";
        }
        TaskLimits limits = task.limits();
        return JsonHash.of(
                task.type(),
                JsonHash.canonical(task.params()),
                text(task.due()),
                limits.maxAttempts().toString(),
                limits.timeout().map(Duration::toString).orElse(""));
    }

    private static String text(Due due) {
        return switch (due) {
            case Due.Now() -> "";
            case Due.After(Duration delay) -> delay.toString();
            case Due.At(Instant time) -> time.toString();
        };
    }
}
