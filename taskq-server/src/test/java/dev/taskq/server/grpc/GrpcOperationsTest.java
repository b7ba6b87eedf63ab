package dev.taskq.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import dev.taskq.proto.v1.ListRequest;
import dev.taskq.proto.v1.NewTask;
import dev.taskq.proto.v1.Operation;
import dev.taskq.proto.v1.OperationAction;
import dev.taskq.proto.v1.OperationServiceCancelRequest;
import dev.taskq.proto.v1.OperationServiceGetRequest;
import dev.taskq.proto.v1.OperationServiceGrpc;
import dev.taskq.proto.v1.OperationServiceListRequest;
import dev.taskq.proto.v1.OperationServiceStartRequest;
import dev.taskq.proto.v1.OperationStatus;
import dev.taskq.proto.v1.SubmitRequest;
import dev.taskq.proto.v1.Task;
import dev.taskq.proto.v1.TaskFilter;
import dev.taskq.proto.v1.TaskStatus;
import io.grpc.Status.Code;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Operations on many tasks by a generated stub. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrpcOperationsTest {
    private final GrpcServed served = GrpcServed.start();

    @AfterAll
    void stop() throws InterruptedException {
        served.close();
    }

    private List<Long> submit(String type, int number) {
        return Stream.generate(() -> served.submit(type)).limit(number).toList();
    }

    private static OperationServiceStartRequest.Builder of(OperationAction action, String type) {
        return OperationServiceStartRequest.newBuilder()
                .setAction(action)
                .setFilter(TaskFilter.newBuilder().setType(type));
    }

    private Operation get(long id) {
        return served.operations()
                .get(OperationServiceGetRequest.newBuilder().setId(id).build())
                .getOperation();
    }

    private Operation ended(OperationServiceStartRequest.Builder request) {
        long id = GrpcServed.with("x-correlation-id", "of-the-operation", served.operations())
                .start(request.build())
                .getOperation()
                .getId();
        served.await(() -> get(id).getStatus() != OperationStatus.OPERATION_STATUS_RUNNING);
        return get(id);
    }

    private List<Long> listed(String type, TaskStatus status) {
        TaskFilter filter =
                TaskFilter.newBuilder().setType(type).addStatus(status).build();
        return served.tasks().list(ListRequest.newBuilder().setFilter(filter).build()).getTasksList().stream()
                .map(Task::getId)
                .toList();
    }

    @Test
    void selectedTasksAreCancelledRetriedAndDeleted() {
        submit("many", 30);
        submit("others", 3);

        Operation cancelled = ended(of(OperationAction.OPERATION_ACTION_CANCEL, "many"));
        assertThat(cancelled.getAction()).isEqualTo(OperationAction.OPERATION_ACTION_CANCEL);
        assertThat(cancelled.getStatus()).isEqualTo(OperationStatus.OPERATION_STATUS_DONE);
        assertThat(cancelled.getMatched()).isEqualTo(30);
        assertThat(cancelled.getDone()).isEqualTo(30);
        assertThat(cancelled.getCaller()).isEqualTo("operator");
        assertThat(cancelled.getCorrelationId()).isEqualTo("of-the-operation");
        assertThat(cancelled.hasLimit()).isFalse();
        assertThat(listed("others", TaskStatus.TASK_STATUS_QUEUED)).hasSize(3);

        Operation retried =
                ended(of(OperationAction.OPERATION_ACTION_RETRY, "many").setLimit(10));
        assertThat(retried.getDone()).isEqualTo(10);
        assertThat(retried.getLimit()).isEqualTo(10);
        assertThat(listed("many", TaskStatus.TASK_STATUS_QUEUED)).hasSize(10);
        assertThat(ended(of(OperationAction.OPERATION_ACTION_DELETE, "many")).getDone())
                .isEqualTo(20);
        assertThat(listed("many", TaskStatus.TASK_STATUS_CANCELLED)).isEmpty();
    }

    @Test
    void scheduledTasksAreRunNow() {
        Duration delay = Duration.newBuilder().setSeconds(7_200).build();
        served.tasks()
                .submit(SubmitRequest.newBuilder()
                        .setTask(NewTask.newBuilder().setType("hasty").setDelay(delay))
                        .build());

        Operation ended = ended(of(OperationAction.OPERATION_ACTION_RUN_NOW, "hasty"));

        assertThat(ended.getAction()).isEqualTo(OperationAction.OPERATION_ACTION_RUN_NOW);
        assertThat(ended.getDone()).isEqualTo(1);
        assertThat(listed("hasty", TaskStatus.TASK_STATUS_QUEUED)).hasSize(1);
    }

    @Test
    void namedTasksAreHandledAndTheOthersCounted() {
        List<Long> ids = submit("named", 3);

        Operation ended = ended(OperationServiceStartRequest.newBuilder()
                .setAction(OperationAction.OPERATION_ACTION_CANCEL)
                .addAllIds(List.of(ids.get(0), ids.get(2), 404_404L)));

        assertThat(ended.getDone()).isEqualTo(2);
        assertThat(ended.getFailed()).isEqualTo(1);
        assertThat(listed("named", TaskStatus.TASK_STATUS_QUEUED)).containsExactly(ids.get(1));
    }

    @Test
    void dryRunOnlyCounts() {
        submit("counted", 4);

        Operation ended =
                ended(of(OperationAction.OPERATION_ACTION_CANCEL, "counted").setDryRun(true));

        assertThat(ended.getDryRun()).isTrue();
        assertThat(ended.getMatched()).isEqualTo(4);
        assertThat(ended.getDone()).isZero();
        assertThat(ended.getAtLeast()).isFalse();
        assertThat(listed("counted", TaskStatus.TASK_STATUS_QUEUED)).hasSize(4);
    }

    @Test
    void operationIsCancelledAndUnknownOneIsNotFound() {
        long id = served.operations()
                .start(of(OperationAction.OPERATION_ACTION_CANCEL, "nothing").build())
                .getOperation()
                .getId();
        OperationServiceCancelRequest.Builder cancel = OperationServiceCancelRequest.newBuilder();
        assertThat(served.operations()
                        .cancel(cancel.setId(id).build())
                        .getOperation()
                        .getId())
                .isEqualTo(id);
        for (long unknown : new long[] {0, -1, Long.MAX_VALUE}) {
            assertThat(Failure.of(() -> get(unknown)).code()).isEqualTo(Code.NOT_FOUND);
            assertThat(Failure.of(() -> served.operations()
                                    .cancel(cancel.setId(unknown).build()))
                            .code())
                    .isEqualTo(Code.NOT_FOUND);
        }
    }

    @Test
    void fieldsThatCannotBeAcceptedAreNamed() {
        OperationServiceStartRequest.Builder named =
                OperationServiceStartRequest.newBuilder().setAction(OperationAction.OPERATION_ACTION_CANCEL);
        assertThat(refused(OperationServiceStartRequest.newBuilder())).containsExactly("action", "filter");
        assertThat(refused(named.clone().setActionValue(99).addIds(1))).containsExactly("action");
        assertThat(refused(named.clone().addIds(1).setFilter(TaskFilter.getDefaultInstance())))
                .containsExactly("filter");
        assertThat(refused(named.clone().addIds(1).addIds(0).addIds(-7))).containsExactly("ids[1]", "ids[2]");
        assertThat(refused(named.clone()
                        .addAllIds(Stream.iterate(1L, id -> id + 1).limit(1_001).toList())))
                .containsExactly("ids");
        assertThat(refused(
                        of(OperationAction.OPERATION_ACTION_RETRY, "Not A Type").setLimit(0)))
                .containsExactlyInAnyOrder("filter.type", "limit");
        assertThat(refused(of(OperationAction.OPERATION_ACTION_RETRY, "any").setLimit(1_000_000_000)))
                .containsExactly("limit");
    }

    private List<String> refused(OperationServiceStartRequest.Builder request) {
        Failure failure = Failure.of(() -> served.operations().start(request.build()));
        assertThat(failure.code()).isEqualTo(Code.INVALID_ARGUMENT);
        return failure.fields();
    }

    @Test
    void onlyAnAdminStartsAndCancelsOperations() {
        var reader = GrpcServed.as(GrpcServed.READER, OperationServiceGrpc.newBlockingStub(served.channel));
        assertThat(Failure.of(() -> reader.start(of(OperationAction.OPERATION_ACTION_DELETE, "any")
                                .build()))
                        .code())
                .isEqualTo(Code.PERMISSION_DENIED);
        assertThat(Failure.of(() -> reader.cancel(OperationServiceCancelRequest.getDefaultInstance()))
                        .code())
                .isEqualTo(Code.PERMISSION_DENIED);
        long id = served.operations()
                .start(of(OperationAction.OPERATION_ACTION_DELETE, "nothing").build())
                .getOperation()
                .getId();
        assertThat(reader.get(OperationServiceGetRequest.newBuilder().setId(id).build())
                        .getOperation()
                        .getId())
                .isEqualTo(id);
    }

    @Test
    void tokenForTasksOfItsOwnHandlesNoOthers() {
        submit("shared", 2);
        var owner = GrpcServed.as(GrpcServed.OWNER, OperationServiceGrpc.newBlockingStub(served.channel));
        served.tasks(GrpcServed.OWNER).submit(GrpcServed.request("shared"));

        long id = owner.start(
                        of(OperationAction.OPERATION_ACTION_CANCEL, "shared").build())
                .getOperation()
                .getId();
        served.await(() -> get(id).getStatus() != OperationStatus.OPERATION_STATUS_RUNNING);

        OperationServiceGetRequest request =
                OperationServiceGetRequest.newBuilder().setId(id).build();
        assertThat(owner.get(request).getOperation().getDone()).isEqualTo(1);
        assertThat(listed("shared", TaskStatus.TASK_STATUS_QUEUED)).hasSize(2);
        assertThat(owner.list(OperationServiceListRequest.getDefaultInstance()).getOperationsList())
                .map(Operation::getId)
                .containsExactly(id);
        long ofAnother =
                ended(of(OperationAction.OPERATION_ACTION_CANCEL, "none")).getId();
        assertThat(Failure.of(() -> owner.get(OperationServiceGetRequest.newBuilder()
                                .setId(ofAnother)
                                .build()))
                        .code())
                .isEqualTo(Code.NOT_FOUND);
    }
}
