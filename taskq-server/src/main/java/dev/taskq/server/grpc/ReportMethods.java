package dev.taskq.server.grpc;

import dev.taskq.proto.v1.AuditRequest;
import dev.taskq.proto.v1.AuditResponse;
import dev.taskq.proto.v1.ErrorsRequest;
import dev.taskq.proto.v1.ErrorsResponse;
import dev.taskq.proto.v1.HistoryRequest;
import dev.taskq.proto.v1.HistoryResponse;
import dev.taskq.proto.v1.ReportServiceGrpc;
import dev.taskq.server.Scope;
import dev.taskq.server.call.AuditCalls;
import dev.taskq.server.call.CallContext;
import dev.taskq.server.call.HistoryCalls;
import dev.taskq.server.call.InspectionCalls;
import io.grpc.ServerServiceDefinition;
import java.util.function.Consumer;

/** The methods of {@code ReportService}. Thread-safe. */
final class ReportMethods {
    private final HistoryCalls history;
    private final InspectionCalls inspections;
    private final AuditCalls audit;

    private ReportMethods(HistoryCalls history, InspectionCalls inspections, AuditCalls audit) {
        this.history = history;
        this.inspections = inspections;
        this.audit = audit;
    }

    static ServerServiceDefinition service(CallHandler handler) {
        ReportMethods it = new ReportMethods(
                handler.calls().history(),
                handler.calls().inspections(),
                handler.calls().audit());
        return new Service(ReportServiceGrpc.getServiceDescriptor(), handler)
                .add(Method.of(ReportServiceGrpc.getHistoryMethod(), HistoryRequest.parser(), Scope.READ, it::history))
                .add(Method.of(ReportServiceGrpc.getErrorsMethod(), ErrorsRequest.parser(), Scope.READ, it::errors))
                .add(Method.of(ReportServiceGrpc.getAuditMethod(), AuditRequest.parser(), Scope.ADMIN, it::audit))
                .build();
    }

    private void history(CallContext context, HistoryRequest request, Consumer<HistoryResponse> answers) {
        answers.accept(HistoryMessages.history(
                history.read(context, HistoryMessages.read(request, () -> history.now(context)))));
    }

    private void errors(CallContext context, ErrorsRequest request, Consumer<ErrorsResponse> answers) {
        answers.accept(ErrorMessages.report(inspections.errors(context, ErrorMessages.read(request))));
    }

    private void audit(CallContext context, AuditRequest request, Consumer<AuditResponse> answers) {
        answers.accept(AuditMessages.page(audit.list(context, AuditMessages.read(request))));
    }
}
