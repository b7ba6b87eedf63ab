package dev.taskq.server.grpc;

import dev.taskq.AuditAction;
import dev.taskq.AuditFilter;
import dev.taskq.proto.v1.AuditEntry;
import dev.taskq.proto.v1.AuditRequest;
import dev.taskq.proto.v1.AuditResponse;
import dev.taskq.server.call.AuditList;
import dev.taskq.server.call.AuditListRequest;
import java.util.Optional;

/** Reads and writes the messages of the audit log. */
final class AuditMessages {
    private static final String POINTER = "/filter";

    private AuditMessages() {}

    /**
     * Reads the request.
     *
     * @throws dev.taskq.TaskRejectedException if a field cannot be accepted
     */
    static AuditListRequest read(AuditRequest request) {
        Fields fields = new Fields();
        AuditFilter filter = read(fields, request.getFilter());
        Optional<Integer> size = ListMessages.pageSize(fields, request.getPageSize());
        fields.requireNone();
        return new AuditListRequest(
                filter, size, Optional.of(request.getPageToken()).filter(token -> !token.isEmpty()));
    }

    private static AuditFilter read(Fields fields, dev.taskq.proto.v1.AuditFilter message) {
        AuditFilter filter = AuditFilter.ALL;
        if (message.hasAction()) {
            Optional<AuditAction> action = AuditAction.ofWireName(message.getAction());
            if (action.isEmpty()) {
                fields.violation(POINTER + "/action", "must be a known action");
            }
            filter = action.map(filter::withAction).orElse(filter);
        }
        if (message.hasCaller()) {
            AuditFilter known = filter;
            filter = fields.accept(POINTER, () -> known.withCaller(message.getCaller()))
                    .orElse(known);
        }
        AuditFilter known = filter;
        return message.hasSubject()
                ? fields.accept(POINTER, () -> known.withSubject(message.getSubject()))
                        .orElse(known)
                : known;
    }

    static AuditResponse page(AuditList page) {
        AuditResponse.Builder message = AuditResponse.newBuilder();
        page.entries().forEach(entry -> message.addEntries(entry(entry)));
        page.nextCursor().ifPresent(message::setNextPageToken);
        return message.build();
    }

    private static AuditEntry entry(dev.taskq.AuditEntry entry) {
        AuditEntry.Builder message = AuditEntry.newBuilder()
                .setId(entry.id())
                .setAt(TaskMessages.time(entry.at()))
                .setCaller(entry.change().caller())
                .setAction(entry.change().action().wireName())
                .setSubject(entry.change().subject())
                .setCorrelationId(entry.change().correlationId());
        if (!entry.change().detail().isEmpty()) {
            message.setDetail(entry.change().detail());
        }
        return message.build();
    }
}
