package dev.taskq.client;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The errors of the tasks that failed within the last day, the most frequent first. Immutable.
 *
 * @param at when the tasks were read
 * @param since the time from which on it has all failed tasks
 * @param tasks how many failed tasks it is made of, at most 10,000; of one type if it is the report of that type
 * @param complete whether it has all failed tasks of the last day
 * @param allErrors how many errors there are in all
 * @param errors the most frequent errors, at most 100
 * @param json the answer that it was read from, with what this version does not know
 */
public record ErrorReport(
        Instant at,
        Instant since,
        long tasks,
        boolean complete,
        long allErrors,
        List<ErrorGroup> errors,
        JsonValue json) {
    /** Copies the list. */
    public ErrorReport {
        errors = List.copyOf(errors);
    }

    /**
     * Failed tasks of one type with the same error, but for its numbers and ids.
     *
     * @param type the type of the tasks
     * @param error the beginning of the first line of their error, with {@code <n>}, {@code <id>} and {@code <hex>} in place of numbers,
     *     UUIDs, and hexadecimal numbers
     * @param tasks how many tasks have it
     * @param firstAt when the first of them became final
     * @param lastAt when the last of them became final
     * @param lastTask the id of the last of them
     * @param versions the versions of the agents that had the error, as far as they are known
     * @param counts how many of them failed in each of 24 equal parts of the time from {@link ErrorReport#since} to {@link
     *     ErrorReport#at}, oldest first; the parts of a whole day are hours
     * @param contains the longest part of the error that all these tasks have, for {@link TaskFilter#withErrorContaining}; other tasks may
     *     have it too. Empty if they have none
     */
    public record ErrorGroup(
            String type,
            String error,
            long tasks,
            Instant firstAt,
            Instant lastAt,
            long lastTask,
            List<String> versions,
            List<Long> counts,
            Optional<String> contains) {
        /** Copies the lists. */
        public ErrorGroup {
            versions = List.copyOf(versions);
            counts = List.copyOf(counts);
        }

        static ErrorGroup of(Fields json) {
            return new ErrorGroup(
                    json.text("type"),
                    json.text("error"),
                    json.integer("tasks"),
                    json.time("first_at"),
                    json.time("last_at"),
                    json.integer("last_task"),
                    json.texts("versions"),
                    json.integers("counts"),
                    json.textIfAny("error_contains"));
        }
    }

    static ErrorReport of(Fields json) {
        return new ErrorReport(
                json.time("at"),
                json.time("since"),
                json.integer("tasks"),
                json.flag("complete"),
                json.integer("all_errors"),
                json.objects("errors").stream().map(ErrorGroup::of).toList(),
                json.whole());
    }
}
