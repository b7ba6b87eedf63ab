package dev.taskq.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.proto.v1.GetRequest;
import dev.taskq.proto.v1.GetResponse;
import dev.taskq.proto.v1.NewTask;
import dev.taskq.proto.v1.SubmitRequest;
import dev.taskq.proto.v1.TaskServiceGrpc;
import dev.taskq.proto.v1.WatchRequest;
import dev.taskq.server.CallLimits;
import dev.taskq.server.ConnectionLimits;
import dev.taskq.testkit.TestTimeouts;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Callers that do not read their answer, or do not send all of their request. */
class GrpcTimeoutsTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final int LARGE = 240_000;

    private static ConnectionLimits limits(Duration body, Duration stall) {
        return new ConnectionLimits(100, LONG, body, LONG, stall);
    }

    /** A call whose answers are taken when the test asks for them. */
    private static ClientCall<GetRequest, GetResponse> begin(ManagedChannel channel, CompletableFuture<Code> end) {
        ClientCall<GetRequest, GetResponse> call = channel.newCall(TaskServiceGrpc.getGetMethod(), CallOptions.DEFAULT);
        Metadata metadata = new Metadata();
        metadata.put(CallHandler.key("authorization"), "Bearer " + GrpcServed.ADMIN);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        end.complete(status.getCode());
                    }
                },
                metadata);
        return call;
    }

    private static Code end(CompletableFuture<Code> end) throws Exception {
        return end.get(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS);
    }

    /** All answers that are held together have room for one that is large. */
    @Test
    void answerThatIsNotReadIsCutAndMakesRoom() throws Exception {
        try (GrpcServed served = GrpcServed.start(builder -> builder.connectionLimits(limits(LONG, SHORT))
                .callLimits(CallLimits.DEFAULTS.withHeldBytes(2 * LARGE)))) {
            long id = served.tasks()
                    .submit(SubmitRequest.newBuilder()
                            .setTask(NewTask.newBuilder()
                                    .setType("large")
                                    .setParamsJson("{\"a\": \"" + "x".repeat(LARGE) + "\"}"))
                            .build())
                    .getId();
            GetRequest get = GetRequest.newBuilder().setId(id).build();
            ManagedChannel small = served.newChannelWithWindow(64 * 1024);
            CompletableFuture<Code> end = new CompletableFuture<>();
            ClientCall<GetRequest, GetResponse> unread = begin(small, end);
            unread.sendMessage(get);
            unread.halfClose();
            served.await(() -> served.answered("taskq.v1.TaskService/Get", "OK") == 1);

            served.await(() -> {
                try {
                    return served.tasks().get(get).getTask().getId() == id;
                } catch (StatusRuntimeException e) {
                    assertThat(e.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
                    return false;
                }
            });
            unread.request(2);
            assertThat(end(end)).isEqualTo(Code.CANCELLED);
            CompletableFuture<Code> next = new CompletableFuture<>();
            ClientCall<GetRequest, GetResponse> other = begin(small, next);
            other.request(2);
            other.sendMessage(get);
            other.halfClose();
            assertThat(end(next)).as("another call of the same connection").isEqualTo(Code.OK);
        }
    }

    @Test
    void requestWhoseEndDoesNotArriveIsCut() throws Exception {
        try (GrpcServed served = GrpcServed.start(limits(SHORT, SHORT))) {
            CompletableFuture<Code> end = new CompletableFuture<>();
            begin(served.channel, end).sendMessage(GetRequest.getDefaultInstance());
            assertThat(end(end)).isEqualTo(Code.CANCELLED);
            served.await(() -> served.answered("taskq.v1.TaskService/Get", "CANCELLED") == 1);
            assertThat(served.submit("any")).isPositive();
        }
    }

    @Test
    void requestWhoseEndDoesNotArriveHoldsNoStop() throws Exception {
        try (GrpcServed served = GrpcServed.start(
                builder -> builder.connectionLimits(limits(LONG, SHORT)).grace(Duration.ofMinutes(10)))) {
            assertThat(served.submit("any")).isPositive();
            CompletableFuture<Code> end = new CompletableFuture<>();
            begin(served.channel, end).sendMessage(GetRequest.getDefaultInstance());
            // It is open at the server once a call that began after it is answered.
            assertThat(served.submit("any")).isPositive();
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(served.server::close);
            assertThat(end(end)).isEqualTo(Code.UNAVAILABLE);
            stopped.get(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** A watch whose task does not change sends nothing for long. */
    @Test
    void streamWithoutNewsIsNotCut() throws Exception {
        try (GrpcServed served = GrpcServed.start(limits(SHORT, SHORT))) {
            long id = served.submit("stays");
            var seen = served.tasks()
                    .withDeadlineAfter(3, TimeUnit.SECONDS)
                    .watch(WatchRequest.newBuilder().setId(id).build());
            assertThat(seen.next().getTask().getId()).isEqualTo(id);
            assertThat(Failure.of(seen::hasNext).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
        }
    }
}
