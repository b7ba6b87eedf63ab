package dev.taskq.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.proto.v1.TaskServiceGrpc;
import io.grpc.Channel;
import io.grpc.Status.Code;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The standard service of the health. */
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
                    "taskq.v1.OperationService",
                    "taskq.v1.ScheduleService",
                    "taskq.v1.ReportService")) {
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

    private static void assertSeesTheNextChange(GrpcServed served, List<Iterator<HealthCheckResponse>> watches) {
        served.started = Optional.empty();
        assertThat(watches).allSatisfy(it -> assertThat(it.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING));
    }

    @Test
    void watchesOfOneConnectionTakeNoPlaceOfOthersAndItsOldestGivesWay() throws Exception {
        try (GrpcServed served = GrpcServed.start(GrpcServed.calls(64))) {
            Iterator<HealthCheckResponse> oldest = watching(served.channel);
            Channel greedy = served.newChannel();
            List<Iterator<HealthCheckResponse>> watches =
                    IntStream.range(0, 20).mapToObj(i -> watching(greedy)).toList();
            watches.subList(0, 16).forEach(GrpcHealthTest::assertGaveWay);
            assertThat(HealthGrpc.newBlockingStub(greedy).check(of("")).getStatus())
                    .isEqualTo(ServingStatus.SERVING);
            assertSeesTheNextChange(
                    served,
                    Stream.concat(Stream.of(oldest), watches.subList(16, 20).stream())
                            .toList());
        }
    }

    /** Of 64 calls 16 may be watches of the health, and 4 of one connection. */
    @Test
    void oldestWatchGivesWayToAnotherConnectionOnceAllPlacesAreTaken() throws Exception {
        try (GrpcServed served = GrpcServed.start(GrpcServed.calls(64))) {
            Channel first = served.newChannel();
            List<Iterator<HealthCheckResponse>> watches = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                Channel channel = i == 0 ? first : served.newChannel();
                IntStream.range(0, 4).forEach(each -> watches.add(watching(channel)));
            }
            watches.subList(0, 4).forEach(GrpcHealthTest::assertGaveWay);
            watches.add(watching(first));
            assertGaveWay(watches.get(4));
            assertSeesTheNextChange(served, watches.subList(5, watches.size()));
        }
    }
}
