package dev.taskq.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.taskq.agent.Agent;
import dev.taskq.proto.v1.AgentServiceGrpc;
import dev.taskq.proto.v1.AgentServiceListRequest;
import dev.taskq.proto.v1.CancelRequest;
import dev.taskq.proto.v1.ExplainRequest;
import dev.taskq.proto.v1.GetRequest;
import dev.taskq.proto.v1.ListRequest;
import dev.taskq.proto.v1.ListResponse;
import dev.taskq.proto.v1.NewTask;
import dev.taskq.proto.v1.PauseRequest;
import dev.taskq.proto.v1.ResumeRequest;
import dev.taskq.proto.v1.RetryRequest;
import dev.taskq.proto.v1.SubmitBatchRequest;
import dev.taskq.proto.v1.SubmitRequest;
import dev.taskq.proto.v1.SubmitResponse;
import dev.taskq.proto.v1.Task;
import dev.taskq.proto.v1.TaskServiceGrpc;
import dev.taskq.proto.v1.TaskStatus;
import dev.taskq.proto.v1.TypeServiceGrpc;
import dev.taskq.proto.v1.TypeServiceListRequest;
import dev.taskq.proto.v1.WatchRequest;
import dev.taskq.proto.v1.WatchResponse;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.stub.MetadataUtils;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each method by a generated stub. */
class GrpcCallsTest {
    private final GrpcServed served = GrpcServed.start();
    private final TaskServiceGrpc.TaskServiceBlockingStub tasks = served.tasks();

    @AfterEach
    void stop() throws InterruptedException {
        served.close();
    }

    private Task get(long id) {
        return tasks.get(GetRequest.newBuilder().setId(id).build()).getTask();
    }

    @Test
    void submittedTaskIsWatchedToItsResult() {
        SubmitResponse submitted = tasks.submit(SubmitRequest.newBuilder()
                .setTask(NewTask.newBuilder().setType("greet").setParamsJson("{\"name\": \"world\"}"))
                .build());
        assertThat(submitted.getStatus()).isEqualTo(TaskStatus.TASK_STATUS_QUEUED);
        var seen =
                tasks.watch(WatchRequest.newBuilder().setId(submitted.getId()).build());
        assertThat(seen.next().getTask().getStatus()).isEqualTo(TaskStatus.TASK_STATUS_QUEUED);
        try (Agent agent = served.greeter()) {
            assertThat(agent.isHealthy()).isTrue();
            Task last = seen.next().getTask();
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

    @Test
    void waitingGetAnswersWithTheResultOrAfterItsTime() {
        long id = tasks.submit(SubmitRequest.newBuilder()
                        .setTask(NewTask.newBuilder().setType("greet").setParamsJson("{\"name\": \"you\"}"))
                        .build())
                .getId();
        GetRequest.Builder request = GetRequest.newBuilder().setId(id);
        assertThat(tasks.get(request.setWait(Duration.newBuilder().setNanos(1_000_000))
                                .build())
                        .getTask()
                        .getStatus())
                .isEqualTo(TaskStatus.TASK_STATUS_QUEUED);
        try (Agent agent = served.greeter()) {
            assertThat(agent.isHealthy()).isTrue();
            assertThat(tasks.get(request.setWait(Duration.newBuilder().setSeconds(60))
                                    .build())
                            .getTask()
                            .getResultJson())
                    .isEqualTo("\"Hello, you\"");
        }
        assertThat(served.answered("taskq.v1.TaskService/Get?wait", "OK")).isEqualTo(2);
        Failure tooLong = Failure.of(() ->
                tasks.get(request.setWait(Duration.newBuilder().setSeconds(61)).build()));
        assertThat(tooLong.code()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(Failure.of(() ->
                                tasks.get(request.setWait(Duration.newBuilder().setSeconds(-1))
                                        .build()))
                        .fields())
                .containsExactly("wait");
    }

    @Test
    void everyFieldOfASubmitIsStored() {
        long due = System.currentTimeMillis() / 1000 + 3_600;
        SubmitRequest request = SubmitRequest.newBuilder()
                .setTask(NewTask.newBuilder()
                        .setType("later")
                        .setParamsJson("{\"exact\": 9007199254740993}")
                        .setRunAt(Timestamp.newBuilder().setSeconds(due))
                        .setMaxAttempts(7)
                        .setTimeout(Duration.newBuilder().setSeconds(90).setNanos(500_000_000))
                        .setIdempotencyKey("key"))
                .build();
        SubmitResponse first = tasks.submit(request);
        assertThat(first.getStatus()).isEqualTo(TaskStatus.TASK_STATUS_SCHEDULED);
        assertThat(first.getReplayed()).isFalse();
        SubmitResponse again = tasks.submit(request);
        assertThat(again.getId()).isEqualTo(first.getId());
        assertThat(again.getReplayed()).isTrue();

        Task task = get(first.getId());
        assertThat(task.getParamsJson()).contains("9007199254740993");
        assertThat(task.getRunAt().getSeconds()).isEqualTo(due);
        assertThat(task.getMaxAttempts()).isEqualTo(7);
        assertThat(task.getTimeout())
                .isEqualTo(Duration.newBuilder()
                        .setSeconds(90)
                        .setNanos(500_000_000)
                        .build());

        NewTask other = request.getTask().toBuilder().setMaxAttempts(8).build();
        Failure conflict = Failure.of(
                () -> tasks.submit(SubmitRequest.newBuilder().setTask(other).build()));
        assertThat(conflict.code()).isEqualTo(Code.FAILED_PRECONDITION);
        assertThat(conflict.reason()).isEqualTo("KEY_CONFLICT");
    }

    @Test
    void batchIsStoredInOrderOrNotAtAll() {
        SubmitBatchRequest.Builder batch = SubmitBatchRequest.newBuilder().setIdempotencyKey("batch");
        for (int i = 0; i < 3; i++) {
            batch.addTasks(NewTask.newBuilder().setType("part").setParamsJson("{\"i\": " + i + "}"));
        }
        List<SubmitResponse> stored = tasks.submitBatch(batch.build()).getTasksList();
        for (int i = 0; i < 3; i++) {
            assertThat(get(stored.get(i).getId()).getParamsJson()).contains("" + i);
        }
        assertThat(tasks.submitBatch(batch.build()).getTasksList())
                .extracting(SubmitResponse::getReplayed)
                .containsExactly(true, true, true);

        SubmitBatchRequest bad = batch.clearIdempotencyKey()
                .addTasks(NewTask.newBuilder().setType("Not a type"))
                .addTasks(NewTask.newBuilder()
                        .setType("part")
                        .setDelay(Duration.newBuilder().setSeconds(-1)))
                .build();
        Failure refused = Failure.of(() -> tasks.submitBatch(bad));
        assertThat(refused.code()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(refused.fields()).containsExactly("tasks[3].type", "tasks[4].delay");
        assertThat(tasks.list(ListRequest.getDefaultInstance()).getTasksList()).hasSize(3);
        assertThat(Failure.of(() -> tasks.submitBatch(SubmitBatchRequest.getDefaultInstance()))
                        .fields())
                .containsExactly("tasks");
        assertThat(Failure.of(() -> tasks.submitBatch(SubmitBatchRequest.newBuilder()
                                .setIdempotencyKey("one")
                                .addTasks(NewTask.newBuilder().setType("part").setIdempotencyKey("two"))
                                .build()))
                        .fields())
                .containsExactly("tasks[0].idempotency_key");
    }

    @Test
    void listHasPages() {
        for (int i = 0; i < 5; i++) {
            served.submit(i % 2 == 0 ? "even" : "odd");
        }
        ListRequest.Builder request = ListRequest.newBuilder()
                .addStatus(TaskStatus.TASK_STATUS_QUEUED)
                .setType("even")
                .setPageSize(2);
        ListResponse first = tasks.list(request.build());
        assertThat(first.getTasksList()).hasSize(2).noneMatch(Task::hasParamsJson);
        ListResponse second =
                tasks.list(request.setPageToken(first.getNextPageToken()).build());
        assertThat(second.getTasksList()).hasSize(1);
        assertThat(second.getNextPageToken()).isEmpty();
        assertThat(second.hasLookedBackTo()).isTrue();

        assertThat(Failure.of(() -> tasks.list(request.setPageToken("made-up").build()))
                        .code())
                .isEqualTo(Code.INVALID_ARGUMENT);
        Failure bad = Failure.of(() -> tasks.list(ListRequest.newBuilder()
                .addStatus(TaskStatus.TASK_STATUS_QUEUED)
                .addStatusValue(99)
                .addStatus(TaskStatus.TASK_STATUS_UNSPECIFIED)
                .setCaller("x".repeat(1_001))
                .setIdempotencyKey("")
                .setFinishedBefore(Timestamp.newBuilder().setNanos(-1))
                .setPageSize(-1)
                .setCreatedAfter(Timestamp.newBuilder().setNanos(-1))
                .build()));
        assertThat(bad.fields())
                .containsExactlyInAnyOrder(
                        "status[1]",
                        "status[2]",
                        "page_size",
                        "created_after",
                        "finished_before",
                        "caller",
                        "idempotency_key");
    }

    @Test
    void manyStatusesAreOneMistake() {
        Failure bad = Failure.of(() -> tasks.list(ListRequest.newBuilder()
                .addAllStatus(Collections.nCopies(10_000, TaskStatus.TASK_STATUS_QUEUED))
                .build()));
        assertThat(bad.fields()).containsExactly("status");
    }

    @Test
    void taskIsCancelledAndRetried() {
        long id = served.submit("stops");
        CancelRequest cancel = CancelRequest.newBuilder().setId(id).build();
        assertThat(tasks.cancel(cancel).getTask().getStatus()).isEqualTo(TaskStatus.TASK_STATUS_CANCELLED);
        assertThat(tasks.cancel(cancel).getTask().getStatus()).isEqualTo(TaskStatus.TASK_STATUS_CANCELLED);
        RetryRequest.Builder retry = RetryRequest.newBuilder().setId(id);
        Failure moved = Failure.of(() -> tasks.retry(retry.setAttempt(4).build()));
        assertThat(moved.code()).isEqualTo(Code.FAILED_PRECONDITION);
        assertThat(moved.reason()).isEqualTo("CONFLICT");
        assertThat(tasks.retry(retry.setAttempt(0).build()).getTask().getStatus())
                .isEqualTo(TaskStatus.TASK_STATUS_QUEUED);
        assertThat(Failure.of(() -> tasks.retry(retry.setAttempt(-1).build())).fields())
                .containsExactly("attempt");
    }

    @Test
    void typeIsPausedAndResumed() {
        assertThat(served.types()
                        .pause(PauseRequest.newBuilder().setType("slow").build())
                        .getState()
                        .getPaused())
                .isTrue();
        assertThat(served.types()
                        .resume(ResumeRequest.newBuilder().setType("slow").build())
                        .getState()
                        .getPaused())
                .isFalse();
        assertThat(Failure.of(() -> served.types().pause(PauseRequest.getDefaultInstance()))
                        .code())
                .isEqualTo(Code.NOT_FOUND);
    }

    @Test
    void callerNeedsATokenWithTheScope() {
        SubmitRequest request = GrpcServed.request("any");
        TaskServiceGrpc.TaskServiceBlockingStub unknownCaller = TaskServiceGrpc.newBlockingStub(served.channel);
        assertThat(Failure.of(() -> unknownCaller.submit(request)).code()).isEqualTo(Code.UNAUTHENTICATED);
        Failure unknown =
                Failure.of(() -> GrpcServed.as("made-up", unknownCaller).submit(request));
        assertThat(unknown.code()).isEqualTo(Code.UNAUTHENTICATED);
        assertThat(unknown.reason()).isEqualTo("UNKNOWN_TOKEN");
        Failure reader =
                Failure.of(() -> GrpcServed.as(GrpcServed.READER, unknownCaller).submit(request));
        assertThat(reader.code()).isEqualTo(Code.PERMISSION_DENIED);
        assertThat(reader.description()).contains("submit");
        var submitter = GrpcServed.as(GrpcServed.SUBMITTER, unknownCaller);
        long id = submitter.submit(request).getId();
        assertThat(Failure.of(() ->
                                submitter.get(GetRequest.newBuilder().setId(id).build()))
                        .code())
                .isEqualTo(Code.PERMISSION_DENIED);
        assertThat(Failure.of(() -> submitter
                                .watch(WatchRequest.newBuilder().setId(id).build())
                                .hasNext())
                        .code())
                .isEqualTo(Code.PERMISSION_DENIED);
        assertThat(served.answered("taskq.v1.TaskService/Submit", "UNAUTHENTICATED"))
                .isEqualTo(2);
    }

    @Test
    void tokenForTasksOfItsOwnFindsNoOthers() {
        var owner = GrpcServed.as(GrpcServed.OWNER, TaskServiceGrpc.newBlockingStub(served.channel));
        long others = served.submit("any");
        long own = owner.submit(GrpcServed.request("any")).getId();

        assertThat(owner.list(ListRequest.getDefaultInstance()).getTasksList())
                .extracting(Task::getId)
                .containsExactly(own);
        assertThat(owner.explain(ExplainRequest.newBuilder().setId(own).build())
                        .getExplanation()
                        .getId())
                .isEqualTo(own);
        assertThat(owner.cancel(CancelRequest.newBuilder().setId(own).build())
                        .getTask()
                        .getStatus())
                .isEqualTo(TaskStatus.TASK_STATUS_CANCELLED);
        assertThat(Failure.of(() -> owner.explain(
                                ExplainRequest.newBuilder().setId(others).build()))
                        .code())
                .isEqualTo(Code.NOT_FOUND);
        assertThat(Failure.of(() -> owner.cancel(
                                CancelRequest.newBuilder().setId(others).build()))
                        .code())
                .isEqualTo(Code.NOT_FOUND);
        var types = GrpcServed.as(GrpcServed.OWNER, TypeServiceGrpc.newBlockingStub(served.channel));
        var agents = GrpcServed.as(GrpcServed.OWNER, AgentServiceGrpc.newBlockingStub(served.channel));
        assertThat(Failure.of(() -> types.list(TypeServiceListRequest.getDefaultInstance()))
                        .code())
                .isEqualTo(Code.PERMISSION_DENIED);
        assertThat(Failure.of(() -> agents.list(AgentServiceListRequest.getDefaultInstance()))
                        .code())
                .isEqualTo(Code.PERMISSION_DENIED);
        assertThat(Failure.of(() -> types.pause(
                                PauseRequest.newBuilder().setType("any").build()))
                        .code())
                .isEqualTo(Code.PERMISSION_DENIED);
    }

    @Test
    void badFieldsAreNamed() {
        Failure bad = Failure.of(() -> tasks.submit(SubmitRequest.newBuilder()
                .setTask(NewTask.newBuilder()
                        .setType("Résumé")
                        .setMaxAttempts(0)
                        .setTimeout(Duration.newBuilder().setSeconds(1).setNanos(-1)))
                .build()));
        assertThat(bad.code()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(bad.fields()).containsExactlyInAnyOrder("task.type", "task.max_attempts", "task.timeout");
        assertThat(bad.retry()).isEmpty();

        Failure params = Failure.of(() -> tasks.submit(SubmitRequest.newBuilder()
                .setTask(NewTask.newBuilder().setType("fine").setParamsJson("{\"a\": [1, }"))
                .build()));
        assertThat(params.code()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(params.fields()).containsExactly("task.params_json");
        assertThat(params.description()).startsWith("task.params_json ");
        assertThat(Failure.of(() -> tasks.submit(SubmitRequest.getDefaultInstance()))
                        .fields())
                .containsExactly("task");
    }

    @Test
    void unknownIdIsNotFound() {
        for (long id : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThat(Failure.of(() -> get(id)).code()).isEqualTo(Code.NOT_FOUND);
            assertThat(Failure.of(() -> tasks.watch(
                                            WatchRequest.newBuilder().setId(id).build())
                                    .hasNext())
                            .code())
                    .isEqualTo(Code.NOT_FOUND);
            assertThat(Failure.of(() -> tasks.cancel(
                                    CancelRequest.newBuilder().setId(id).build()))
                            .code())
                    .isEqualTo(Code.NOT_FOUND);
            assertThat(Failure.of(() -> tasks.retry(
                                    RetryRequest.newBuilder().setId(id).build()))
                            .code())
                    .isEqualTo(Code.NOT_FOUND);
        }
    }

    @Test
    void watchEndsAtItsDeadline() {
        long id = served.submit("stays");
        var seen = tasks.withDeadlineAfter(200, TimeUnit.MILLISECONDS)
                .watch(WatchRequest.newBuilder().setId(id).build());
        assertThat(seen.next().getTask().getId()).isEqualTo(id);
        assertThat(Failure.of(seen::hasNext).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
    }

    @Test
    void correlationIdIsTakenStoredAndAnswered() {
        AtomicReference<Metadata> headers = new AtomicReference<>();
        AtomicReference<Metadata> trailers = new AtomicReference<>();
        var traced = GrpcServed.with("x-correlation-id", "order-7", tasks)
                .withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));
        long id = traced.submit(GrpcServed.request("traced")).getId();
        assertThat(get(id).getCorrelationId()).isEqualTo("order-7");
        assertThat(headers.get().get(OpenCall.CORRELATION_ID)).isEqualTo("order-7");
        Failure failed = Failure.of(() -> traced.get(GetRequest.getDefaultInstance()));
        assertThat(failed.correlationId()).contains("order-7");
        assertThat(Failure.of(() -> get(0)).correlationId()).isPresent();
    }

    @Test
    void coordinatorThatHasNotStartedIsUnavailableAndSaysWhenToRepeat() {
        served.started = Optional.empty();
        Failure failure = Failure.of(() -> served.submit("any"));
        assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(failure.reason()).isEqualTo("NOT_ACCEPTED");
        assertThat(failure.retry().orElseThrow().getRetryDelay().getSeconds()).isEqualTo(1);
    }
}
