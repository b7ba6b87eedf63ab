package dev.taskq.test;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Whether a stored sample maps to today's class and back, and what is lost on the way. */
final class Fit {
    private Fit() {}

    /**
     * What does not fit.
     *
     * @param stored a sample of an earlier version
     * @param today samples of today, which say what fields there are
     * @return a reason for each field; none if it fits
     */
    static <P> List<String> of(TaskType<P> type, String stored, List<String> today) {
        Map<String, JsonNode> before = Json.leaves(Json.tree(stored));
        List<String> reasons = reasons(type, stored, before);
        return reasons.isEmpty() ? reasons : withHint(reasons, Json.fields(stored), today);
    }

    private static <P> List<String> reasons(TaskType<P> type, String stored, Map<String, JsonNode> before) {
        P params;
        try {
            params = type.read(stored);
        } catch (TaskRejectedException e) {
            return e.violations().stream()
                    .map(violation -> violation.pointer().replaceFirst("^/params", "") + " " + violation.detail())
                    .map(String::strip)
                    .toList();
        }
        return differences(before, Json.leaves(Json.tree(type.task(params).params())));
    }

    private static List<String> differences(Map<String, JsonNode> before, Map<String, JsonNode> after) {
        List<String> reasons = new ArrayList<>();
        before.forEach((field, value) -> {
            JsonNode now = after.get(field);
            if (now != null && !isSame(value, now)) {
                reasons.add(field + " is changed: " + value + " is read as " + now);
            } else if (now == null && !value.isNull()) {
                // A null says no more than a field that is not there.
                reasons.add(field + " is lost: today's class ignores it");
            }
        });
        return reasons;
    }

    private static boolean isSame(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue()) == 0;
        }
        return one.equals(other);
    }

    /** Where a field is gone and another one is new, one may have become the other. */
    private static List<String> withHint(List<String> reasons, Set<String> before, List<String> today) {
        Set<String> now = new TreeSet<>();
        today.forEach(sample -> now.addAll(Json.fields(sample)));
        Set<String> gone = new TreeSet<>(before);
        gone.removeAll(now);
        now.removeAll(before);
        if (gone.isEmpty() || now.isEmpty()) {
            return reasons;
        }
        List<String> all = new ArrayList<>(reasons);
        all.add("gone: " + String.join(", ", gone) + "; new: " + String.join(", ", now)
                + ". If a field was renamed, let the class read the old name as well");
        return all;
    }
}
