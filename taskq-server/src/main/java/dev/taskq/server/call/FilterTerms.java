package dev.taskq.server.call;

import dev.taskq.TaskFilter;
import dev.taskq.TimeWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The conditions of a filter of tasks, by their names in the API. */
public final class FilterTerms {
    private FilterTerms() {}

    /** One condition. */
    public record Term(String name, String value) {
        @Override
        public String toString() {
            return name + "=" + value;
        }
    }

    public static List<Term> of(TaskFilter filter) {
        List<Term> terms = new ArrayList<>();
        filter.statuses().forEach(status -> terms.add(new Term("status", status.wireName())));
        add(terms, "type", filter.type());
        add(terms, "caller", filter.caller());
        add(terms, "correlation_id", filter.correlationId());
        add(terms, "idempotency_key", filter.idempotencyKey());
        add(terms, "agent", filter.agent());
        add(terms, "schedule", filter.schedule());
        add(terms, "error_contains", filter.errorContains());
        addWindow(terms, "created", filter.created());
        addWindow(terms, "finished", filter.finished());
        return List.copyOf(terms);
    }

    private static void addWindow(List<Term> terms, String name, TimeWindow window) {
        add(terms, name + "_after", window.after().map(Instant::toString));
        add(terms, name + "_before", window.before().map(Instant::toString));
    }

    private static void add(List<Term> terms, String name, Optional<String> value) {
        value.ifPresent(text -> terms.add(new Term(name, text)));
    }
}
