package dev.taskq.coordinator;

import dev.taskq.ErrorGroup;
import dev.taskq.ErrorReport;
import dev.taskq.spi.FailedTask;
import dev.taskq.spi.FailedTasks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Failed tasks, grouped by their type and error. The reports of all types and of each type are made of it. Immutable.
 *
 * @param at when the tasks were read
 * @param since the time from which on it has all failed tasks
 * @param complete whether it has all failed tasks of the window
 * @param groups all errors, the most frequent first; no more than the tasks that were read
 */
record ErrorSummary(Instant at, Instant since, boolean complete, List<ErrorGroup> groups) {
    private static final Comparator<ErrorGroup> MOST_FREQUENT_FIRST = Comparator.comparingLong(ErrorGroup::tasks)
            .thenComparing(ErrorGroup::lastAt)
            .reversed()
            .thenComparing(ErrorGroup::type)
            .thenComparing(ErrorGroup::error);

    ErrorSummary {
        groups = List.copyOf(groups);
    }

    private record Key(String type, String error) {}

    static ErrorSummary of(FailedTasks read) {
        Map<String, ErrorPattern> patterns = new HashMap<>();
        Map<Key, List<FailedTask>> byError = new HashMap<>();
        for (FailedTask task : read.newest()) {
            ErrorPattern pattern = patterns.computeIfAbsent(task.error(), ErrorPattern::of);
            byError.computeIfAbsent(new Key(task.type(), pattern.text()), key -> new ArrayList<>())
                    .add(task);
        }
        Instant since = read.readBackTo().orElseGet(() -> read.at().minus(ErrorReport.WINDOW));
        List<ErrorGroup> groups = byError.entrySet().stream()
                .map(entry -> group(entry.getKey(), entry.getValue(), since, read.at()))
                .sorted(MOST_FREQUENT_FIRST)
                .toList();
        return new ErrorSummary(read.at(), since, read.readBackTo().isEmpty(), groups);
    }

    /** The errors of all types. */
    ErrorReport report() {
        return report(group -> true);
    }

    /** The errors of one type. */
    ErrorReport report(String type) {
        return report(group -> group.type().equals(type));
    }

    private ErrorReport report(Predicate<ErrorGroup> wanted) {
        List<ErrorGroup> found = groups.stream().filter(wanted).toList();
        return new ErrorReport(
                at,
                since,
                found.stream().mapToLong(ErrorGroup::tasks).sum(),
                complete,
                found.stream().limit(ErrorReport.MOST_GROUPS).toList(),
                found.size());
    }

    /** The tasks are newest first. */
    private static ErrorGroup group(Key key, List<FailedTask> tasks, Instant since, Instant at) {
        FailedTask last = tasks.getFirst();
        TreeSet<String> versions = new TreeSet<>();
        tasks.forEach(task -> task.version().ifPresent(versions::add));
        return new ErrorGroup(
                key.type(),
                key.error(),
                tasks.size(),
                tasks.getLast().failedAt(),
                last.failedAt(),
                last.id(),
                List.copyOf(versions),
                counts(tasks, since, at),
                ErrorPattern.of(last.error()).contains());
    }

    /** A task may have failed shortly after the time of the read: it is in the last part. All are, if all that was read did. */
    private static List<Long> counts(List<FailedTask> tasks, Instant since, Instant at) {
        long[] counts = new long[ErrorReport.PARTS];
        long all = Duration.between(since, at).toNanos();
        for (FailedTask task : tasks) {
            long nanos = Duration.between(since, task.failedAt()).toNanos();
            long part = all > 0 ? nanos * ErrorReport.PARTS / all : ErrorReport.PARTS;
            counts[Math.clamp(part, 0, ErrorReport.PARTS - 1)]++;
        }
        return Arrays.stream(counts).boxed().toList();
    }
}
