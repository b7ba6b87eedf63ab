package dev.taskq.server.grpc;

import dev.taskq.proto.v1.AgentServiceGrpc;
import dev.taskq.proto.v1.AgentServiceListRequest;
import dev.taskq.proto.v1.AgentServiceListResponse;
import dev.taskq.proto.v1.DrainRequest;
import dev.taskq.proto.v1.DrainResponse;
import dev.taskq.server.Scope;
import dev.taskq.server.call.AgentCalls;
import dev.taskq.server.call.CallContext;
import dev.taskq.server.call.InspectionCalls;
import io.grpc.ServerServiceDefinition;
import java.util.function.Consumer;

/** The methods of {@code AgentService}. Thread-safe. */
final class AgentMethods {
    private final AgentCalls agents;
    private final InspectionCalls inspections;

    private AgentMethods(AgentCalls agents, InspectionCalls inspections) {
        this.agents = agents;
        this.inspections = inspections;
    }

    static ServerServiceDefinition service(CallHandler handler) {
        AgentMethods it =
                new AgentMethods(handler.calls().agents(), handler.calls().inspections());
        return new Service(AgentServiceGrpc.getServiceDescriptor(), handler)
                .add(Method.of(
                        AgentServiceGrpc.getListMethod(), AgentServiceListRequest.parser(), Scope.READ, it::list))
                .add(Method.of(AgentServiceGrpc.getDrainMethod(), DrainRequest.parser(), Scope.ADMIN, it::drain))
                .build();
    }

    private void list(
            CallContext context, AgentServiceListRequest request, Consumer<AgentServiceListResponse> answers) {
        AgentServiceListResponse.Builder answer = AgentServiceListResponse.newBuilder();
        inspections.agents(context).forEach(agent -> answer.addAgents(InspectionMessages.agent(agent)));
        answers.accept(answer.build());
    }

    private void drain(CallContext context, DrainRequest request, Consumer<DrainResponse> answers) {
        answers.accept(DrainResponse.newBuilder()
                .setAgent(InspectionMessages.agent(agents.drain(context, request.getSession())))
                .build());
    }
}
