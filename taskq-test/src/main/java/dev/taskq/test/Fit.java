package dev.taskq.test;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
        Set<String> added = new LinkedHashSet<>();
        today.forEach(sample -> added.addAll(Json.leaves(Json.tree(sample)).keySet()));
        added.removeAll(before.keySet());
        P params;
        try {
            params = type.read(stored);
        } catch (TaskRejectedException e) {
            return e.violations().stream()
                    .map(violation -> {
                        String field = violation.pointer().replaceFirst("^/params", "");
                        String place = field.isEmpty() ? "" : field + " ";
                        return place + violation.detail() + renamed(field, before, added);
                    })
                    .toList();
        }
        return differences(before, Json.leaves(Json.tree(type.task(params).params())), added);
    }

    private static List<String> differences(
            Map<String, JsonNode> before, Map<String, JsonNode> after, Set<String> added) {
        List<String> reasons = new ArrayList<>();
        before.forEach((field, value) -> {
            JsonNode now = after.get(field);
            if (now == null) {
                // A class leaves out what is nothing, and a null is nothing.
                if (!value.isNull()) {
                    reasons.add(field + " is lost: today's class ignores it" + renamed(field, before, added));
                }
            } else if (!isSame(value, now)) {
                reasons.add(field + " is changed: " + value + " is read as " + now);
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

    /** A hint, where a field that is not known today may be the one that is new. */
    private static String renamed(String field, Map<String, JsonNode> before, Set<String> added) {
        if (!before.containsKey(field) || added.isEmpty()) {
            return "";
        }
        return "; new is " + String.join(", ", added) + ": if the field was renamed, keep the old name as well";
    }
}
