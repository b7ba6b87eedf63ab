package dev.taskq.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.taskq.agent.Agent;
import dev.taskq.proto.v1.CancelRequest;
import dev.taskq.proto.v1.DeleteRequest;
import dev.taskq.proto.v1.DeleteResponse;
import dev.taskq.proto.v1.GetRequest;
import dev.taskq.proto.v1.ListRequest;
import dev.taskq.proto.v1.ListResponse;
import dev.taskq.proto.v1.NewTask;
import dev.taskq.proto.v1.PauseRequest;
import dev.taskq.proto.v1.ResumeRequest;
import dev.taskq.proto.v1.RetryRequest;
import dev.taskq.proto.v1.SubmitRequest;
import dev.taskq.proto.v1.Task;
import dev.taskq.proto.v1.TaskFilter;
import dev.taskq.proto.v1.TaskServiceGrpc;
import dev.taskq.proto.v1.TaskStatus;
import dev.taskq.proto.v1.WatchRequest;
import io.grpc.Status.Code;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reads and changes of single tasks and types by a generated stub. */
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
    void listHasPages() {
        for (int i = 0; i < 5; i++) {
            served.submit(i % 2 == 0 ? "even" : "odd");
        }
        ListRequest.Builder request = ListRequest.newBuilder()
                .setFilter(TaskFilter.newBuilder()
                        .addStatus(TaskStatus.TASK_STATUS_QUEUED)
                        .setType("even"))
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
                .setFilter(TaskFilter.newBuilder()
                        .addStatus(TaskStatus.TASK_STATUS_QUEUED)
                        .addStatusValue(99)
                        .addStatus(TaskStatus.TASK_STATUS_UNSPECIFIED)
                        .setCaller("x".repeat(1_001))
                        .setIdempotencyKey("")
                        .setType("")
                        .setFinishedBefore(Timestamp.newBuilder().setNanos(-1))
                        .setCreatedAfter(Timestamp.newBuilder().setNanos(-1)))
                .setPageSize(-1)
                .build()));
        assertThat(bad.fields())
                .containsExactlyInAnyOrder(
                        "filter.status[1]",
                        "filter.status[2]",
                        "page_size",
                        "filter.created_after",
                        "filter.finished_before",
                        "filter.caller",
                        "filter.type",
                        "filter.idempotency_key");
    }

    @Test
    void manyStatusesAreOneMistake() {
        Failure bad = Failure.of(() -> tasks.list(ListRequest.newBuilder()
                .setFilter(TaskFilter.newBuilder()
                        .addAllStatus(Collections.nCopies(10_000, TaskStatus.TASK_STATUS_QUEUED)))
                .build()));
        assertThat(bad.fields()).containsExactly("filter.status");
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
    void finalTaskIsDeletedAndItsKeyIsFree() {
        NewTask.Builder task = NewTask.newBuilder().setType("gone").setIdempotencyKey("gone");
        long id = tasks.submit(SubmitRequest.newBuilder().setTask(task).build()).getId();
        DeleteRequest delete = DeleteRequest.newBuilder().setId(id).build();
        Failure early = Failure.of(() -> tasks.delete(delete));
        assertThat(early.code()).isEqualTo(Code.FAILED_PRECONDITION);
        assertThat(early.reason()).isEqualTo("CONFLICT");
        tasks.cancel(CancelRequest.newBuilder().setId(id).build());
        assertThat(tasks.delete(delete)).isEqualTo(DeleteResponse.getDefaultInstance());
        assertThat(Failure.of(() -> get(id)).code()).isEqualTo(Code.NOT_FOUND);
        assertThat(Failure.of(() -> tasks.delete(delete)).code()).isEqualTo(Code.NOT_FOUND);
        SubmitRequest other =
                SubmitRequest.newBuilder().setTask(task.setMaxAttempts(7)).build();
        assertThat(tasks.submit(other).getReplayed()).isFalse();
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
            assertThat(Failure.of(() -> tasks.delete(
                                    DeleteRequest.newBuilder().setId(id).build()))
                            .code())
                    .isEqualTo(Code.NOT_FOUND);
        }
    }
}
