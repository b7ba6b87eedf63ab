package dev.taskq.server.grpc;

import dev.taskq.OperationFilter;
import dev.taskq.OperationStatus;
import dev.taskq.proto.v1.OperationServiceListRequest;
import dev.taskq.proto.v1.OperationServiceListResponse;
import dev.taskq.server.call.OperationList;
import dev.taskq.server.call.OperationListRequest;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads and writes the messages of a list of operations. */
final class OperationListMessages {
    private static final String POINTER = "/filter";

    private OperationListMessages() {}

    /**
     * Reads the request.
     *
     * @throws dev.taskq.TaskRejectedException if a field cannot be accepted
     */
    static OperationListRequest read(OperationServiceListRequest request) {
        Fields fields = new Fields();
        OperationFilter filter = read(fields, request.getFilter());
        Optional<Integer> size = ListMessages.pageSize(fields, request.getPageSize());
        fields.requireNone();
        return new OperationListRequest(
                filter, size, Optional.of(request.getPageToken()).filter(token -> !token.isEmpty()));
    }

    private static OperationFilter read(Fields fields, dev.taskq.proto.v1.OperationFilter message) {
        OperationFilter ofStatuses = OperationFilter.ALL.withStatuses(statuses(fields, message.getStatusList()));
        OperationFilter filter = ofStatuses;
        if (message.hasAction()) {
            Optional<OperationFilter> ofAction =
                    OperationMessages.action(message.getAction()).map(ofStatuses::withAction);
            if (ofAction.isEmpty()) {
                fields.violation(POINTER + "/action", "must be a known action");
            }
            filter = ofAction.orElse(ofStatuses);
        }
        OperationFilter known = filter;
        return message.hasCaller()
                ? fields.accept(POINTER, () -> known.withCaller(message.getCaller()))
                        .orElse(known)
                : known;
    }

    private static Set<OperationStatus> statuses(Fields fields, List<dev.taskq.proto.v1.OperationStatus> given) {
        Set<OperationStatus> statuses = EnumSet.noneOf(OperationStatus.class);
        int most = OperationStatus.values().length;
        if (given.size() > most) {
            fields.violation(POINTER + "/status", "must have at most " + most + " elements");
            return statuses;
        }
        for (int place = 0; place < given.size(); place++) {
            Optional<OperationStatus> status = OperationMessages.status(given.get(place));
            if (status.isEmpty()) {
                fields.violation(POINTER + "/status/" + place, "must be a known status");
            }
            status.ifPresent(statuses::add);
        }
        return statuses;
    }

    static OperationServiceListResponse page(OperationList page) {
        OperationServiceListResponse.Builder message = OperationServiceListResponse.newBuilder();
        page.operations().forEach(operation -> message.addOperations(OperationMessages.operation(operation)));
        page.nextCursor().ifPresent(message::setNextPageToken);
        return message.build();
    }
}
