package dev.taskq.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import dev.taskq.testkit.TestTimeouts;
import io.grpc.Channel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The standard service that describes the others. */
class GrpcReflectionTest {
    /** One call, which may ask several times. */
    private static final class Reflection implements StreamObserver<ServerReflectionResponse> {
        private final BlockingQueue<Supplier<ServerReflectionResponse>> answers = new LinkedBlockingQueue<>();
        private final StreamObserver<ServerReflectionRequest> requests;

        Reflection(Channel channel) {
            requests = ServerReflectionGrpc.newStub(channel).serverReflectionInfo(this);
        }

        /** A call that was answered once, and stays open. */
        static Reflection open(Channel channel) {
            Reflection reflection = new Reflection(channel);
            assertThat(reflection.listServices()).isNotEmpty();
            return reflection;
        }

        List<String> listServices() {
            return ask(ServerReflectionRequest.newBuilder().setListServices("").build())
                    .getListServicesResponse()
                    .getServiceList()
                    .stream()
                    .map(ServiceResponse::getName)
                    .toList();
        }

        ServerReflectionResponse ask(ServerReflectionRequest request) {
            requests.onNext(request);
            return answer();
        }

        private ServerReflectionResponse answer() {
            try {
                return Objects.requireNonNull(
                                answers.poll(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS), "no answer")
                        .get();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        void end() {
            requests.onCompleted();
            assertThat(answer()).isEqualTo(ServerReflectionResponse.getDefaultInstance());
        }

        void assertFoundNoPlace() {
            Failure failure = Failure.of(this::answer);
            assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
            assertThat(failure.retry()).isPresent();
        }

        @Override
        public void onNext(ServerReflectionResponse next) {
            answers.add(() -> next);
        }

        @Override
        public void onError(Throwable failure) {
            answers.add(() -> {
                throw (StatusRuntimeException) failure;
            });
        }

        @Override
        public void onCompleted() {
            answers.add(ServerReflectionResponse::getDefaultInstance);
        }
    }

    private static List<Reflection> open(Channel channel, int number) {
        return IntStream.range(0, number)
                .mapToObj(each -> Reflection.open(channel))
                .toList();
    }

    @Test
    void servicesAreDescribed() throws Exception {
        try (GrpcServed served = GrpcServed.start()) {
            Reflection reflection = new Reflection(served.channel);
            assertThat(reflection.listServices())
                    .contains(
                            "taskq.v1.TaskService",
                            "taskq.v1.TypeService",
                            "taskq.v1.AgentService",
                            "taskq.v1.ReportService",
                            "grpc.health.v1.Health");
            ServerReflectionResponse file = reflection.ask(ServerReflectionRequest.newBuilder()
                    .setFileContainingSymbol("taskq.v1.TaskService")
                    .build());
            ByteString described = file.getFileDescriptorResponse().getFileDescriptorProto(0);
            assertThat(FileDescriptorProto.parseFrom(described).getName()).isEqualTo("taskq/v1/task_service.proto");
            reflection.end();
        }
    }

    @Test
    void callsOfOneConnectionTakeNoPlaceOfOthersAndItsOldestGivesWay() throws Exception {
        try (GrpcServed served = GrpcServed.start(GrpcServed.calls(64))) {
            Reflection oldest = Reflection.open(served.channel);
            List<Reflection> greedy = open(served.newChannel(), 20);
            greedy.subList(0, 16).forEach(Reflection::assertFoundNoPlace);
            assertThat(oldest.listServices()).isNotEmpty();
            assertThat(greedy.subList(16, 20))
                    .allSatisfy(each -> assertThat(each.listServices()).isNotEmpty());
        }
    }

    /** Of 64 calls 16 may be of reflection or watch the health. */
    @Test
    void oldestOfAllConnectionsGivesWayOnceAllPlacesAreTaken() throws Exception {
        try (GrpcServed served = GrpcServed.start(GrpcServed.calls(64))) {
            Iterator<HealthCheckResponse> watch =
                    HealthGrpc.newBlockingStub(served.channel).watch(HealthCheckRequest.getDefaultInstance());
            assertThat(watch.next().getStatus()).isEqualTo(ServingStatus.SERVING);
            List<Reflection> calls = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                calls.addAll(open(served.newChannel(), 4));
            }
            assertThat(Failure.of(watch::next).code()).isEqualTo(Code.UNAVAILABLE);
            calls.subList(0, 4).forEach(Reflection::assertFoundNoPlace);
            assertThat(calls.subList(4, 20))
                    .allSatisfy(each -> assertThat(each.listServices()).isNotEmpty());
        }
    }

    @Test
    void callThatHasEndedHasNoPlace() throws Exception {
        try (GrpcServed served = GrpcServed.start(GrpcServed.calls(64))) {
            Reflection oldest = Reflection.open(served.channel);
            for (int i = 0; i < 20; i++) {
                Reflection.open(served.channel).end();
            }
            assertThat(oldest.listServices()).isNotEmpty();
        }
    }

    /** One caller may have 4 of 8 calls. */
    @Test
    void ifTheDescriptionNeedsATokenCallsHaveThePlacesOfTheirCaller() throws Exception {
        try (GrpcServed served =
                GrpcServed.start(builder -> builder.internalToken(true).connectionLimits(GrpcServed.calls(8)))) {
            assertThat(Failure.of(new Reflection(served.channel)::listServices).code())
                    .isEqualTo(Code.UNAUTHENTICATED);
            Channel reader = served.newChannel("Bearer " + GrpcServed.READER);
            List<Reflection> calls = open(reader, 4);
            new Reflection(reader).assertFoundNoPlace();
            assertThat(calls).allSatisfy(each -> assertThat(each.listServices()).isNotEmpty());
            Reflection.open(served.newChannel("Bearer " + GrpcServed.ADMIN));
        }
    }
}
