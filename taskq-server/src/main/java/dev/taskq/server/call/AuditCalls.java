package dev.taskq.server.call;

import dev.taskq.AuditPage;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.server.Scope;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The call that shows which caller changed what. It throws {@link ProblemException} or {@link dev.taskq.TaskqException} if it fails; {@link
 * Problems} maps the latter. Thread-safe.
 */
public final class AuditCalls {
    private final Supplier<Optional<Coordinator>> coordinator;

    AuditCalls(Supplier<Optional<Coordinator>> coordinator) {
        this.coordinator = coordinator;
    }

    public AuditList list(CallContext context, AuditListRequest request) {
        context.require(Scope.ADMIN);
        Coordinator running = coordinator.get().orElseThrow(() -> new ProblemException(Problem.notAccepted()));
        OptionalLong before = request.cursor()
                .map(text -> OptionalLong.of(Cursors.parse(text, request.filter())))
                .orElse(OptionalLong.empty());
        AuditPage page = running.audit(request.filter(), before, PageSize.of(request.limit()));
        Optional<String> next = page.next().isPresent()
                ? Optional.of(Cursors.format(page.next().getAsLong(), request.filter()))
                : Optional.empty();
        return new AuditList(page.entries(), next);
    }
}
