package dev.taskq.server.grpc;

import dev.taskq.proto.v1.AgentServiceGrpc;
import dev.taskq.proto.v1.OperationServiceGrpc;
import dev.taskq.proto.v1.ReportServiceGrpc;
import dev.taskq.proto.v1.ScheduleServiceGrpc;
import dev.taskq.proto.v1.TaskServiceGrpc;
import dev.taskq.proto.v1.TypeServiceGrpc;
import dev.taskq.server.call.CallContext;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.call.ServerCalls;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The service {@code grpc.health.v1.Health}: serving means that tasks can be accepted. Thread-safe. */
final class HealthMethods {
    /** The whole server, and each service. */
    private static final Set<String> SERVICES = Set.of(
            "",
            TaskServiceGrpc.SERVICE_NAME,
            TypeServiceGrpc.SERVICE_NAME,
            AgentServiceGrpc.SERVICE_NAME,
            OperationServiceGrpc.SERVICE_NAME,
            ScheduleServiceGrpc.SERVICE_NAME,
            ReportServiceGrpc.SERVICE_NAME,
            HealthGrpc.SERVICE_NAME);

    private static final Duration PERIOD = Duration.ofMillis(500);

    private final ServerCalls calls;

    private HealthMethods(ServerCalls calls) {
        this.calls = calls;
    }

    static ServerServiceDefinition service(CallHandler handler) {
        HealthMethods it = new HealthMethods(handler.calls());
        return new Service(HealthGrpc.getServiceDescriptor(), handler)
                .add(Method.open(HealthGrpc.getCheckMethod(), HealthCheckRequest.parser(), it::check))
                .add(Method.open(HealthGrpc.getWatchMethod(), HealthCheckRequest.parser(), it::watch))
                .build();
    }

    private void check(CallContext context, HealthCheckRequest request, Consumer<HealthCheckResponse> answers) {
        if (!SERVICES.contains(request.getService())) {
            throw new ProblemException(Problem.notFound("there is no such service"));
        }
        answers.accept(HealthCheckResponse.newBuilder().setStatus(status()).build());
    }

    /** Sends the status, and again each time that it has changed. */
    private void watch(CallContext context, HealthCheckRequest request, Consumer<HealthCheckResponse> answers) {
        ServingStatus sent = ServingStatus.UNKNOWN;
        CountDownLatch gone = new CountDownLatch(1);
        boolean stops;
        do {
            // Read before the status, so that the last status that is sent is that of a server that stops.
            stops = calls.isStopping();
            ServingStatus now = SERVICES.contains(request.getService()) ? status() : ServingStatus.SERVICE_UNKNOWN;
            if (now != sent) {
                answers.accept(HealthCheckResponse.newBuilder().setStatus(now).build());
                sent = now;
            }
        } while (!stops && !hasLeft(context, gone));
    }

    /** Waits a moment. */
    private static boolean hasLeft(CallContext context, CountDownLatch gone) {
        return context.presence().during(gone::countDown, () -> {
            try {
                return gone.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
        });
    }

    private ServingStatus status() {
        try {
            calls.health().requireReady();
            return ServingStatus.SERVING;
        } catch (ProblemException e) {
            return ServingStatus.NOT_SERVING;
        }
    }
}
