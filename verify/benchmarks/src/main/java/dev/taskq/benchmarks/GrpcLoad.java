package dev.taskq.benchmarks;

import dev.taskq.proto.v1.NewTask;
import dev.taskq.proto.v1.SubmitRequest;
import dev.taskq.proto.v1.TaskServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Callers that submit over gRPC to the coordinator's process, one task at a time, while agents run. */
final class GrpcLoad {
    private static final long MOST_UNDER_WAY = 4_000;
    private static final int CALLERS_OF_A_CONNECTION = 16;
    private static final SubmitRequest TASK = SubmitRequest.newBuilder()
            .setTask(NewTask.newBuilder().setType("noop").setParamsJson("{\"due\":0}"))
            .build();

    private final Target target;
    private final Duration each;
    private final int callers;

    GrpcLoad(Target target, Duration each, int callers) {
        this.target = target;
        this.each = each;
        this.callers = callers;
    }

    Measured run() throws Exception {
        Target.Serving agents = target.serve();
        UnderWay underWay = new UnderWay(target.runs(), MOST_UNDER_WAY);
        // One thread for all connections costs the least, as HttpConnection does.
        NioEventLoopGroup thread = new NioEventLoopGroup(1);
        List<ManagedChannel> connections = IntStream.range(0, callers / CALLERS_OF_A_CONNECTION)
                .mapToObj(number -> connect(thread))
                .toList();
        Cpu before = Cpu.of(target.stack());
        long begun = System.nanoTime();
        List<CompletableFuture<Long>> counts = IntStream.range(0, callers)
                .mapToObj(caller -> new GrpcCaller(
                                TaskServiceGrpc.newStub(connections.get(caller % connections.size())),
                                TASK,
                                underWay,
                                thread,
                                begun + each.toNanos())
                        .start())
                .toList();
        long number = 0;
        for (CompletableFuture<Long> count : counts) {
            number += count.get();
        }
        underWay.awaitAll();
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        Cpu used = Cpu.of(target.stack()).minus(before);
        connections.forEach(ManagedChannel::shutdownNow);
        thread.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
        agents.close();
        return new Measured("gRPC end to end, single submits, " + callers + " callers", number, took, used);
    }

    private ManagedChannel connect(NioEventLoopGroup thread) {
        Metadata metadata = new Metadata();
        metadata.put(
                Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                "Bearer " + target.stack().token());
        return NettyChannelBuilder.forAddress(
                        target.stack().address().getHost(), target.stack().grpcPort())
                .usePlaintext()
                .directExecutor()
                .eventLoopGroup(thread)
                .channelType(NioSocketChannel.class)
                .intercept(MetadataUtils.newAttachHeadersInterceptor(metadata))
                .build();
    }
}
