package dev.taskq.training;

import dev.taskq.proto.v1.GetRequest;
import dev.taskq.proto.v1.NewTask;
import dev.taskq.proto.v1.SubmitBatchRequest;
import dev.taskq.proto.v1.SubmitRequest;
import dev.taskq.proto.v1.TaskServiceGrpc;
import dev.taskq.proto.v1.TaskServiceGrpc.TaskServiceBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.net.URI;
import java.util.Collections;

/** A connection over gRPC, and what its callers do, again and again. Thread-safe. */
final class GrpcWork implements AutoCloseable {
    private static final NewTask TASK = NewTask.newBuilder()
            .setType("training")
            .setParamsJson("{\"end\":\"DONE\",\"text\":\"a text\"}")
            .build();
    private static final SubmitRequest ONE =
            SubmitRequest.newBuilder().setTask(TASK).build();
    private static final SubmitBatchRequest BATCH = SubmitBatchRequest.newBuilder()
            .addAllTasks(Collections.nCopies(20, TASK))
            .build();
    private static final int BATCH_EVERY = 16;
    private static final int GET_EVERY = 8;

    private final ManagedChannel channel;
    private final TaskServiceBlockingStub tasks;

    GrpcWork(URI address, int port, String token) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        channel = NettyChannelBuilder.forAddress(address.getHost(), port)
                .usePlaintext()
                .intercept(MetadataUtils.newAttachHeadersInterceptor(metadata))
                .build();
        tasks = TaskServiceGrpc.newBlockingStub(channel);
    }

    Caller caller() {
        return new Caller();
    }

    /** One caller. For one thread. */
    final class Caller {
        private long step;

        /** Makes the next call or two. */
        void next() {
            step++;
            if (step % BATCH_EVERY == 0) {
                tasks.submitBatch(BATCH);
            } else {
                long id = tasks.submit(ONE).getId();
                if (step % GET_EVERY == 1) {
                    tasks.get(GetRequest.newBuilder().setId(id).build());
                }
            }
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
