package dev.taskq.client;

import java.time.Instant;
import java.util.List;

/**
 * Why a task is where it is, and what can be done. Immutable.
 *
 * @param id the task's id
 * @param type its type
 * @param status its status
 * @param at the time for which this holds
 * @param reasons the reasons, the most important first
 * @param json the answer that it was read from, with what this version does not know
 */
public record Explanation(long id, String type, TaskStatus status, Instant at, List<Reason> reasons, JsonValue json) {
    /** Copies the list. */
    public Explanation {
        reasons = List.copyOf(reasons);
    }

    /**
     * One reason.
     *
     * @param name its name, such as {@code not_served} or {@code paused}; a later version may have more
     * @param text the reason as a sentence
     * @param advice what can be done, as a sentence
     * @param facts the reason as JSON, with the facts that it is based on, such as {@code nearest_type}
     */
    public record Reason(String name, String text, String advice, JsonValue facts) {}

    static Explanation of(Fields json) {
        return new Explanation(
                json.integer("id"),
                json.text("type"),
                new TaskStatus(json.text("status")),
                json.time("at"),
                json.objects("reasons").stream().map(Explanation::reason).toList(),
                json.whole());
    }

    private static Reason reason(Fields json) {
        return new Reason(json.text("reason"), json.text("text"), json.text("advice"), json.whole());
    }
}
