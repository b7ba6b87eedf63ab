package dev.taskq.server.grpc;

import dev.taskq.NewOperation;
import dev.taskq.Origin;
import dev.taskq.TaskSelection;
import dev.taskq.proto.v1.Operation;
import dev.taskq.proto.v1.OperationAction;
import dev.taskq.proto.v1.OperationServiceStartRequest;
import dev.taskq.proto.v1.OperationStatus;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads and writes the messages of operations. */
final class OperationMessages {
    private static final long MOST_TASKS = 999_999_999;

    private OperationMessages() {}

    /**
     * Reads a request to start an operation.
     *
     * @throws dev.taskq.TaskRejectedException if a field cannot be accepted
     */
    static NewOperation read(OperationServiceStartRequest request, Origin origin) {
        Fields fields = new Fields();
        Optional<dev.taskq.OperationAction> action = action(request.getAction());
        if (action.isEmpty()) {
            fields.violation("/action", "must be a known action");
        }
        Optional<TaskSelection> selection = selection(fields, request);
        OptionalLong limit = request.hasLimit() ? OptionalLong.of(request.getLimit()) : OptionalLong.empty();
        if (request.hasLimit() && (request.getLimit() < 1 || request.getLimit() > MOST_TASKS)) {
            fields.violation("/limit", "must be a whole number from 1 to " + MOST_TASKS);
        }
        fields.requireNone();
        return new NewOperation(
                action.orElseThrow(), selection.orElseThrow(), limit, request.getDryRun(), origin, false);
    }

    /** Empty if it selects nothing, which is a violation. */
    private static Optional<TaskSelection> selection(Fields fields, OperationServiceStartRequest request) {
        if (request.hasFilter() == (request.getIdsCount() > 0)) {
            fields.violation("/filter", "is required, or ids instead of it; an empty filter selects all tasks");
            return Optional.empty();
        }
        return request.hasFilter()
                ? Optional.of(new TaskSelection.ByFilter(FilterMessages.read(fields, request.getFilter())))
                : fields.accept("", () -> new TaskSelection.ByIds(ids(fields, request.getIdsList())));
    }

    private static List<Long> ids(Fields fields, List<Long> given) {
        for (int place = 0; place < Math.min(given.size(), TaskSelection.MOST_IDS); place++) {
            if (given.get(place) < 1) {
                fields.violation("/ids/" + place, "must be a whole number from 1 to " + Long.MAX_VALUE);
            }
        }
        return given;
    }

    static Operation operation(dev.taskq.Operation operation) {
        Operation.Builder message = Operation.newBuilder()
                .setId(operation.id())
                .setAction(action(operation.request().action()))
                .setStatus(status(operation.status()))
                .setDryRun(operation.request().dryRun())
                .setMatched(operation.counts().matched())
                .setAtLeast(operation.countedInPart())
                .setDone(operation.counts().done())
                .setFailed(operation.counts().failed())
                .setCancelRequested(operation.cancelRequested())
                .setCreatedAt(TaskMessages.time(operation.times().createdAt()));
        operation.request().limit().ifPresent(message::setLimit);
        operation.error().ifPresent(message::setError);
        operation.times().startedAt().ifPresent(time -> message.setStartedAt(TaskMessages.time(time)));
        operation.times().finishedAt().ifPresent(time -> message.setFinishedAt(TaskMessages.time(time)));
        Origin origin = operation.request().origin();
        if (!origin.caller().isEmpty()) {
            message.setCaller(origin.caller());
        }
        if (!origin.correlationId().isEmpty()) {
            message.setCorrelationId(origin.correlationId());
        }
        return message.build();
    }

    /** Empty if this version does not know the action. */
    static Optional<dev.taskq.OperationAction> action(OperationAction action) {
        return switch (action) {
            case OPERATION_ACTION_CANCEL -> Optional.of(dev.taskq.OperationAction.CANCEL);
            case OPERATION_ACTION_RETRY -> Optional.of(dev.taskq.OperationAction.RETRY);
            case OPERATION_ACTION_RUN_NOW -> Optional.of(dev.taskq.OperationAction.RUN_NOW);
            case OPERATION_ACTION_DELETE -> Optional.of(dev.taskq.OperationAction.DELETE);
            case OPERATION_ACTION_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    private static OperationAction action(dev.taskq.OperationAction action) {
        return switch (action) {
            case CANCEL -> OperationAction.OPERATION_ACTION_CANCEL;
            case RETRY -> OperationAction.OPERATION_ACTION_RETRY;
            case RUN_NOW -> OperationAction.OPERATION_ACTION_RUN_NOW;
            case DELETE -> OperationAction.OPERATION_ACTION_DELETE;
        };
    }

    /** Empty if this version does not know the status. */
    static Optional<dev.taskq.OperationStatus> status(OperationStatus status) {
        return switch (status) {
            case OPERATION_STATUS_RUNNING -> Optional.of(dev.taskq.OperationStatus.RUNNING);
            case OPERATION_STATUS_DONE -> Optional.of(dev.taskq.OperationStatus.DONE);
            case OPERATION_STATUS_CANCELLED -> Optional.of(dev.taskq.OperationStatus.CANCELLED);
            case OPERATION_STATUS_FAILED -> Optional.of(dev.taskq.OperationStatus.FAILED);
            case OPERATION_STATUS_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    private static OperationStatus status(dev.taskq.OperationStatus status) {
        return switch (status) {
            case RUNNING -> OperationStatus.OPERATION_STATUS_RUNNING;
            case DONE -> OperationStatus.OPERATION_STATUS_DONE;
            case CANCELLED -> OperationStatus.OPERATION_STATUS_CANCELLED;
            case FAILED -> OperationStatus.OPERATION_STATUS_FAILED;
        };
    }
}
