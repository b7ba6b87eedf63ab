package dev.taskq.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.proto.v1.AgentServiceGrpc;
import dev.taskq.proto.v1.GetRequest;
import dev.taskq.proto.v1.NewTask;
import dev.taskq.proto.v1.OperationAction;
import dev.taskq.proto.v1.OperationServiceGrpc;
import dev.taskq.proto.v1.OperationServiceStartRequest;
import dev.taskq.proto.v1.ReportServiceGrpc;
import dev.taskq.proto.v1.ScheduleServiceGrpc;
import dev.taskq.proto.v1.SubmitRequest;
import dev.taskq.proto.v1.TaskFilter;
import dev.taskq.proto.v1.TaskServiceGrpc;
import dev.taskq.proto.v1.TaskStatus;
import dev.taskq.proto.v1.TypeServiceGrpc;
import dev.taskq.proto.v1.WatchRequest;
import dev.taskq.server.CallLimits;
import dev.taskq.server.ConnectionLimits;
import dev.taskq.testkit.TestTimeouts;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Callers that send what is no message, too much, too little, or nothing at all. */
class GrpcFuzzTest {
    private static final long SEED = 20261129;
    private static final int ROUNDS = 2_000;
    private static final int MEGABYTE = 1024 * 1024;

    private static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    private static List<MethodDescriptor<?, ?>> methods() {
        List<MethodDescriptor<?, ?>> methods = new ArrayList<>();
        methods.addAll(TaskServiceGrpc.getServiceDescriptor().getMethods());
        methods.addAll(TypeServiceGrpc.getServiceDescriptor().getMethods());
        methods.addAll(AgentServiceGrpc.getServiceDescriptor().getMethods());
        methods.addAll(OperationServiceGrpc.getServiceDescriptor().getMethods());
        methods.addAll(ScheduleServiceGrpc.getServiceDescriptor().getMethods());
        methods.addAll(ReportServiceGrpc.getServiceDescriptor().getMethods());
        methods.add(HealthGrpc.getCheckMethod());
        return methods;
    }

    /** A message that most methods can read, and that the methods with other fields accept. */
    private static byte[] valid(MethodDescriptor<?, ?> method) {
        if (method == OperationServiceGrpc.getStartMethod()) {
            return OperationServiceStartRequest.newBuilder()
                    .setAction(OperationAction.OPERATION_ACTION_CANCEL)
                    .setFilter(TaskFilter.newBuilder()
                            .setType("fuzzed")
                            .addStatus(TaskStatus.TASK_STATUS_QUEUED)
                            .setErrorContains("none"))
                    .setDryRun(true)
                    .build()
                    .toByteArray();
        }
        return SubmitRequest.newBuilder()
                .setTask(NewTask.newBuilder()
                        .setType("fuzzed")
                        .setParamsJson("{\"a\": [1, 2, {\"b\": null}]}")
                        .setMaxAttempts(3)
                        .setIdempotencyKey("key"))
                .build()
                .toByteArray();
    }

    private static CallOptions soon() {
        return CallOptions.DEFAULT.withDeadlineAfter(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private static Failure call(ManagedChannel channel, MethodDescriptor<?, ?> method, byte[] message) {
        // A task that exists would be followed for ever.
        CallOptions options = method.getType().serverSendsOneMessage()
                ? soon()
                : CallOptions.DEFAULT.withDeadlineAfter(5, TimeUnit.SECONDS);
        return Failure.of(() -> {
            var answers = ClientCalls.blockingServerStreamingCall(channel, raw(method), options, message);
            answers.forEachRemaining(answer -> assertThat(answer).isNotNull());
            throw Status.OK.asRuntimeException();
        });
    }

    private static MethodDescriptor<byte[], byte[]> raw(MethodDescriptor<?, ?> method) {
        return method.toBuilder(BYTES, BYTES).build();
    }

    /** Random bytes, and valid messages that are cut, or have bits changed. */
    private static byte[] message(RandomGenerator random, byte[] valid) {
        byte[] bytes = new byte[random.nextInt(64)];
        random.nextBytes(bytes);
        return switch (random.nextInt(3)) {
            case 0 -> bytes;
            case 1 -> Arrays.copyOf(valid, random.nextInt(valid.length));
            default -> {
                byte[] changed = valid.clone();
                changed[random.nextInt(valid.length)] ^= (byte) (1 << random.nextInt(8));
                yield changed;
            }
        };
    }

    @Test
    void randomAndTruncatedMessagesAreTheCallersMistake() throws Exception {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        Map<Code, Integer> codes = new EnumMap<>(Code.class);
        try (GrpcServed served = GrpcServed.start()) {
            ManagedChannel channel = served.newChannel("Bearer " + GrpcServed.ADMIN);
            long before = 0;
            for (int round = 0; round < ROUNDS; round++) {
                if (round == ROUNDS / 4) {
                    before = usedHeap();
                }
                MethodDescriptor<?, ?> method =
                        methods().get(random.nextInt(methods().size()));
                Failure answer = call(channel, method, message(random, valid(method)));
                if (method.getType().serverSendsOneMessage() || answer.code() != Code.DEADLINE_EXCEEDED) {
                    codes.merge(answer.code(), 1, Integer::sum);
                }
                assertThat(answer.description())
                        .as("seed %d round %d %s", SEED, round, method.getFullMethodName())
                        .doesNotContain("Exception", "\tat ", "dev.taskq.server");
            }
            assertThat(codes)
                    .containsOnlyKeys(Code.OK, Code.INVALID_ARGUMENT, Code.NOT_FOUND, Code.FAILED_PRECONDITION);
            assertThat(usedHeap() - before).as("growth of the heap").isLessThan(16L * MEGABYTE);
        }
    }

    @SuppressWarnings("SystemGarbageCollection")
    private static long usedHeap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** A call that may send any number of messages. */
    private static ClientCall<byte[], byte[]> begin(
            ManagedChannel channel, MethodDescriptor<?, ?> method, CompletableFuture<Status> end) {
        ClientCall<byte[], byte[]> call = channel.newCall(
                raw(method).toBuilder()
                        .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                        .build(),
                soon());
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        end.complete(status);
                    }
                },
                new Metadata());
        return call;
    }

    @Test
    void callWithoutAMessageOrWithTwoIsTheCallersMistake() throws Exception {
        byte[] get = GetRequest.newBuilder().setId(1).build().toByteArray();
        try (GrpcServed served = GrpcServed.start()) {
            ManagedChannel channel = served.newChannel("Bearer " + GrpcServed.ADMIN);
            for (int messages : new int[] {0, 2, 3}) {
                CompletableFuture<Status> end = new CompletableFuture<>();
                ClientCall<byte[], byte[]> call = begin(channel, TaskServiceGrpc.getGetMethod(), end);
                call.request(1);
                for (int i = 0; i < messages; i++) {
                    call.sendMessage(get);
                }
                call.halfClose();
                assertThat(end.get(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS)
                                .getCode())
                        .as("%d messages", messages)
                        .isEqualTo(Code.INVALID_ARGUMENT);
            }
        }
    }

    @Test
    void messageAboveItsLimitIsRefused() throws Exception {
        try (GrpcServed served = GrpcServed.start()) {
            ManagedChannel channel = served.newChannel("Bearer " + GrpcServed.ADMIN);
            Failure small = call(channel, TaskServiceGrpc.getGetMethod(), new byte[100_000]);
            assertThat(small.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
            assertThat(small.reason()).isEqualTo("TOO_LARGE");
            assertThat(call(channel, TaskServiceGrpc.getSubmitMethod(), new byte[MEGABYTE])
                            .code())
                    .isEqualTo(Code.RESOURCE_EXHAUSTED);
            assertThat(call(channel, TaskServiceGrpc.getSubmitBatchMethod(), new byte[16 * MEGABYTE])
                            .code())
                    .isEqualTo(Code.RESOURCE_EXHAUSTED);
        }
    }

    /**
     * Room for one large request. Others that begin at the same time are refused before all of them has arrived. The
     * last two may refuse each other.
     */
    @Test
    void requestsThatFindNoRoomAreToldAndGiveTheirBytesBack() throws Exception {
        CallLimits limits = CallLimits.DEFAULTS.withHeldBytes(MEGABYTE);
        byte[] large = new byte[700_000];
        try (GrpcServed served = GrpcServed.start(builder -> builder.callLimits(limits))) {
            ManagedChannel channel = served.newChannel("Bearer " + GrpcServed.ADMIN);
            List<CompletableFuture<Status>> ends = new ArrayList<>();
            List<ClientCall<byte[], byte[]>> open = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                CompletableFuture<Status> end = new CompletableFuture<>();
                ClientCall<byte[], byte[]> call = begin(channel, TaskServiceGrpc.getSubmitBatchMethod(), end);
                // Never half-closed, so that its bytes stay held.
                call.sendMessage(large);
                open.add(call);
                ends.add(end);
            }
            served.await(() -> ends.stream().filter(CompletableFuture::isDone).count() >= 3);
            for (CompletableFuture<Status> end : ends) {
                if (end.isDone()) {
                    assertThat(end.get().getCode()).isEqualTo(Code.UNAVAILABLE);
                }
            }
            open.forEach(call -> call.cancel("the test is over", null));
            served.await(() ->
                    call(channel, TaskServiceGrpc.getSubmitBatchMethod(), large).code() == Code.INVALID_ARGUMENT);
        }
    }

    @Test
    void connectionsBeyondTheLimitAreRefusedIfAllOthersHaveACall() throws Exception {
        ConnectionLimits four = ConnectionLimits.DEFAULTS.withConnections(4).withIdle(Duration.ofMinutes(5));
        try (GrpcServed served = GrpcServed.start(four)) {
            long id = served.submit("any");
            List<ManagedChannel> channels = Stream.of(
                            GrpcServed.READER, GrpcServed.READER, GrpcServed.ADMIN, GrpcServed.ADMIN)
                    .map(token -> served.newChannel("Bearer " + token))
                    .toList();
            for (ManagedChannel channel : channels) {
                assertThat(TaskServiceGrpc.newBlockingStub(channel)
                                .watch(WatchRequest.newBuilder().setId(id).build())
                                .next()
                                .getTask()
                                .getId())
                        .isEqualTo(id);
            }
            ManagedChannel fifth = served.newChannel("Bearer " + GrpcServed.SUBMITTER);
            assertThat(Failure.of(() -> TaskServiceGrpc.newBlockingStub(fifth).submit(GrpcServed.request("any")))
                            .code())
                    .isEqualTo(Code.UNAVAILABLE);
            channels.getFirst().shutdownNow();
            served.await(() -> {
                try {
                    fifth.resetConnectBackoff();
                    return TaskServiceGrpc.newBlockingStub(fifth)
                                    .submit(GrpcServed.request("any"))
                                    .getId()
                            > 0;
                } catch (io.grpc.StatusRuntimeException e) {
                    return false;
                }
            });
        }
    }
}
