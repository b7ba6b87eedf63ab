package dev.taskq.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.agent.Agent;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.proto.v1.NewTask;
import dev.taskq.proto.v1.SubmitBatchRequest;
import dev.taskq.proto.v1.SubmitResponse;
import dev.taskq.proto.v1.TaskServiceGrpc;
import dev.taskq.proto.v1.TaskStatus;
import dev.taskq.proto.v1.WatchRequest;
import dev.taskq.proto.v1.WatchResponse;
import dev.taskq.testkit.TestTimeouts;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Callers that watch many tasks, leave, or find no place. */
class GrpcWatchTest {
    private static final int MANY = 1_000;
    private static final String METHOD = "taskq.v1.TaskService/Watch";

    /** One watch, as its caller sees it. */
    private static final class Watch implements StreamObserver<WatchResponse> {
        final CountDownLatch begun = new CountDownLatch(1);
        final CompletableFuture<Code> ended = new CompletableFuture<>();
        volatile TaskStatus last = TaskStatus.TASK_STATUS_UNSPECIFIED;

        static Watch of(GrpcServed served, long id) {
            Watch watch = new Watch();
            GrpcServed.as(GrpcServed.READER, TaskServiceGrpc.newStub(served.channel))
                    .watch(WatchRequest.newBuilder().setId(id).build(), watch);
            return watch;
        }

        @Override
        public void onNext(WatchResponse response) {
            last = response.getTask().getStatus();
            begun.countDown();
        }

        @Override
        public void onError(Throwable failure) {
            ended.complete(Status.fromThrowable(failure).getCode());
        }

        @Override
        public void onCompleted() {
            ended.complete(Code.OK);
        }

        Code end() throws InterruptedException, ExecutionException, TimeoutException {
            return ended.get(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS);
        }

        void awaitBegin() throws InterruptedException {
            assertThat(begun.await(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    private static List<Watch> begin(GrpcServed served, List<Long> ids) throws InterruptedException {
        List<Watch> watches = ids.stream().map(id -> Watch.of(served, id)).toList();
        for (Watch watch : watches) {
            watch.awaitBegin();
        }
        return watches;
    }

    private static List<Long> submitMany(GrpcServed served) {
        SubmitBatchRequest.Builder batch = SubmitBatchRequest.newBuilder();
        for (int i = 0; i < MANY; i++) {
            batch.addTasks(NewTask.newBuilder().setType("greet").setParamsJson("{\"name\": \"" + i + "\"}"));
        }
        return served.tasks().submitBatch(batch.build()).getTasksList().stream()
                .map(SubmitResponse::getId)
                .toList();
    }

    @Test
    void aThousandWatchesOfOneConnectionSeeTheirTasksEnd() throws Exception {
        try (GrpcServed served = GrpcServed.start()) {
            List<Watch> watches = begin(served, submitMany(served));
            try (Agent agent = served.greeter()) {
                assertThat(agent.isHealthy()).isTrue();
                for (Watch watch : watches) {
                    assertThat(watch.end()).isEqualTo(Code.OK);
                    assertThat(watch.last).isEqualTo(TaskStatus.TASK_STATUS_SUCCEEDED);
                }
            }
            assertThat(served.answered(METHOD, "OK")).isEqualTo(MANY);
        }
    }

    /** The coordinator has places for exactly these waits, and the server for a few more calls. */
    @Test
    void watchesWhoseCallersLeaveMakeRoomForOthersAndDisturbNone() throws Exception {
        CoordinatorConfig config = CoordinatorConfig.DEFAULTS.withMostWaiting(MANY);
        try (GrpcServed served = GrpcServed.start(config)) {
            List<Long> ids = submitMany(served);
            List<Long> others = new ArrayList<>(ids);
            Watch stays = Watch.of(served, others.remove(0));
            stays.awaitBegin();
            try (Context.CancellableContext callers = Context.current().withCancellation()) {
                List<Watch> leave = callers.call(() -> begin(served, others));
                callers.cancel(null);
                for (Watch watch : leave) {
                    assertThat(watch.end()).isEqualTo(Code.CANCELLED);
                }
            }
            served.await(() -> served.answered(METHOD, "CANCELLED") == others.size());

            List<Watch> next = begin(served, others);
            try (Agent agent = served.greeter()) {
                assertThat(agent.isHealthy()).isTrue();
                for (Watch watch : next) {
                    assertThat(watch.end()).isEqualTo(Code.OK);
                }
                assertThat(stays.end()).isEqualTo(Code.OK);
            }
        }
    }

    @Test
    void watchWithoutAPlaceIsToldToComeAgain() throws Exception {
        try (GrpcServed served = GrpcServed.start(CoordinatorConfig.DEFAULTS.withMostWaiting(1))) {
            long id = served.submit("stays");
            Watch first = Watch.of(served, id);
            first.awaitBegin();
            served.await(() -> Failure.of(() -> watchToItsEnd(served, id)).code() == Code.UNAVAILABLE);
            Failure second = Failure.of(() -> watchToItsEnd(served, id));
            assertThat(second.reason()).isEqualTo("NOT_ACCEPTED");
            assertThat(second.retry()).isPresent();
            assertThat(first.ended).isNotDone();
        }
    }

    private static boolean watchToItsEnd(GrpcServed served, long id) {
        var seen = served.tasks()
                .withDeadlineAfter(1, TimeUnit.SECONDS)
                .watch(WatchRequest.newBuilder().setId(id).build());
        seen.next();
        return seen.hasNext();
    }

    @Test
    void stopEndsWatchesAtOnce() throws Exception {
        Watch watch;
        try (GrpcServed served = GrpcServed.start()) {
            watch = Watch.of(served, served.submit("stays"));
            watch.awaitBegin();
            served.server.close();
            assertThat(watch.end()).isEqualTo(Code.UNAVAILABLE);
        }
    }
}
