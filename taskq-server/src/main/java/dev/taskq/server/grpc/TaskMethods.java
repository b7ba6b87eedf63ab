package dev.taskq.server.grpc;

import dev.taskq.TaskRejectedException;
import dev.taskq.proto.v1.CancelRequest;
import dev.taskq.proto.v1.CancelResponse;
import dev.taskq.proto.v1.DeleteRequest;
import dev.taskq.proto.v1.DeleteResponse;
import dev.taskq.proto.v1.ExplainRequest;
import dev.taskq.proto.v1.ExplainResponse;
import dev.taskq.proto.v1.FollowEventsRequest;
import dev.taskq.proto.v1.FollowEventsResponse;
import dev.taskq.proto.v1.GetRequest;
import dev.taskq.proto.v1.GetResponse;
import dev.taskq.proto.v1.ListEventsRequest;
import dev.taskq.proto.v1.ListEventsResponse;
import dev.taskq.proto.v1.ListRequest;
import dev.taskq.proto.v1.ListResponse;
import dev.taskq.proto.v1.RetryRequest;
import dev.taskq.proto.v1.RetryResponse;
import dev.taskq.proto.v1.SubmitBatchRequest;
import dev.taskq.proto.v1.SubmitBatchResponse;
import dev.taskq.proto.v1.SubmitRequest;
import dev.taskq.proto.v1.SubmitResponse;
import dev.taskq.proto.v1.TaskServiceGrpc;
import dev.taskq.proto.v1.WatchRequest;
import dev.taskq.proto.v1.WatchResponse;
import dev.taskq.server.CallLimits;
import dev.taskq.server.Scope;
import dev.taskq.server.call.CallContext;
import dev.taskq.server.call.FollowCalls;
import dev.taskq.server.call.InspectionCalls;
import dev.taskq.server.call.ServerCalls;
import dev.taskq.server.call.TaskCalls;
import io.grpc.ServerServiceDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** The methods of {@code TaskService}. Thread-safe. */
final class TaskMethods {
    private final TaskCalls tasks;
    private final InspectionCalls inspections;
    private final FollowCalls follows;
    private final CallLimits limits;

    private TaskMethods(ServerCalls calls) {
        this.tasks = calls.tasks();
        this.inspections = calls.inspections();
        this.follows = calls.follows();
        this.limits = calls.limits();
    }

    static ServerServiceDefinition service(CallHandler handler) {
        CallLimits limits = handler.calls().limits();
        TaskMethods it = new TaskMethods(handler.calls());
        return new Service(TaskServiceGrpc.getServiceDescriptor(), handler)
                .add(Method.owned(TaskServiceGrpc.getSubmitMethod(), SubmitRequest.parser(), Scope.SUBMIT, it::submit)
                        .withMostBytes(limits.bodyBytes()))
                .add(Method.owned(
                                TaskServiceGrpc.getSubmitBatchMethod(),
                                SubmitBatchRequest.parser(),
                                Scope.SUBMIT,
                                it::submitBatch)
                        .withMostBytes(limits.batchBytes()))
                .add(Method.owned(TaskServiceGrpc.getGetMethod(), GetRequest.parser(), Scope.READ, it::get)
                        .withWaits(GetRequest::hasWait))
                .add(Method.owned(TaskServiceGrpc.getListMethod(), ListRequest.parser(), Scope.READ, it::list))
                .add(Method.owned(TaskServiceGrpc.getExplainMethod(), ExplainRequest.parser(), Scope.READ, it::explain))
                .add(Method.owned(TaskServiceGrpc.getCancelMethod(), CancelRequest.parser(), Scope.ADMIN, it::cancel))
                .add(Method.owned(TaskServiceGrpc.getRetryMethod(), RetryRequest.parser(), Scope.ADMIN, it::retry))
                .add(Method.owned(TaskServiceGrpc.getDeleteMethod(), DeleteRequest.parser(), Scope.ADMIN, it::delete))
                .add(Method.owned(TaskServiceGrpc.getWatchMethod(), WatchRequest.parser(), Scope.READ, it::watch))
                .add(Method.owned(
                        TaskServiceGrpc.getListEventsMethod(), ListEventsRequest.parser(), Scope.READ, it::listEvents))
                .add(Method.owned(
                        TaskServiceGrpc.getFollowEventsMethod(),
                        FollowEventsRequest.parser(),
                        Scope.READ,
                        it::followEvents))
                .build();
    }

    private void submit(CallContext context, SubmitRequest request, Consumer<SubmitResponse> answers) {
        if (!request.hasTask()) {
            throw new TaskRejectedException("/task", "is required");
        }
        try {
            dev.taskq.NewTask task = SubmitMessages.one(request.getTask(), context.origin());
            answers.accept(TaskMessages.submitted(tasks.submit(context, task)));
        } catch (TaskRejectedException e) {
            throw e.under("/task");
        }
    }

    private void submitBatch(CallContext context, SubmitBatchRequest request, Consumer<SubmitBatchResponse> answers) {
        List<dev.taskq.NewTask> batch = SubmitMessages.batch(request, context.origin(), limits.batchTasks());
        Optional<String> key =
                request.hasIdempotencyKey() ? Optional.of(request.getIdempotencyKey()) : Optional.empty();
        SubmitBatchResponse.Builder answer = SubmitBatchResponse.newBuilder();
        tasks.submitAll(context, batch, key).forEach(task -> answer.addTasks(TaskMessages.submitted(task)));
        answers.accept(answer.build());
    }

    private void get(CallContext context, GetRequest request, Consumer<GetResponse> answers) {
        Fields fields = new Fields();
        Duration wait = fields.duration("/wait", request.getWait()).orElse(Duration.ZERO);
        if (wait.isNegative()) {
            fields.violation("/wait", "must not be negative");
        }
        fields.requireNone();
        answers.accept(GetResponse.newBuilder()
                .setTask(TaskMessages.task(tasks.get(context, request.getId(), wait)))
                .build());
    }

    private void list(CallContext context, ListRequest request, Consumer<ListResponse> answers) {
        answers.accept(TaskMessages.page(tasks.list(context, ListMessages.read(request))));
    }

    private void explain(CallContext context, ExplainRequest request, Consumer<ExplainResponse> answers) {
        answers.accept(ExplainResponse.newBuilder()
                .setExplanation(ExplanationMessages.explanation(inspections.explain(context, request.getId())))
                .build());
    }

    private void cancel(CallContext context, CancelRequest request, Consumer<CancelResponse> answers) {
        answers.accept(CancelResponse.newBuilder()
                .setTask(
                        TaskMessages.task(tasks.cancel(context, request.getId()).task()))
                .build());
    }

    private void retry(CallContext context, RetryRequest request, Consumer<RetryResponse> answers) {
        OptionalInt attempt = request.hasAttempt() ? OptionalInt.of(request.getAttempt()) : OptionalInt.empty();
        Fields fields = new Fields();
        if (request.getAttempt() < 0) {
            fields.violation("/attempt", "must be a whole number, zero or more");
        }
        fields.requireNone();
        answers.accept(RetryResponse.newBuilder()
                .setTask(TaskMessages.task(tasks.retry(context, request.getId(), attempt)))
                .build());
    }

    private void delete(CallContext context, DeleteRequest request, Consumer<DeleteResponse> answers) {
        tasks.delete(context, request.getId());
        answers.accept(DeleteResponse.getDefaultInstance());
    }

    private void watch(CallContext context, WatchRequest request, Consumer<WatchResponse> answers) {
        follows.watch(
                context,
                request.getId(),
                (task, isWhole) -> answers.accept(WatchResponse.newBuilder()
                        .setTask(isWhole ? TaskMessages.task(task) : TaskMessages.progressed(task))
                        .build()));
    }

    private void listEvents(CallContext context, ListEventsRequest request, Consumer<ListEventsResponse> answers) {
        ListEventsResponse.Builder answer = ListEventsResponse.newBuilder();
        inspections.events(context, request.getId()).forEach(event -> answer.addEvents(EventMessages.event(event)));
        answers.accept(answer.build());
    }

    private void followEvents(
            CallContext context, FollowEventsRequest request, Consumer<FollowEventsResponse> answers) {
        if (request.getAfterEventId() < 0) {
            throw new TaskRejectedException("/after_event_id", "must be a whole number, zero or more");
        }
        follows.events(
                context,
                request.getId(),
                request.getAfterEventId(),
                event -> answers.accept(FollowEventsResponse.newBuilder()
                        .setEvent(EventMessages.event(event))
                        .build()));
    }
}
