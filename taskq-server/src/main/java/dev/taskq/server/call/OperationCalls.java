package dev.taskq.server.call;

import dev.taskq.AuditAction;
import dev.taskq.NewOperation;
import dev.taskq.Operation;
import dev.taskq.OperationFilter;
import dev.taskq.OperationPage;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.server.Caller;
import dev.taskq.server.Scope;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls about operations on many tasks. Each throws {@link ProblemException} or {@link dev.taskq.TaskqException} if
 * it fails; {@link Problems} maps the latter. Thread-safe.
 */
public final class OperationCalls {
    private static final Logger LOG = LoggerFactory.getLogger(OperationCalls.class);

    private final Supplier<Optional<Coordinator>> coordinator;
    private final AuditTrail audit;

    OperationCalls(Supplier<Optional<Coordinator>> coordinator, AuditTrail audit) {
        this.coordinator = coordinator;
        this.audit = audit;
    }

    /**
     * Starts an operation. With the scope {@link Scope#OWN} it selects only tasks of its caller.
     *
     * @param operation the operation, with the origin of the call
     */
    public Operation start(CallContext context, NewOperation operation) {
        context.requireWithOwn(Scope.ADMIN);
        boolean isOfAny = context.caller().may(Scope.ADMIN);
        NewOperation request = isOfAny ? operation : operation.onOwnTasks();
        Operation started = request.dryRun()
                ? coordinator().startOperation(request)
                : audit.change(
                        context,
                        AuditAction.START_OPERATION,
                        AuditTrail.detail(request),
                        () -> coordinator().startOperation(request));
        if (!operation.dryRun()) {
            audit.operation(context, AuditAction.START_OPERATION, started.id(), AuditTrail.detail(started.request()));
        }
        LOG.info(
                "operation started operation={} action={} dry_run={} caller={}",
                started.id(),
                operation.action().wireName(),
                operation.dryRun(),
                context.caller().name());
        return started;
    }

    public Operation get(CallContext context, long id) {
        context.requireWithOwn(Scope.READ);
        Operation operation = find(id);
        requireOwn(context, Scope.READ, operation);
        return operation;
    }

    /** Lists the operations that its caller may read. */
    public OperationList list(CallContext context, OperationListRequest request) {
        context.requireWithOwn(Scope.READ);
        int limit = PageSize.of(request.limit());
        Optional<OperationFilter> seen = seenBy(context.caller(), request.filter());
        if (seen.isEmpty()) {
            return new OperationList(List.of(), Optional.empty());
        }
        OperationFilter filter = seen.get();
        OptionalLong before = request.cursor()
                .map(text -> OptionalLong.of(Cursors.parse(text, filter)))
                .orElse(OptionalLong.empty());
        OperationPage page = coordinator().listOperations(filter, before, limit);
        Optional<String> next = page.next().isPresent()
                ? Optional.of(Cursors.format(page.next().getAsLong(), filter))
                : Optional.empty();
        return new OperationList(page.operations(), next);
    }

    /** Empty if the list is of the operations of another caller only, which do not exist for this one. */
    private static Optional<OperationFilter> seenBy(Caller caller, OperationFilter filter) {
        if (caller.may(Scope.READ)) {
            return Optional.of(filter);
        }
        return filter.caller().filter(other -> !other.equals(caller.name())).isPresent()
                ? Optional.empty()
                : Optional.of(filter.withCaller(caller.name()));
    }

    /** Asks for the end of an operation. One that has ended stays as it is. */
    public Operation cancel(CallContext context, long id) {
        context.requireWithOwn(Scope.ADMIN);
        if (!context.caller().may(Scope.ADMIN)) {
            requireOwn(context, Scope.ADMIN, find(id));
        }
        Operation before = find(id);
        if (before.request().dryRun()) {
            return coordinator().cancelOperation(id).orElseThrow(OperationCalls::noSuchOperation);
        }
        Operation cancelled = audit.change(
                        context,
                        AuditAction.CANCEL_OPERATION,
                        "operation " + id,
                        () -> coordinator().cancelOperation(id))
                .orElseThrow(OperationCalls::noSuchOperation);
        if (cancelled.cancelRequested() && !before.cancelRequested()) {
            audit.operation(
                    context,
                    AuditAction.CANCEL_OPERATION,
                    id,
                    cancelled.request().action().wireName());
        }
        return cancelled;
    }

    private Operation find(long id) {
        return coordinator().findOperation(id).orElseThrow(OperationCalls::noSuchOperation);
    }

    /** An operation of another caller does not exist for a caller that may not read it. Its caller never changes. */
    private static void requireOwn(CallContext context, Scope scope, Operation operation) {
        if (!context.isOwn(scope, operation.request().origin().caller())) {
            throw context.caller().may(Scope.READ) ? new ProblemException(Problem.forbidden(scope)) : noSuchOperation();
        }
    }

    private Coordinator coordinator() {
        return coordinator.get().orElseThrow(() -> new ProblemException(Problem.notAccepted()));
    }

    private static ProblemException noSuchOperation() {
        return new ProblemException(Problem.notFound("there is no such operation"));
    }
}
