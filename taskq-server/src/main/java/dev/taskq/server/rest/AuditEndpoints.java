package dev.taskq.server.rest;

import dev.taskq.AuditAction;
import dev.taskq.AuditFilter;
import dev.taskq.TaskRejectedException;
import dev.taskq.server.call.AuditCalls;
import dev.taskq.server.call.AuditListRequest;
import dev.taskq.server.call.ServerCalls;
import io.helidon.http.Status;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The call that shows which caller changed what. */
final class AuditEndpoints {
    /** The names of its parameters. */
    static final Set<String> LISTING = Set.of("caller", "action", "subject", "limit", "cursor");

    private static final String TEXT_ALLOWED = "must be at most 1,000 characters";
    private static final String ACTION_ALLOWED = "must be one of "
            + Arrays.stream(AuditAction.values()).map(AuditAction::wireName).collect(Collectors.joining(", "));

    private final AuditCalls audit;

    AuditEndpoints(ServerCalls calls) {
        this.audit = calls.audit();
    }

    Answer list(Call call) {
        AuditListRequest request = listing(QueryText.of(call.request(), LISTING));
        return Answer.json(Status.OK_200, AuditAnswers.page(audit.list(call.context(), request)));
    }

    /** Reads the query of a list. */
    static AuditListRequest listing(QueryText query) {
        AuditFilter ofAction = query.value("action", AuditAction::ofWireName, ACTION_ALLOWED)
                .map(AuditFilter.ALL::withAction)
                .orElse(AuditFilter.ALL);
        AuditFilter ofCaller = query.value("caller", name -> accepted(() -> ofAction.withCaller(name)), TEXT_ALLOWED)
                .orElse(ofAction);
        AuditFilter filter = query.value("subject", name -> accepted(() -> ofCaller.withSubject(name)), TEXT_ALLOWED)
                .orElse(ofCaller);
        return new AuditListRequest(filter, query.limit(), query.cursor());
    }

    private static Optional<AuditFilter> accepted(Supplier<AuditFilter> filter) {
        try {
            return Optional.of(filter.get());
        } catch (TaskRejectedException e) {
            return Optional.empty();
        }
    }
}
