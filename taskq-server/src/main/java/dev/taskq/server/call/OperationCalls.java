package dev.taskq.server.call;

import dev.taskq.NewOperation;
import dev.taskq.Operation;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.server.Scope;
import java.util.Optional;
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

    OperationCalls(Supplier<Optional<Coordinator>> coordinator) {
        this.coordinator = coordinator;
    }

    /**
     * Starts an operation.
     *
     * @param operation the operation, with the origin of the call
     */
    public Operation start(CallContext context, NewOperation operation) {
        context.require(Scope.ADMIN);
        Operation started = coordinator().startOperation(operation);
        LOG.info(
                "operation started operation={} action={} dry_run={} caller={}",
                started.id(),
                operation.action().wireName(),
                operation.dryRun(),
                context.caller().name());
        return started;
    }

    public Operation get(CallContext context, long id) {
        context.require(Scope.READ);
        return coordinator().findOperation(id).orElseThrow(OperationCalls::noSuchOperation);
    }

    /** Asks for the end of an operation. One that has ended stays as it is. */
    public Operation cancel(CallContext context, long id) {
        context.require(Scope.ADMIN);
        return coordinator().cancelOperation(id).orElseThrow(OperationCalls::noSuchOperation);
    }

    private Coordinator coordinator() {
        return coordinator.get().orElseThrow(() -> new ProblemException(Problem.notAccepted()));
    }

    private static ProblemException noSuchOperation() {
        return new ProblemException(Problem.notFound("there is no such operation"));
    }
}
