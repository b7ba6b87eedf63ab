package dev.taskq.server.grpc;

import dev.taskq.proto.v1.PauseRequest;
import dev.taskq.proto.v1.PauseResponse;
import dev.taskq.proto.v1.ResumeRequest;
import dev.taskq.proto.v1.ResumeResponse;
import dev.taskq.proto.v1.TypeServiceGetRequest;
import dev.taskq.proto.v1.TypeServiceGetResponse;
import dev.taskq.proto.v1.TypeServiceGrpc;
import dev.taskq.proto.v1.TypeServiceListRequest;
import dev.taskq.proto.v1.TypeServiceListResponse;
import dev.taskq.proto.v1.TypeState;
import dev.taskq.server.Scope;
import dev.taskq.server.call.CallContext;
import dev.taskq.server.call.InspectionCalls;
import dev.taskq.server.call.TypeCalls;
import io.grpc.ServerServiceDefinition;
import java.util.function.Consumer;

/** The methods of {@code TypeService}. Thread-safe. */
final class TypeMethods {
    private final TypeCalls types;
    private final InspectionCalls inspections;

    private TypeMethods(TypeCalls types, InspectionCalls inspections) {
        this.types = types;
        this.inspections = inspections;
    }

    static ServerServiceDefinition service(CallHandler handler) {
        TypeMethods it =
                new TypeMethods(handler.calls().types(), handler.calls().inspections());
        return new Service(TypeServiceGrpc.getServiceDescriptor(), handler)
                .add(Method.of(TypeServiceGrpc.getListMethod(), TypeServiceListRequest.parser(), Scope.READ, it::list))
                .add(Method.of(TypeServiceGrpc.getGetMethod(), TypeServiceGetRequest.parser(), Scope.READ, it::get))
                .add(Method.of(TypeServiceGrpc.getPauseMethod(), PauseRequest.parser(), Scope.ADMIN, it::pause))
                .add(Method.of(TypeServiceGrpc.getResumeMethod(), ResumeRequest.parser(), Scope.ADMIN, it::resume))
                .build();
    }

    private void list(CallContext context, TypeServiceListRequest request, Consumer<TypeServiceListResponse> answers) {
        TypeServiceListResponse.Builder answer = TypeServiceListResponse.newBuilder();
        inspections.types(context).forEach(type -> answer.addTypes(InspectionMessages.type(type)));
        answers.accept(answer.build());
    }

    private void get(CallContext context, TypeServiceGetRequest request, Consumer<TypeServiceGetResponse> answers) {
        answers.accept(TypeServiceGetResponse.newBuilder()
                .setType(InspectionMessages.type(inspections.type(context, request.getType())))
                .build());
    }

    private void pause(CallContext context, PauseRequest request, Consumer<PauseResponse> answers) {
        dev.taskq.server.call.TypeState paused = types.pause(context, request.getType());
        PauseResponse.Builder answer = PauseResponse.newBuilder().setState(state(paused));
        paused.warning().ifPresent(answer::setWarning);
        answers.accept(answer.build());
    }

    private void resume(CallContext context, ResumeRequest request, Consumer<ResumeResponse> answers) {
        dev.taskq.server.call.TypeState resumed = types.resume(context, request.getType());
        ResumeResponse.Builder answer = ResumeResponse.newBuilder().setState(state(resumed));
        resumed.warning().ifPresent(answer::setWarning);
        answers.accept(answer.build());
    }

    private static TypeState state(dev.taskq.server.call.TypeState state) {
        return TypeState.newBuilder()
                .setType(state.type())
                .setPaused(state.paused())
                .build();
    }
}
