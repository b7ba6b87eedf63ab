package dev.taskq.server.grpc;

import dev.taskq.Outcome;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.proto.v1.AgentServiceGrpc;
import dev.taskq.proto.v1.NewTask;
import dev.taskq.proto.v1.OperationServiceGrpc;
import dev.taskq.proto.v1.ReportServiceGrpc;
import dev.taskq.proto.v1.ScheduleServiceGrpc;
import dev.taskq.proto.v1.SubmitRequest;
import dev.taskq.proto.v1.TaskServiceGrpc;
import dev.taskq.proto.v1.TypeServiceGrpc;
import dev.taskq.server.CallLimits;
import dev.taskq.server.ConnectionLimits;
import dev.taskq.server.Hashes;
import dev.taskq.server.TaskqServer;
import dev.taskq.server.TaskqServerBuilder;
import dev.taskq.server.Tokens;
import dev.taskq.testkit.TestTimeouts;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A whole server over a store in memory, and generated stubs as its clients. */
final class GrpcServed implements AutoCloseable {
    static final String ADMIN = "token-of-an-admin";
    static final String SUBMITTER = "token-of-a-submitter";
    static final String READER = "token-of-a-reader";
    static final String OWNER = "token-for-tasks-of-its-own";

    final InMemoryTaskStore store = new InMemoryTaskStore();
    final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final Coordinator coordinator;
    volatile Optional<Coordinator> started;
    final TaskqServer server;
    final ManagedChannel channel;
    private final List<ManagedChannel> channels = new CopyOnWriteArrayList<>();

    private GrpcServed(CoordinatorConfig config, UnaryOperator<TaskqServerBuilder> options) {
        coordinator = Coordinator.builder(store)
                .config(config)
                .meterRegistry(metrics)
                .build()
                .start();
        started = Optional.of(coordinator);
        server = options.apply(TaskqServer.builder(() -> started)
                        .tokens(Tokens.of("operator admin " + Hashes.of(ADMIN) + "\nshop submit " + Hashes.of(SUBMITTER)
                                + "\nreports read " + Hashes.of(READER) + "\nweb own " + Hashes.of(OWNER)))
                        .host("127.0.0.1")
                        .port(0)
                        .grpcPort(0)
                        .grace(Duration.ofSeconds(90))
                        .callLimits(CallLimits.forParams(config.mostParamsBytes()))
                        .meterRegistry(metrics))
                .build()
                .start();
        channel = newChannel();
    }

    static GrpcServed start() {
        return start(builder -> builder);
    }

    static GrpcServed start(UnaryOperator<TaskqServerBuilder> options) {
        return new GrpcServed(CoordinatorConfig.DEFAULTS, options);
    }

    static GrpcServed start(CoordinatorConfig config) {
        return new GrpcServed(config, builder -> builder);
    }

    static GrpcServed start(ConnectionLimits limits) {
        return start(builder -> builder.connectionLimits(limits));
    }

    /** So many connections may be open, and so many calls. */
    static ConnectionLimits calls(int most) {
        Duration minutes = Duration.ofMinutes(5);
        return new ConnectionLimits(most, minutes, minutes, minutes, minutes);
    }

    private record Greeting(String name) {}

    /** A connection of its own, until the end of the test. */
    ManagedChannel newChannel() {
        return newChannel(builder -> {});
    }

    /** One on which at most some bytes arrive that were not asked for. */
    ManagedChannel newChannelWithWindow(int bytes) {
        return newChannel(builder -> builder.flowControlWindow(bytes));
    }

    /** One with a value of {@code authorization} on each call. */
    ManagedChannel newChannel(String authorization) {
        return newChannel(builder -> builder.intercept(metadata("authorization", authorization)));
    }

    private ManagedChannel newChannel(Consumer<NettyChannelBuilder> options) {
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(
                        "127.0.0.1", server.grpcPort().orElseThrow())
                .usePlaintext();
        options.accept(builder);
        ManagedChannel opened = builder.build();
        channels.add(opened);
        return opened;
    }

    void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TestTimeouts.LONG.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not happen");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    Agent greeter() {
        return Agent.builder(store)
                .handler(TaskHandler.of(
                        TaskType.of("greet", Greeting.class),
                        (context, greeting) -> Outcome.done("Hello, " + greeting.name())))
                .build()
                .start();
    }

    TaskServiceGrpc.TaskServiceBlockingStub tasks() {
        return tasks(ADMIN);
    }

    TaskServiceGrpc.TaskServiceBlockingStub tasks(String token) {
        return as(token, TaskServiceGrpc.newBlockingStub(channel));
    }

    TypeServiceGrpc.TypeServiceBlockingStub types() {
        return as(ADMIN, TypeServiceGrpc.newBlockingStub(channel));
    }

    AgentServiceGrpc.AgentServiceBlockingStub agents() {
        return as(ADMIN, AgentServiceGrpc.newBlockingStub(channel));
    }

    ScheduleServiceGrpc.ScheduleServiceBlockingStub schedules() {
        return as(ADMIN, ScheduleServiceGrpc.newBlockingStub(channel));
    }

    ReportServiceGrpc.ReportServiceBlockingStub reports() {
        return as(ADMIN, ReportServiceGrpc.newBlockingStub(channel));
    }

    OperationServiceGrpc.OperationServiceBlockingStub operations() {
        return as(ADMIN, OperationServiceGrpc.newBlockingStub(channel));
    }

    static <S extends AbstractStub<S>> S as(String token, S stub) {
        return with("authorization", "Bearer " + token, stub);
    }

    static <S extends AbstractStub<S>> S with(String key, String value, S stub) {
        return stub.withInterceptors(metadata(key, value));
    }

    private static ClientInterceptor metadata(String key, String value) {
        Metadata metadata = new Metadata();
        metadata.put(CallHandler.key(key), value);
        return MetadataUtils.newAttachHeadersInterceptor(metadata);
    }

    long submit(String type) {
        return tasks().submit(request(type)).getId();
    }

    static SubmitRequest request(String type) {
        return SubmitRequest.newBuilder()
                .setTask(NewTask.newBuilder().setType(type))
                .build();
    }

    /** How many calls of a method were answered with a code. */
    long answered(String method, String code) {
        return metrics.find("taskq.grpc.requests").tags("method", method, "code", code).timers().stream()
                .mapToLong(io.micrometer.core.instrument.Timer::count)
                .sum();
    }

    @Override
    public void close() throws InterruptedException {
        channels.forEach(ManagedChannel::shutdownNow);
        for (ManagedChannel each : channels) {
            each.awaitTermination(10, TimeUnit.SECONDS);
        }
        server.close();
        coordinator.close();
        metrics.close();
    }
}
