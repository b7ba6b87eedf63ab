package dev.taskq.coordinator;

import dev.taskq.ErrorGroup;
import dev.taskq.ErrorReport;
import dev.taskq.spi.FailedTask;
import dev.taskq.spi.FailedTasks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Groups failed tasks by their type and error. */
final class ErrorSummary {
    private static final Comparator<ErrorGroup> MOST_FREQUENT_FIRST = Comparator.comparingLong(ErrorGroup::tasks)
            .thenComparing(ErrorGroup::lastAt)
            .reversed()
            .thenComparing(ErrorGroup::type)
            .thenComparing(ErrorGroup::error);

    private ErrorSummary() {}

    private record Key(String type, String error) {}

    static ErrorReport of(FailedTasks read) {
        Map<String, ErrorPattern> patterns = new HashMap<>();
        Map<Key, List<FailedTask>> byError = new HashMap<>();
        for (FailedTask task : read.newest()) {
            ErrorPattern pattern = patterns.computeIfAbsent(task.error(), ErrorPattern::of);
            byError.computeIfAbsent(new Key(task.type(), pattern.text()), key -> new ArrayList<>())
                    .add(task);
        }
        List<ErrorGroup> groups = byError.entrySet().stream()
                .map(entry -> group(entry.getKey(), entry.getValue()))
                .sorted(MOST_FREQUENT_FIRST)
                .limit(ErrorReport.MOST_GROUPS)
                .toList();
        return new ErrorReport(
                read.at(),
                read.readBackTo().orElseGet(() -> read.at().minus(ErrorReport.WINDOW)),
                read.newest().size(),
                read.readBackTo().isEmpty(),
                groups,
                byError.size());
    }

    /** The tasks are newest first. */
    private static ErrorGroup group(Key key, List<FailedTask> tasks) {
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
                ErrorPattern.of(last.error()).contains());
    }
}
