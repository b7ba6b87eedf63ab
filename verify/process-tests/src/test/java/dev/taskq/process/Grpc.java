package dev.taskq.process;

import dev.taskq.proto.v1.GetRequest;
import dev.taskq.proto.v1.Task;
import dev.taskq.proto.v1.TaskServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.util.concurrent.TimeUnit;

/** A caller of a coordinator over gRPC. */
final class Grpc {
    private Grpc() {}

    /** The current state of a task. */
    static Task get(int port, long id) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + Http.secret());
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .intercept(MetadataUtils.newAttachHeadersInterceptor(metadata))
                .build();
        try {
            return TaskServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(AppProcess.LONG.toSeconds(), TimeUnit.SECONDS)
                    .get(GetRequest.newBuilder().setId(id).build())
                    .getTask();
        } finally {
            channel.shutdownNow();
        }
    }
}
