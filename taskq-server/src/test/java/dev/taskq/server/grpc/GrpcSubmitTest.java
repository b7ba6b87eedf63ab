package dev.taskq.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.taskq.proto.v1.GetRequest;
import dev.taskq.proto.v1.ListRequest;
import dev.taskq.proto.v1.NewTask;
import dev.taskq.proto.v1.SubmitBatchRequest;
import dev.taskq.proto.v1.SubmitRequest;
import dev.taskq.proto.v1.SubmitResponse;
import dev.taskq.proto.v1.Task;
import dev.taskq.proto.v1.TaskServiceGrpc;
import dev.taskq.proto.v1.TaskStatus;
import io.grpc.Status.Code;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Submissions by a generated stub. */
class GrpcSubmitTest {
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
}
