package dev.taskq.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import dev.taskq.proto.v1.TaskServiceGrpc;
import dev.taskq.server.ConnectionLimits;
import dev.taskq.testkit.TestTimeouts;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The standard services: health and reflection. */
class GrpcHealthTest {
    private static HealthCheckRequest of(String service) {
        return HealthCheckRequest.newBuilder().setService(service).build();
    }

    @Test
    void itServesWhileTasksCanBeAccepted() throws Exception {
        try (GrpcServed served = GrpcServed.start()) {
            HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(served.channel);
            for (String service : List.of(
                    "",
                    TaskServiceGrpc.SERVICE_NAME,
                    "taskq.v1.TypeService",
                    "taskq.v1.AgentService",
                    "taskq.v1.OperationService")) {
                assertThat(health.check(of(service)).getStatus()).isEqualTo(ServingStatus.SERVING);
            }
            assertThat(Failure.of(() -> health.check(of("made.up"))).code()).isEqualTo(Code.NOT_FOUND);
            served.started = Optional.empty();
            assertThat(health.check(of("")).getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
        }
    }

    @Test
    void watchOfTheHealthSeesEachChangeAndEndsWithTheServer() throws Exception {
        try (GrpcServed served = GrpcServed.start()) {
            var seen = HealthGrpc.newBlockingStub(served.channel).watch(of(""));
            assertThat(seen.next().getStatus()).isEqualTo(ServingStatus.SERVING);
            Optional<dev.taskq.coordinator.Coordinator> coordinator = served.started;
            served.started = Optional.empty();
            assertThat(seen.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
            served.started = coordinator;
            assertThat(seen.next().getStatus()).isEqualTo(ServingStatus.SERVING);
            assertThat(HealthGrpc.newBlockingStub(served.channel)
                            .watch(of("made.up"))
                            .next()
                            .getStatus())
                    .isEqualTo(ServingStatus.SERVICE_UNKNOWN);
            served.server.close();
            assertThat(seen.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
            assertThat(seen.hasNext()).isFalse();
        }
    }

    private static Iterator<HealthCheckResponse> watching(Channel channel) {
        Iterator<HealthCheckResponse> seen = HealthGrpc.newBlockingStub(channel).watch(of(""));
        assertThat(seen.next().getStatus()).isEqualTo(ServingStatus.SERVING);
        return seen;
    }

    private static void assertGaveWay(Iterator<HealthCheckResponse> watch) {
        Failure failure = Failure.of(watch::next);
        assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(failure.retry()).isPresent();
    }

    /** Of 64 calls 16 may be watches of the health, and 4 of one connection. */
    private static GrpcServed withSixteenWatches() {
        Duration minutes = Duration.ofMinutes(5);
        return GrpcServed.start(new ConnectionLimits(64, minutes, minutes, minutes, minutes));
    }

    private static void assertSeesTheNextChange(GrpcServed served, List<Iterator<HealthCheckResponse>> watches) {
        served.started = Optional.empty();
        assertThat(watches).allSatisfy(it -> assertThat(it.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING));
    }

    @Test
    void watchesOfOneConnectionTakeNoPlaceOfOthersAndItsOldestGivesWay() throws Exception {
        try (GrpcServed served = withSixteenWatches()) {
            Iterator<HealthCheckResponse> oldest = watching(served.channel);
            ManagedChannel greedy = served.newChannel();
            try {
                List<Iterator<HealthCheckResponse>> watches =
                        IntStream.range(0, 20).mapToObj(i -> watching(greedy)).toList();
                watches.subList(0, 16).forEach(GrpcHealthTest::assertGaveWay);
                assertThat(HealthGrpc.newBlockingStub(greedy).check(of("")).getStatus())
                        .isEqualTo(ServingStatus.SERVING);
                assertSeesTheNextChange(
                        served,
                        Stream.concat(Stream.of(oldest), watches.subList(16, 20).stream())
                                .toList());
            } finally {
                greedy.shutdownNow();
            }
        }
    }

    @Test
    void oldestWatchGivesWayToAnotherConnectionOnceAllPlacesAreTaken() throws Exception {
        List<ManagedChannel> channels = new ArrayList<>();
        try (GrpcServed served = withSixteenWatches()) {
            List<Iterator<HealthCheckResponse>> watches = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                ManagedChannel channel = served.newChannel();
                channels.add(channel);
                IntStream.range(0, 4).forEach(each -> watches.add(watching(channel)));
            }
            watches.subList(0, 4).forEach(GrpcHealthTest::assertGaveWay);
            watches.add(watching(channels.getFirst()));
            assertGaveWay(watches.get(4));
            assertSeesTheNextChange(served, watches.subList(5, watches.size()));
        } finally {
            channels.forEach(ManagedChannel::shutdownNow);
        }
    }

    @Test
    void reflectionDescribesTheServices() throws Exception {
        try (GrpcServed served = GrpcServed.start()) {
            ServerReflectionResponse services = reflect(
                            served.channel,
                            ServerReflectionRequest.newBuilder()
                                    .setListServices("")
                                    .build())
                    .get(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS);
            assertThat(services.getListServicesResponse().getServiceList())
                    .extracting(ServiceResponse::getName)
                    .contains(
                            "taskq.v1.TaskService",
                            "taskq.v1.TypeService",
                            "taskq.v1.AgentService",
                            "grpc.health.v1.Health");
            ServerReflectionResponse file = reflect(
                            served.channel,
                            ServerReflectionRequest.newBuilder()
                                    .setFileContainingSymbol("taskq.v1.TaskService")
                                    .build())
                    .get(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS);
            ByteString described = file.getFileDescriptorResponse().getFileDescriptorProto(0);
            assertThat(FileDescriptorProto.parseFrom(described).getName()).isEqualTo("taskq/v1/task_service.proto");
        }
    }

    @Test
    void reflectionNeedsATokenIfTheDescriptionDoes() throws Exception {
        try (GrpcServed served = GrpcServed.start(builder -> builder.internalToken(true))) {
            ServerReflectionRequest request =
                    ServerReflectionRequest.newBuilder().setListServices("").build();
            assertThat(reflect(served.channel, request))
                    .failsWithin(TestTimeouts.LONG)
                    .withThrowableThat()
                    .withMessageContaining("UNAUTHENTICATED");
            Channel reader = served.newChannel("Bearer " + GrpcServed.READER);
            assertThat(reflect(reader, request)).succeedsWithin(TestTimeouts.LONG);
            ((io.grpc.ManagedChannel) reader).shutdownNow();
        }
    }

    private static CompletableFuture<ServerReflectionResponse> reflect(
            Channel channel, ServerReflectionRequest request) {
        CompletableFuture<ServerReflectionResponse> response = new CompletableFuture<>();
        StreamObserver<ServerReflectionRequest> requests = ServerReflectionGrpc.newStub(channel)
                .serverReflectionInfo(new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse next) {
                        response.complete(next);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        response.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {
                        response.completeExceptionally(Status.UNKNOWN.asRuntimeException());
                    }
                });
        requests.onNext(request);
        requests.onCompleted();
        return response;
    }
}
