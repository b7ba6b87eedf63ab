package dev.taskq.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.proto.v1.AgentServiceGrpc;
import dev.taskq.proto.v1.AgentServiceListRequest;
import dev.taskq.proto.v1.CancelRequest;
import dev.taskq.proto.v1.DeleteRequest;
import dev.taskq.proto.v1.DeleteResponse;
import dev.taskq.proto.v1.ExplainRequest;
import dev.taskq.proto.v1.FollowEventsRequest;
import dev.taskq.proto.v1.GetRequest;
import dev.taskq.proto.v1.ListEventsRequest;
import dev.taskq.proto.v1.ListRequest;
import dev.taskq.proto.v1.PauseRequest;
import dev.taskq.proto.v1.SubmitRequest;
import dev.taskq.proto.v1.Task;
import dev.taskq.proto.v1.TaskServiceGrpc;
import dev.taskq.proto.v1.TaskStatus;
import dev.taskq.proto.v1.TypeServiceGrpc;
import dev.taskq.proto.v1.TypeServiceListRequest;
import dev.taskq.proto.v1.WatchRequest;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.stub.MetadataUtils;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tokens, the ids of calls, and a coordinator that has not started. */
class GrpcAccessTest {
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
    void callerNeedsATokenWithTheScope() {
        SubmitRequest request = GrpcServed.request("any");
        TaskServiceGrpc.TaskServiceBlockingStub unknownCaller = TaskServiceGrpc.newBlockingStub(served.channel);
        assertThat(Failure.of(() -> unknownCaller.submit(request)).code()).isEqualTo(Code.UNAUTHENTICATED);
        Failure unknown = Failure.of(() -> served.tasks("made-up").submit(request));
        assertThat(unknown.code()).isEqualTo(Code.UNAUTHENTICATED);
        assertThat(unknown.reason()).isEqualTo("UNKNOWN_TOKEN");
        Failure reader = Failure.of(() -> served.tasks(GrpcServed.READER).submit(request));
        assertThat(reader.code()).isEqualTo(Code.PERMISSION_DENIED);
        assertThat(reader.description()).contains("submit");
        var submitter = served.tasks(GrpcServed.SUBMITTER);
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
        var owner = served.tasks(GrpcServed.OWNER);
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
        assertThat(owner.listEvents(ListEventsRequest.newBuilder().setId(own).build())
                        .getEventsList())
                .isNotEmpty();
        assertThat(Failure.of(() -> owner.listEvents(
                                ListEventsRequest.newBuilder().setId(others).build()))
                        .code())
                .isEqualTo(Code.NOT_FOUND);
        assertThat(Failure.of(() -> owner.followEvents(FollowEventsRequest.newBuilder()
                                        .setId(others)
                                        .build())
                                .hasNext())
                        .code())
                .isEqualTo(Code.NOT_FOUND);
        assertThat(Failure.of(() -> owner.watch(
                                        WatchRequest.newBuilder().setId(others).build())
                                .hasNext())
                        .code())
                .isEqualTo(Code.NOT_FOUND);
        assertThat(Failure.of(() -> owner.delete(
                                DeleteRequest.newBuilder().setId(others).build()))
                        .code())
                .isEqualTo(Code.NOT_FOUND);
        assertThat(owner.delete(DeleteRequest.newBuilder().setId(own).build()))
                .isEqualTo(DeleteResponse.getDefaultInstance());
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
    void correlationIdIsTakenStoredAndAnswered() {
        AtomicReference<Metadata> headers = new AtomicReference<>();
        AtomicReference<Metadata> trailers = new AtomicReference<>();
        var traced = GrpcServed.with("x-correlation-id", "order-7", tasks)
                .withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));
        long id = traced.submit(GrpcServed.request("traced")).getId();
        assertThat(get(id).getCorrelationId()).isEqualTo("order-7");
        assertThat(headers.get().get(CallIds.CORRELATION_ID)).isEqualTo("order-7");
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
