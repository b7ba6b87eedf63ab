package dev.taskq.coordinator;

import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.Schedule;
import dev.taskq.TaskLimits;
import dev.taskq.TaskRejectedException;
import dev.taskq.json.InvalidJsonException;
import dev.taskq.json.JsonCheck;
import dev.taskq.json.JsonHash;
import dev.taskq.platform.Platform;
import dev.taskq.spi.Insert;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/** Checks all that a submit can be refused for before it shares a batch, and completes what the caller left out. */
final class SubmitCheck {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private final Platform platform;
    private final int mostParamsBytes;

    SubmitCheck(Platform platform, int mostParamsBytes) {
        this.platform = platform;
        this.mostParamsBytes = mostParamsBytes;
    }

    /** A task that passed, with its size in bytes. */
    record Checked(Insert insert, long bytes) {}

    /**
     * Checks one task.
     *
     * @param now the store's clock, roughly: only for what lies absurdly far ahead
     */
    Checked check(NewTask task, Instant now) {
        long bytes = sizeOf(task.params());
        if (task.schedule() instanceof Schedule.At(Instant time)) {
            check(time, now);
        }
        return new Checked(new Insert(withCorrelationId(task), hash(task)), bytes);
    }

    private static void check(Instant time, Instant now) {
        if (time.isBefore(FIRST)) {
            throw new TaskRejectedException("/run_at", "must not be before " + FIRST);
        }
        if (time.isAfter(now.plus(Schedule.FURTHEST))) {
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
        Origin origin = task.origin();
        if (!origin.correlationId().isEmpty()) {
            return task;
        }
        byte[] id = new byte[16];
        platform.random().nextBytes(id);
        return task.withOrigin(origin.withCorrelationId(HexFormat.of().formatHex(id)));
    }

    private static String hash(NewTask task) {
        if (task.idempotencyKey().isEmpty()) {
            return "";
        }
        TaskLimits limits = task.limits();
        return JsonHash.of(
                task.type(),
                JsonHash.canonical(task.params()),
                text(task.schedule()),
                limits.maxAttempts().toString(),
                limits.timeout().map(Duration::toString).orElse(""));
    }

    private static String text(Schedule schedule) {
        return switch (schedule) {
            case Schedule.Now() -> "";
            case Schedule.After(Duration delay) -> delay.toString();
            case Schedule.At(Instant time) -> time.toString();
        };
    }
}
