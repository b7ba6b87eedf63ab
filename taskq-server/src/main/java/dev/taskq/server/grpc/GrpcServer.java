package dev.taskq.server.grpc;

import dev.taskq.server.CannotListenException;
import dev.taskq.server.ConnectionLimits;
import dev.taskq.server.call.ServerCalls;
import dev.taskq.server.http.HttpAddress;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.channel.WriteBufferWaterMark;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Listens for gRPC calls, without encryption, on a port of its own. Calls begin and end on the threads that move their
 * bytes, where nothing may wait; all that may wait runs on virtual threads. Thread-safe.
 */
public final class GrpcServer {
    /** They move bytes, and never wait for anything else. */
    private static final int MOST_READING_THREADS = 4;

    private static final int MOST_METADATA = 16 * 1024;
    private static final int WINDOW = 1024 * 1024;
    private static final int AROUND_MESSAGE = 1024;

    /** A caller may watch so many tasks with one connection. A call that waits costs 3 KiB, so they cost a few MiB. */
    private static final int MOST_CALLS_OF_CONNECTION = 1_000;

    /** Twice that a caller may cancel all of them, and go on. */
    private static final int MOST_RESETS = 2 * MOST_CALLS_OF_CONNECTION;

    private static final Duration RESETS_PERIOD = Duration.ofSeconds(10);

    /** What waits for a peer that does not read costs several times its bytes. */
    private static final WriteBufferWaterMark UNREAD = new WriteBufferWaterMark(8 * 1024, 16 * 1024);

    private static final Duration PING_AFTER = Duration.ofMinutes(1);
    private static final Duration PING_ANSWERED = Duration.ofSeconds(20);
    private static final Duration PINGED_EVERY = Duration.ofSeconds(10);

    private final Duration grace;
    private final NioEventLoopGroup accepting;
    private final NioEventLoopGroup reading;
    private final ExecutorService executor;
    private final Server server;

    private GrpcServer(
            HttpAddress address,
            Duration grace,
            ConnectionLimits limits,
            ServerCalls calls,
            boolean descriptionNeedsToken,
            Optional<GrpcMetrics> metrics) {
        this.grace = grace;
        this.accepting = new NioEventLoopGroup(1, new DefaultThreadFactory("grpc-accept", true));
        this.reading = new NioEventLoopGroup(
                Math.min(MOST_READING_THREADS, Runtime.getRuntime().availableProcessors()),
                new DefaultThreadFactory("grpc-io", true));
        this.executor = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("grpc-", 0).factory());
        GrpcConnections connections = new GrpcConnections(limits, calls::isStopping);
        CallHandler handler = new CallHandler(calls, limits.connections(), executor, metrics);
        ReflectionGuard reflection = new ReflectionGuard(handler, descriptionNeedsToken);
        metrics.ifPresent(grpc -> grpc.connections(connections::size, limits.connections()));
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress(address.host(), address.port()))
                .channelFactory(() -> new BoundedAccept(connections))
                .bossEventLoopGroup(accepting)
                .workerEventLoopGroup(reading)
                .executor(Runnable::run)
                .callExecutor(new MayWait(executor))
                .addTransportFilter(KnownToken.ofConnections(connections::tokenOf))
                .handshakeTimeout(limits.head().toMillis(), TimeUnit.MILLISECONDS)
                .maxConnectionIdle(limits.idle().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTime(PING_AFTER.toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(PING_ANSWERED.toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveTime(PINGED_EVERY.toMillis(), TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true)
                .withChildOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNREAD)
                .maxConcurrentCallsPerConnection(MOST_CALLS_OF_CONNECTION)
                .maxRstFramesPerWindow(MOST_RESETS, (int) RESETS_PERIOD.toSeconds())
                .maxInboundMetadataSize(MOST_METADATA)
                .flowControlWindow(WINDOW)
                .maxInboundMessageSize(
                        Math.max(calls.limits().bodyBytes(), calls.limits().batchBytes()) + AROUND_MESSAGE)
                .addStreamTracerFactory(HeldBytes.factory(calls))
                .addService(TaskMethods.service(handler))
                .addService(TypeMethods.service(handler))
                .addService(AgentMethods.service(handler))
                .addService(OperationMethods.service(handler))
                .addService(ScheduleMethods.service(handler))
                .addService(ReportMethods.service(handler))
                .addService(HealthMethods.service(handler))
                .addService(reflection.over(ProtoReflectionServiceV1.newInstance()))
                .addService(reflection.over(alpha()))
                .build();
    }

    /** The library's reflection reads files and checks tokens; calls of {@link OpenCall} hand over what may wait. */
    private record MayWait(Executor executor) implements ServerCallExecutorSupplier {
        @Override
        public <Q, A> @Nullable Executor getExecutor(ServerCall<Q, A> call, Metadata headers) {
            String service = call.getMethodDescriptor().getServiceName();
            return service != null && service.startsWith("grpc.reflection.") ? executor : null;
        }
    }

    /** Clients of today still ask for this version of reflection first. */
    @SuppressWarnings("deprecation")
    private static BindableService alpha() {
        return ProtoReflectionService.newInstance();
    }

    /**
     * Starts to listen.
     *
     * @param address the address; port 0 for any free port
     * @param grace how long a stop waits for calls in progress
     * @param limits the limits on connections; the same number of calls may be open
     * @param calls the calls
     * @param descriptionNeedsToken whether the description of the services needs a token
     * @param metrics where calls are measured, if metrics are on
     * @return the server, to be stopped
     * @throws CannotListenException if it cannot listen on the address
     */
    public static GrpcServer start(
            HttpAddress address,
            Duration grace,
            ConnectionLimits limits,
            ServerCalls calls,
            boolean descriptionNeedsToken,
            Optional<GrpcMetrics> metrics) {
        address.requireFree();
        GrpcServer server = new GrpcServer(address, grace, limits, calls, descriptionNeedsToken, metrics);
        try {
            server.server.start();
            return server;
        } catch (IOException e) {
            server.release();
            throw address.cannotListen("another process may listen on it");
        }
    }

    /**
     * The port on which it listens.
     *
     * @return the port
     */
    public int port() {
        return server.getPort();
    }

    /** Stops: accepts no further call, calls in progress have the grace time. */
    public void stop() {
        server.shutdown();
        try {
            if (!server.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                // The calls that this ends still need the virtual threads.
                server.shutdownNow().awaitTermination(1, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        release();
    }

    private void release() {
        executor.shutdownNow();
        for (NioEventLoopGroup threads : List.of(accepting, reading)) {
            threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
        }
    }
}
