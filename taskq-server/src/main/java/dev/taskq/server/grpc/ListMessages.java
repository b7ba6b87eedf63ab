package dev.taskq.server.grpc;

import dev.taskq.TaskFilter;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.server.call.ListRequest;
import java.util.Optional;

/** Reads the message of a list. */
final class ListMessages {
    private ListMessages() {}

    /**
     * Reads the request.
     *
     * @throws dev.taskq.TaskRejectedException if a field cannot be accepted
     */
    static ListRequest read(dev.taskq.proto.v1.ListRequest request) {
        Fields fields = new Fields();
        TaskFilter filter = FilterMessages.read(fields, request.getFilter());
        Optional<Integer> size = pageSize(fields, request.getPageSize());
        fields.requireNone();
        return new ListRequest(filter, size, Optional.of(request.getPageToken()).filter(token -> !token.isEmpty()));
    }

    /** The size of a page; empty for the usual one. */
    static Optional<Integer> pageSize(Fields fields, int size) {
        if (size < 0 || size > Coordinator.LIST_LIMIT) {
            fields.violation("/page_size", "must be a whole number from 1 to " + Coordinator.LIST_LIMIT);
        }
        return Optional.of(size).filter(given -> given > 0);
    }
}
