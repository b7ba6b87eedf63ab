package dev.taskq.server.grpc;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskRejectedException.Violation;
import dev.taskq.TaskType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads the fields of one message, and collects what is wrong with them. For one thread. */
final class Fields {
    private final List<Violation> violations = new ArrayList<>();

    void violation(String pointer, String detail) {
        violations.add(new Violation(pointer, detail));
    }

    /**
     * Makes a value; if it is refused, the reasons become violations.
     *
     * @param pointer the pointer of the message in which the value's own pointers are
     */
    <T> Optional<T> accept(String pointer, Supplier<T> value) {
        try {
            return Optional.of(value.get());
        } catch (TaskRejectedException e) {
            e.violations().forEach(it -> violation(pointer + it.pointer(), it.detail()));
            return Optional.empty();
        }
    }

    Optional<String> type(String pointer, String name) {
        try {
            TaskType.checkName(name);
            return Optional.of(name);
        } catch (TaskRejectedException e) {
            violation(pointer, "must be the name of a type");
            return Optional.empty();
        }
    }

    Optional<Instant> time(String pointer, Timestamp time) {
        if (!Timestamps.isValid(time)) {
            violation(pointer, "must be a time in the years 1 to 9999, with nanoseconds from 0 to 999999999");
            return Optional.empty();
        }
        return Optional.of(Instant.ofEpochSecond(time.getSeconds(), time.getNanos()));
    }

    Optional<java.time.Duration> duration(String pointer, Duration duration) {
        if (!Durations.isValid(duration)) {
            violation(pointer, "must be a duration whose seconds and nanoseconds have the same sign");
            return Optional.empty();
        }
        return Optional.of(java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos()));
    }

    /**
     * Refuses the message if anything was wrong.
     *
     * @throws TaskRejectedException if there was any violation
     */
    void requireNone() {
        if (!violations.isEmpty()) {
            throw new TaskRejectedException(violations);
        }
    }
}
