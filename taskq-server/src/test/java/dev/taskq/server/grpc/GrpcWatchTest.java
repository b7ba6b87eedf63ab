package dev.taskq.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.CallDeadline;
import dev.taskq.EventStream;
import dev.taskq.Outcome;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.coordinator.Inspector;
import dev.taskq.proto.v1.NewTask;
import dev.taskq.proto.v1.SubmitBatchRequest;
import dev.taskq.proto.v1.SubmitRequest;
import dev.taskq.proto.v1.SubmitResponse;
import dev.taskq.proto.v1.Task;
import dev.taskq.proto.v1.TaskServiceGrpc;
import dev.taskq.proto.v1.TaskStatus;
import dev.taskq.proto.v1.WatchRequest;
import dev.taskq.proto.v1.WatchResponse;
import dev.taskq.testkit.TestTimeouts;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Callers that watch one task or many, leave, or find no place. */
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
    void submittedTaskIsWatchedToItsResult() throws Exception {
        try (GrpcServed served = GrpcServed.start()) {
            var tasks = served.tasks();
            SubmitResponse submitted = tasks.submit(SubmitRequest.newBuilder()
                    .setTask(NewTask.newBuilder().setType("greet").setParamsJson("{\"name\": \"world\"}"))
                    .build());
            assertThat(submitted.getStatus()).isEqualTo(TaskStatus.TASK_STATUS_QUEUED);
            var seen = tasks.watch(
                    WatchRequest.newBuilder().setId(submitted.getId()).build());
            assertThat(seen.next().getTask().getStatus()).isEqualTo(TaskStatus.TASK_STATUS_QUEUED);
            try (Agent agent = served.greeter()) {
                assertThat(agent.isHealthy()).isTrue();
                Task last = seen.next().getTask();
                if (last.getStatus() == TaskStatus.TASK_STATUS_RUNNING) {
                    last = seen.next().getTask();
                }
                assertThat(last.getStatus()).isEqualTo(TaskStatus.TASK_STATUS_SUCCEEDED);
                assertThat(last.getResultJson()).isEqualTo("\"Hello, world\"");
                assertThat(last.getCaller()).isEqualTo("operator");
                assertThat(last.hasStartedAt()).isTrue();
                assertThat(last.hasFinishedAt()).isTrue();
                assertThat(last.hasError()).isFalse();
                assertThat(seen.hasNext()).isFalse();
            }
            assertThat(tasks.watch(
                            WatchRequest.newBuilder().setId(submitted.getId()).build()))
                    .toIterable()
                    .extracting(WatchResponse::getTask)
                    .extracting(Task::getStatus)
                    .containsExactly(TaskStatus.TASK_STATUS_SUCCEEDED);
            assertThat(served.answered("taskq.v1.TaskService/Watch", "OK")).isEqualTo(2);
            assertThat(served.metrics.scrape())
                    .contains("taskq_grpc_requests_seconds_count{code=\"OK\",method=\"taskq.v1.TaskService/Submit\"} 1")
                    .contains("taskq_grpc_connections 1.0")
                    .contains("taskq_grpc_connections_max ");
        }
    }

    @Test
    void watchEndsAtItsDeadline() throws Exception {
        try (GrpcServed served = GrpcServed.start()) {
            var tasks = served.tasks();
            long id = served.submit("stays");
            var seen = tasks.withDeadlineAfter(3, TimeUnit.SECONDS)
                    .watch(WatchRequest.newBuilder().setId(id).build());
            assertThat(seen.next().getTask().getId()).isEqualTo(id);
            assertThat(Failure.of(seen::hasNext).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
        }
    }

    private record Nothing() {}

    /** Fails once, and waits for the test in both attempts. */
    private static Agent inStages(GrpcServed served, Semaphore steps) {
        AtomicInteger attempts = new AtomicInteger();
        return Agent.builder(served.store)
                .handler(TaskHandler.of(TaskType.of("stages", Nothing.class), (context, nothing) -> {
                    steps.acquire();
                    return attempts.incrementAndGet() == 1
                            ? Outcome.retryAfter(Duration.ofSeconds(2), "not yet")
                            : Outcome.done();
                }))
                .build()
                .start();
    }

    /** Between the back-off and the second attempt the task is queued, for so short that it need not be seen. */
    @Test
    void eachChangeOfStatusIsSent() throws Exception {
        Semaphore steps = new Semaphore(0);
        try (GrpcServed served = GrpcServed.start()) {
            long id = served.submit("stages");
            var seen = served.tasks()
                    .withDeadlineAfter(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS)
                    .watch(WatchRequest.newBuilder().setId(id).build());
            assertThat(next(seen)).isEqualTo("TASK_STATUS_QUEUED 0");
            try (Agent agent = inStages(served, steps)) {
                assertThat(agent.isHealthy()).isTrue();
                assertThat(next(seen)).isEqualTo("TASK_STATUS_RUNNING 1");
                steps.release();
                assertThat(next(seen)).isEqualTo("TASK_STATUS_SCHEDULED 1");
                String running = next(seen);
                if (running.equals("TASK_STATUS_QUEUED 1")) {
                    running = next(seen);
                }
                assertThat(running).isEqualTo("TASK_STATUS_RUNNING 2");
                steps.release();
                assertThat(next(seen)).isEqualTo("TASK_STATUS_SUCCEEDED 2");
                assertThat(seen.hasNext()).isFalse();
            }
        }
    }

    @Test
    void progressIsSentWithoutWhatDidNotChange() throws Exception {
        Semaphore steps = new Semaphore(0);
        try (GrpcServed served = GrpcServed.start();
                Agent agent = Agent.builder(served.store)
                        .handler(TaskHandler.of(TaskType.of("reports", Nothing.class), (context, nothing) -> {
                            steps.acquire();
                            context.progress(0.5, "half");
                            steps.acquire();
                            return Outcome.done("all");
                        }))
                        .build()
                        .start()) {
            assertThat(agent.isHealthy()).isTrue();
            var seen = served.tasks()
                    .withDeadlineAfter(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS)
                    .watch(WatchRequest.newBuilder()
                            .setId(served.submit("reports"))
                            .build());
            Task running = seen.next().getTask();
            if (running.getStatus() == TaskStatus.TASK_STATUS_QUEUED) {
                running = seen.next().getTask();
            }
            assertThat(running.getParamsJson()).isEqualTo("{}");
            steps.release();
            Task half = seen.next().getTask();
            steps.release();
            Task ended = seen.next().getTask();

            assertThat(half.getProgress().getFraction()).isEqualTo(0.5);
            assertThat(half.getStatus()).isEqualTo(TaskStatus.TASK_STATUS_RUNNING);
            assertThat(half.hasParamsJson()).isFalse();
            assertThat(ended.hasParamsJson()).isTrue();
            assertThat(ended.getResultJson()).isEqualTo("\"all\"");
            assertThat(seen.hasNext()).isFalse();
        }
    }

    private static String next(Iterator<WatchResponse> seen) {
        Task task = seen.next().getTask();
        return task.getStatus() + " " + task.getAttempt();
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

    @Test
    void watchesWhoseCallersLeaveMakeRoomForOthersAndDisturbNone() throws Exception {
        try (GrpcServed served = GrpcServed.start()) {
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

    /** Callers that watch and callers that follow events share the places. */
    @Test
    void watchWithoutAPlaceIsToldToComeAgain() throws Exception {
        try (GrpcServed served = GrpcServed.start()) {
            long id = served.submit("stays");
            List<EventStream> others = new ArrayList<>();
            for (int i = 1; i < Inspector.MOST_LISTENERS; i++) {
                others.add(served.coordinator
                        .follow(id, 0, CallDeadline.unbounded())
                        .orElseThrow());
            }
            Watch last = Watch.of(served, id);
            last.awaitBegin();
            Failure refused = Failure.of(() -> served.tasks()
                    .watch(WatchRequest.newBuilder().setId(id).build())
                    .hasNext());
            assertThat(refused.code()).isEqualTo(Code.UNAVAILABLE);
            assertThat(refused.reason()).isEqualTo("NOT_ACCEPTED");
            assertThat(refused.retry()).isPresent();
            assertThat(last.ended).isNotDone();
            others.removeLast().close();
            Watch.of(served, id).awaitBegin();
            others.forEach(EventStream::close);
        }
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
