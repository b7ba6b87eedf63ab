package dev.taskq.agent;

import dev.taskq.engine.GroupCommit;
import dev.taskq.engine.Linger;
import dev.taskq.platform.Platform;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Completions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Writes completions in batches. No task is twice in one write: a release whose outcome was unknown may be followed by the same
 * task's next completion.
 */
final class CompletionWriter implements GroupCommit.Writer<Report, CompletionResult> {
    /** The slot is free before the completion is written, so a wait delays no other task. {@link Reporter} ends it where memory is short. */
    private static final GroupCommit.Limits LIMITS =
            new GroupCommit.Limits(2, 200, 1 << 20, GroupCommit.Queue.BOUNDED_BY_THE_CALLER, Linger.Bounds.PATIENT);

    private final Completions completions;

    private CompletionWriter(Completions completions) {
        this.completions = completions;
    }

    /** The group commit of an agent's completions, not started. */
    static GroupCommit<Report, CompletionResult> groupCommit(Platform platform, String name, Completions completions) {
        return new GroupCommit<>(platform, name + "-report", LIMITS, new CompletionWriter(completions));
    }

    @Override
    public List<CompletionResult> write(List<Report> reports) {
        reports.forEach(report -> report.execution().markSent());
        CompletionResult[] results = new CompletionResult[reports.size()];
        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < reports.size(); i++) {
            left.add(i);
        }
        while (!left.isEmpty()) {
            Map<Long, Integer> places = new HashMap<>();
            List<Integer> now = new ArrayList<>();
            for (Iterator<Integer> next = left.iterator(); next.hasNext(); ) {
                int place = next.next();
                if (places.putIfAbsent(reports.get(place).completion().id(), place) == null) {
                    now.add(place);
                    next.remove();
                }
            }
            List<CompletionResult> written = completions.complete(
                    now.stream().map(place -> reports.get(place).completion()).toList());
            for (int i = 0; i < now.size(); i++) {
                results[now.get(i)] = written.get(i);
            }
        }
        return List.of(results);
    }
}
