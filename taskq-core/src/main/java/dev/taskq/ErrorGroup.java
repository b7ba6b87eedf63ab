package dev.taskq;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Failed tasks of one type with the same error, but for its numbers and ids. Immutable.
 *
 * @param type the type of the tasks
 * @param error the beginning of the first line of their error, with {@code <n>}, {@code <id>} and {@code <hex>} in place of numbers,
 *     UUIDs, and hexadecimal numbers
 * @param tasks how many tasks of the report have it
 * @param firstAt when the first of them became final
 * @param lastAt when the last of them became final
 * @param lastTask the id of the last of them
 * @param versions the versions of the agents that had the last error of these tasks, as far as they are known: an agent's
 *     version is forgotten some time after its end
 * @param counts how many of them became final in each of {@link ErrorReport#PARTS} equal parts of the time that the report reaches back,
 *     from {@link ErrorReport#since()} to {@link ErrorReport#at()}, oldest first
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
}
