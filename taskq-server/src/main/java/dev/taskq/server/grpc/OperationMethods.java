package dev.taskq.server.grpc;

import dev.taskq.proto.v1.OperationServiceCancelRequest;
import dev.taskq.proto.v1.OperationServiceCancelResponse;
import dev.taskq.proto.v1.OperationServiceGetRequest;
import dev.taskq.proto.v1.OperationServiceGetResponse;
import dev.taskq.proto.v1.OperationServiceGrpc;
import dev.taskq.proto.v1.OperationServiceListRequest;
import dev.taskq.proto.v1.OperationServiceListResponse;
import dev.taskq.proto.v1.OperationServiceStartRequest;
import dev.taskq.proto.v1.OperationServiceStartResponse;
import dev.taskq.server.Scope;
import dev.taskq.server.call.CallContext;
import dev.taskq.server.call.OperationCalls;
import io.grpc.ServerServiceDefinition;
import java.util.function.Consumer;

/** The methods of {@code OperationService}. Thread-safe. */
final class OperationMethods {
    /** As for the body of an operation by REST. */
    private static final int MOST_BYTES = 64 * 1024;

    private final OperationCalls operations;

    private OperationMethods(OperationCalls operations) {
        this.operations = operations;
    }

    static ServerServiceDefinition service(CallHandler handler) {
        OperationMethods it = new OperationMethods(handler.calls().operations());
        return new Service(OperationServiceGrpc.getServiceDescriptor(), handler)
                .add(Method.owned(
                                OperationServiceGrpc.getStartMethod(),
                                OperationServiceStartRequest.parser(),
                                Scope.ADMIN,
                                it::start)
                        .withMostBytes(MOST_BYTES))
                .add(Method.owned(
                        OperationServiceGrpc.getGetMethod(), OperationServiceGetRequest.parser(), Scope.READ, it::get))
                .add(Method.owned(
                        OperationServiceGrpc.getListMethod(),
                        OperationServiceListRequest.parser(),
                        Scope.READ,
                        it::list))
                .add(Method.owned(
                        OperationServiceGrpc.getCancelMethod(),
                        OperationServiceCancelRequest.parser(),
                        Scope.ADMIN,
                        it::cancel))
                .build();
    }

    private void start(
            CallContext context,
            OperationServiceStartRequest request,
            Consumer<OperationServiceStartResponse> answers) {
        answers.accept(OperationServiceStartResponse.newBuilder()
                .setOperation(OperationMessages.operation(
                        operations.start(context, OperationMessages.read(request, context.origin()))))
                .build());
    }

    private void get(
            CallContext context, OperationServiceGetRequest request, Consumer<OperationServiceGetResponse> answers) {
        answers.accept(OperationServiceGetResponse.newBuilder()
                .setOperation(OperationMessages.operation(operations.get(context, request.getId())))
                .build());
    }

    private void list(
            CallContext context, OperationServiceListRequest request, Consumer<OperationServiceListResponse> answers) {
        answers.accept(OperationListMessages.page(operations.list(context, OperationListMessages.read(request))));
    }

    private void cancel(
            CallContext context,
            OperationServiceCancelRequest request,
            Consumer<OperationServiceCancelResponse> answers) {
        answers.accept(OperationServiceCancelResponse.newBuilder()
                .setOperation(OperationMessages.operation(operations.cancel(context, request.getId())))
                .build());
    }
}
