package dev.taskq.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.proto.v1.GetRequest;
import dev.taskq.proto.v1.TaskServiceGrpc;
import dev.taskq.proto.v1.WatchRequest;
import dev.taskq.proto.v1.WatchResponse;
import dev.taskq.server.ConnectionLimits;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who gives way to whom when the places of connections or calls are used up. */
class GrpcPlacesTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final int CONNECTIONS = 8;

    private static GrpcServed started(Duration head) {
        return GrpcServed.start(new ConnectionLimits(CONNECTIONS, head, LONG, LONG, LONG));
    }

    private static Iterator<WatchResponse> watch(TaskServiceGrpc.TaskServiceBlockingStub tasks, long id) {
        Iterator<WatchResponse> seen =
                tasks.watch(WatchRequest.newBuilder().setId(id).build());
        assertThat(seen.next().getTask().getId()).isEqualTo(id);
        return seen;
    }

    private static double connections(GrpcServed served) {
        return served.metrics.get("taskq.grpc.connections").gauge().value();
    }

    @Test
    void connectionWithoutACallIsClosedAndOneThatHadACallIsKept() throws Exception {
        try (GrpcServed served = started(SHORT)) {
            served.submit("any");
            try (Http2Peer silent = Http2Peer.of(served)) {
                // A PING would show that it was closed because it does not answer that, a minute later.
                assertThat(silent.typesUntilEnd()).contains(Http2Peer.GOAWAY).doesNotContain(Http2Peer.PING);
            }
            served.await(() -> connections(served) == 1);
            assertThat(served.submit("any")).isPositive();
            assertThat(connections(served)).isEqualTo(1);
        }
    }

    @Test
    void silentConnectionsGiveWayOldestFirstAndThoseWithACallStay() throws Exception {
        List<Http2Peer> silent = new ArrayList<>();
        try (GrpcServed served = started(LONG)) {
            long id = served.submit("stays");
            Iterator<WatchResponse> watched = watch(served.tasks(), id);
            for (int i = 1; i < CONNECTIONS; i++) {
                Http2Peer peer = Http2Peer.of(served);
                assertThat(peer.await(Http2Peer.SETTINGS)).isPresent();
                silent.add(peer);
            }
            ManagedChannel other = served.newChannel();
            assertThat(HealthGrpc.newBlockingStub(other)
                            .check(HealthCheckRequest.getDefaultInstance())
                            .getStatus())
                    .isEqualTo(ServingStatus.SERVING);
            assertThat(silent.getFirst().await(Http2Peer.GOAWAY)).isPresent();
            silent.getFirst().awaitEnd();
            assertThat(connections(served)).isEqualTo(CONNECTIONS);
            silent.add(Http2Peer.of(served));
            silent.get(1).awaitEnd();
            assertThat(HealthGrpc.newBlockingStub(other)
                            .check(HealthCheckRequest.getDefaultInstance())
                            .getStatus())
                    .as("a connection that has served calls goes last")
                    .isEqualTo(ServingStatus.SERVING);
            served.tasks()
                    .cancel(dev.taskq.proto.v1.CancelRequest.newBuilder()
                            .setId(id)
                            .build());
            assertThat(watched.hasNext()).as("the watch goes on").isTrue();
        } finally {
            for (Http2Peer peer : silent) {
                peer.close();
            }
        }
    }

    /** One caller may have 4 of 8 calls. */
    @Test
    void callerWithManyOpenCallsDoesNotShutOutOthers() throws Exception {
        try (GrpcServed served = started(LONG)) {
            long id = served.submit("stays");
            var reader = served.tasks(GrpcServed.READER);
            GetRequest get = GetRequest.newBuilder().setId(id).build();
            try (Context.CancellableContext callers = Context.current().withCancellation()) {
                callers.call(() -> {
                    for (int i = 0; i < CONNECTIONS / 2; i++) {
                        watch(reader, id);
                    }
                    return id;
                });
                Failure refused = Failure.of(() -> reader.get(get));
                assertThat(refused.code()).isEqualTo(Code.UNAVAILABLE);
                assertThat(refused.retry()).isPresent();
                assertThat(served.tasks().get(get).getTask().getId()).isEqualTo(id);
                callers.cancel(null);
            }
            served.await(() -> served.answered("taskq.v1.TaskService/Watch", "CANCELLED") == CONNECTIONS / 2);
            served.await(() -> {
                try {
                    return reader.get(get).getTask().getId() == id;
                } catch (io.grpc.StatusRuntimeException e) {
                    assertThat(e.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
                    return false;
                }
            });
        }
    }
}
