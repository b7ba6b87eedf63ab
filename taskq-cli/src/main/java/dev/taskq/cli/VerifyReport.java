package dev.taskq.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskq.client.Explanation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a verification found. Immutable.
 *
 * @param byStatus how many tasks there are of each status
 * @param ids the ids between the first and the last task
 * @param complete whether all tasks were read; false if there are more than allowed
 * @param absent the ids without a task
 * @param accepted the ids that submits had answered
 * @param stranded tasks that go on only if something is done
 * @param strandedMore how many further ones may be stranded, which were not explained
 */
record VerifyReport(
        SortedMap<String, Long> byStatus,
        Ids ids,
        boolean complete,
        Absent absent,
        Accepted accepted,
        List<Stranded> stranded,
        long strandedMore) {

    /**
     * The ids between which tasks were read; zero if there are none.
     *
     * @param first the least
     * @param last the greatest
     */
    record Ids(long first, long last) {}

    /**
     * Ids between the points, or else between the first and the last task, for which there is no task.
     *
     * @param pastRetention those old enough to be deleted by the rules
     * @param unknown those of submits that were not stored, and of tasks that a caller deleted
     * @param unread younger ones that were not read one by one, since they are too many: nothing is known of them
     */
    record Absent(long pastRetention, long unknown, long unread) {}

    /**
     * Ids that submits had answered.
     *
     * @param count how many
     * @param pastRetention those without a task, but old enough to be deleted by the rules
     * @param missing those without a task: lost, or deleted by a caller; the first ones
     * @param missingCount how many those are
     */
    record Accepted(long count, long pastRetention, List<Long> missing, long missingCount) {
        Accepted {
            missing = List.copyOf(missing);
        }
    }

    /**
     * A task that goes on only if something is done.
     *
     * @param id the task
     * @param type its type
     * @param status its status
     * @param reason why
     */
    record Stranded(long id, String type, String status, Explanation.Reason reason) {}

    VerifyReport {
        byStatus = Collections.unmodifiableSortedMap(new TreeMap<>(byStatus));
        stranded = List.copyOf(stranded);
    }

    boolean isGood() {
        return complete
                && absent.unread() == 0
                && stranded.isEmpty()
                && strandedMore == 0
                && accepted.missingCount() == 0;
    }

    long tasks() {
        return byStatus.values().stream().mapToLong(Long::longValue).sum();
    }

    JsonNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("verified", isGood()).put("complete", complete).put("tasks", tasks());
        json.put("first_id", ids.first()).put("last_id", ids.last());
        ObjectNode statuses = json.putObject("by_status");
        byStatus.forEach(statuses::put);
        json.putObject("absent")
                .put("past_retention", absent.pastRetention())
                .put("unknown", absent.unknown())
                .put("unread", absent.unread());
        ObjectNode given = json.putObject("accepted")
                .put("count", accepted.count())
                .put("past_retention", accepted.pastRetention())
                .put("missing_count", accepted.missingCount());
        accepted.missing().forEach(given.putArray("missing")::add);
        ArrayNode all = json.putArray("stranded");
        for (Stranded task : stranded) {
            all.addObject()
                    .put("id", task.id())
                    .put("type", task.type())
                    .put("status", task.status())
                    .put("reason", task.reason().name())
                    .put("text", task.reason().text())
                    .put("advice", task.reason().advice());
        }
        json.put("stranded_more", strandedMore);
        return json;
    }

    /** The report for people. */
    List<String> lines(Printer printer) {
        List<String> lines = new ArrayList<>();
        lines.add(tasks() + " tasks with ids from " + ids.first() + " to " + ids.last());
        for (Map.Entry<String, Long> status : byStatus.entrySet()) {
            lines.add(
                    "  " + printer.styled(Style.ofStatus(status.getKey()), status.getKey()) + " " + status.getValue());
        }
        if (!complete) {
            lines.add(bad(printer, "there are more tasks than were read: raise --most, or choose a shorter time"));
        }
        describeAbsent(lines, printer);
        if (accepted.count() > 0) {
            lines.add(accepted.count() + " accepted ids: " + accepted.pastRetention()
                    + " may be deleted past their retention, " + accepted.missingCount() + " are missing");
        }
        if (accepted.missingCount() > 0) {
            lines.add(bad(
                    printer,
                    "accepted, and there is no such task (lost, or deleted by a caller): " + accepted.missing()));
        }
        for (Stranded task : stranded) {
            lines.add(bad(
                    printer,
                    "task " + task.id() + " of type " + task.type() + " is " + task.status() + ": "
                            + task.reason().text()));
            lines.add("    " + printer.styled(Style.FAINT, task.reason().advice()));
        }
        if (strandedMore > 0) {
            lines.add(bad(printer, strandedMore + " further tasks may be stranded like these"));
        }
        lines.add(
                isGood()
                        ? printer.styled(Style.GREEN, "verified: each of these tasks is final or goes on")
                        : bad(printer, "not verified"));
        return lines;
    }

    private void describeAbsent(List<String> lines, Printer printer) {
        if (absent.pastRetention() > 0) {
            lines.add(absent.pastRetention() + " ids have no task, and may be deleted past their retention");
        }
        if (absent.unknown() > 0) {
            lines.add(absent.unknown() + " ids have no task: their submits were not stored, or a caller deleted them");
        }
        if (absent.unread() > 0) {
            lines.add(bad(
                    printer,
                    absent.unread()
                            + " ids have no task in the lists, and were not read one by one"
                            + (complete ? ": raise --most-absent, or choose a shorter time" : "")));
        }
    }

    private static String bad(Printer printer, String text) {
        return printer.styled(Style.RED, text);
    }
}
