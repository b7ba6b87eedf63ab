package dev.taskq.console.site;

import dev.taskq.AuditAction;
import dev.taskq.AuditEntry;
import dev.taskq.AuditFilter;
import dev.taskq.TaskRejectedException;
import dev.taskq.server.call.AuditList;
import dev.taskq.server.call.AuditListRequest;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.page.PageAnswer;
import java.util.List;
import java.util.Optional;

/** The page that shows which caller changed what. */
final class AuditPages {
    private static final int LENGTH = 50;
    private static final String CALLER = "caller";
    private static final String ACTION = "action";
    private static final String SUBJECT = "subject";

    private AuditPages() {}

    /**
     * An entry as the page shows it.
     *
     * @param entry the entry
     * @param page the address of the page of what was changed; empty if there is none
     */
    record Shown(AuditEntry entry, Optional<String> page) {
        static Shown of(AuditEntry entry) {
            String[] parts = entry.change().subject().split(" ", 2);
            String name = parts.length == 2 ? parts[1] : "";
            return new Shown(entry, page(parts[0], name));
        }

        private static Optional<String> page(String kind, String name) {
            return switch (kind) {
                case "task" -> Optional.of(Urls.TASKS + "/" + Urls.encoded(name));
                case "operation" -> Optional.of(Urls.OPERATIONS + "/" + Urls.encoded(name));
                case "type" -> Optional.of(Urls.type(Urls.encoded(name)));
                case "schedule" -> Optional.of(Urls.tasks("schedule", name));
                default -> Optional.empty();
            };
        }
    }

    static PageAnswer list(Visit visit) {
        Optional<String> cursor = Urls.value(visit.request(), "cursor");
        AuditFilter filter = filter(visit);
        AuditListRequest request = new AuditListRequest(filter, Optional.of(LENGTH), cursor);
        AuditList page = visit.shared(() -> visit.calls().audit().list(visit.context(), request));
        List<Shown> shown = page.entries().stream().map(Shown::of).toList();
        String first = address(filter);
        Optional<String> next = page.nextCursor()
                .map(after -> first + (first.contains("?") ? "&" : "?") + "cursor=" + Urls.encoded(after));
        Optional<String> newest = cursor.map(given -> first);
        Shell shell = visit.shell("Audit", Urls.AUDIT);
        return Html.page(200, (out, tags) -> JteauditGenerated.render(out, tags, shell, shown, filter, next, newest));
    }

    private static AuditFilter filter(Visit visit) {
        try {
            AuditFilter filter = AuditFilter.ALL;
            Optional<String> action = Urls.value(visit.request(), ACTION);
            if (action.isPresent()) {
                filter = filter.withAction(AuditAction.ofWireName(action.get())
                        .orElseThrow(() -> new ProblemException(
                                Problem.badQuery("\"action\" must be one of those that are offered"))));
            }
            AuditFilter ofAction = filter;
            AuditFilter ofCaller = Urls.value(visit.request(), CALLER)
                    .map(ofAction::withCaller)
                    .orElse(ofAction);
            return Urls.value(visit.request(), SUBJECT)
                    .map(ofCaller::withSubject)
                    .orElse(ofCaller);
        } catch (TaskRejectedException e) {
            throw new ProblemException(Problem.badQuery("a filter must be at most 1,000 characters"));
        }
    }

    private static String address(AuditFilter filter) {
        StringBuilder query = new StringBuilder();
        add(query, CALLER, filter.caller());
        add(query, ACTION, filter.action().map(AuditAction::wireName));
        add(query, SUBJECT, filter.subject());
        return Urls.AUDIT + query;
    }

    private static void add(StringBuilder query, String name, Optional<String> value) {
        value.ifPresent(text -> query.append(query.isEmpty() ? "?" : "&").append(new Urls.Piece(name, text)));
    }
}
