package dev.taskq.server.grpc;

import dev.taskq.proto.v1.TaskServiceGrpc;
import dev.taskq.proto.v1.TypeServiceGrpc;
import dev.taskq.server.call.CallContext;
import dev.taskq.server.call.Health;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.util.Set;
import java.util.function.Consumer;

/** The service {@code grpc.health.v1.Health}: serving means that tasks can be accepted. Thread-safe. */
final class HealthMethods {
    /** The whole server, and each service. */
    private static final Set<String> SERVICES =
            Set.of("", TaskServiceGrpc.SERVICE_NAME, TypeServiceGrpc.SERVICE_NAME, HealthGrpc.SERVICE_NAME);

    private final Health health;

    private HealthMethods(Health health) {
        this.health = health;
    }

    static ServerServiceDefinition service(CallHandler handler) {
        HealthMethods it = new HealthMethods(handler.calls().health());
        return new Service(HealthGrpc.getServiceDescriptor(), handler)
                .add(Method.open(HealthGrpc.getCheckMethod(), HealthCheckRequest.parser(), it::check))
                .build();
    }

    private void check(CallContext context, HealthCheckRequest request, Consumer<HealthCheckResponse> answers) {
        if (!SERVICES.contains(request.getService())) {
            throw new ProblemException(Problem.notFound("there is no such service"));
        }
        answers.accept(HealthCheckResponse.newBuilder().setStatus(status()).build());
    }

    private ServingStatus status() {
        try {
            health.requireReady();
            return ServingStatus.SERVING;
        } catch (ProblemException e) {
            return ServingStatus.NOT_SERVING;
        }
    }
}
