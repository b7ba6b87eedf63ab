package dev.taskq.server.rest;

import dev.taskq.TaskFilter;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskStatus;
import dev.taskq.TimeWindow;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Reads filters: from the query of a list, or from the body of an operation. Both have the same names. */
final class Filters {
    private static final Set<String> NAMES = Set.of(
            "status",
            "type",
            "caller",
            "correlation_id",
            "idempotency_key",
            "agent",
            "schedule",
            "created_after",
            "created_before",
            "finished_after",
            "finished_before",
            "error_contains");
    private static final String STATUS_ALLOWED = "must be one of "
            + Arrays.stream(TaskStatus.values()).map(TaskStatus::wireName).collect(Collectors.joining(", "));

    private Filters() {}

    /** The names of a filter's parameters, and others. */
    static Set<String> with(String... others) {
        Set<String> names = new TreeSet<>(NAMES);
        names.addAll(List.of(others));
        return names;
    }

    /** Reads the filter of a query. */
    static TaskFilter of(QueryText query) {
        Set<TaskStatus> statuses = EnumSet.noneOf(TaskStatus.class);
        statuses.addAll(query.values("status", Filters::status, STATUS_ALLOWED));
        TaskFilter filter = TaskFilter.ALL
                .withStatuses(statuses)
                .withCreated(new TimeWindow(query.time("created_after"), query.time("created_before")))
                .withFinished(new TimeWindow(query.time("finished_after"), query.time("finished_before")));
        for (Text text : Text.values()) {
            TaskFilter before = filter;
            filter = query.value(text.field, given -> accepted(() -> text.add(before, given)), text.allowed)
                    .orElse(before);
        }
        return filter;
    }

    private static Optional<TaskFilter> accepted(Supplier<TaskFilter> filter) {
        try {
            return Optional.of(filter.get());
        } catch (TaskRejectedException e) {
            return Optional.empty();
        }
    }

    private static Optional<TaskStatus> status(String text) {
        return Arrays.stream(TaskStatus.values())
                .filter(status -> status.wireName().equals(text))
                .findFirst();
    }

    /** The conditions on a text. */
    private enum Text {
        TYPE("type", "must be the name of a type"),
        CALLER("caller", "must be at most 1,000 characters"),
        CORRELATION_ID("correlation_id", "must be 1 to 128 printable ASCII characters without space"),
        IDEMPOTENCY_KEY("idempotency_key", "must be 1 to 255 printable ASCII characters"),
        AGENT("agent", "must be at most 1,000 characters"),
        SCHEDULE("schedule", "must be the name of a schedule"),
        ERROR_CONTAINS("error_contains", "must be at most 1,000 characters");

        private final String field;
        private final String allowed;

        Text(String field, String allowed) {
            this.field = field;
            this.allowed = allowed;
        }

        TaskFilter add(TaskFilter filter, String given) {
            return switch (this) {
                case TYPE -> filter.withType(given);
                case CALLER -> filter.withCaller(given);
                case CORRELATION_ID -> filter.withCorrelationId(given);
                case IDEMPOTENCY_KEY -> filter.withIdempotencyKey(given);
                case AGENT -> filter.withAgent(given);
                case SCHEDULE -> filter.withSchedule(given);
                case ERROR_CONTAINS -> filter.withErrorContaining(given);
            };
        }
    }

    /** A filter while it is read from a body. Used by one thread. */
    static final class InBody {
        private final JsonBody body;
        private TaskFilter filter = TaskFilter.ALL;

        InBody(JsonBody body) {
            this.body = body;
        }

        /** Everything wrong has become a violation. */
        TaskFilter read(String pointer) throws IOException {
            body.object(pointer, this::take);
            return filter;
        }

        private boolean take(String name, String at) throws IOException {
            switch (name) {
                case "status" -> takeStatuses(at);
                case "created_after" ->
                    takeTime(
                            at,
                            time -> filter.withCreated(
                                    new TimeWindow(time, filter.created().before())));
                case "created_before" ->
                    takeTime(
                            at,
                            time -> filter.withCreated(
                                    new TimeWindow(filter.created().after(), time)));
                case "finished_after" ->
                    takeTime(
                            at,
                            time -> filter.withFinished(
                                    new TimeWindow(time, filter.finished().before())));
                case "finished_before" ->
                    takeTime(
                            at,
                            time -> filter.withFinished(
                                    new TimeWindow(filter.finished().after(), time)));
                default -> {
                    return takeText(name, at);
                }
            }
            return true;
        }

        private void takeStatuses(String at) throws IOException {
            Set<TaskStatus> statuses = EnumSet.noneOf(TaskStatus.class);
            body.array(at, TaskStatus.values().length, (place, pointer) -> {
                Optional<String> given = body.string(pointer, STATUS_ALLOWED);
                Optional<TaskStatus> status = given.flatMap(Filters::status);
                if (given.isPresent() && status.isEmpty()) {
                    body.violation(pointer, STATUS_ALLOWED);
                }
                status.ifPresent(statuses::add);
            });
            filter = filter.withStatuses(statuses);
        }

        private void takeTime(String at, Function<Optional<Instant>, TaskFilter> with) throws IOException {
            filter = with.apply(body.time(at));
        }

        private boolean takeText(String name, String at) throws IOException {
            for (Text text : Text.values()) {
                if (text.field.equals(name)) {
                    Optional<String> given = body.string(at, "must be a string");
                    Optional<TaskFilter> accepted = given.flatMap(it -> accepted(() -> text.add(filter, it)));
                    if (given.isPresent() && accepted.isEmpty()) {
                        body.violation(at, text.allowed);
                    }
                    filter = accepted.orElse(filter);
                    return true;
                }
            }
            return false;
        }
    }
}
