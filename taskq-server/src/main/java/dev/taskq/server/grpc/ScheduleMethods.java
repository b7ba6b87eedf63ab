package dev.taskq.server.grpc;

import dev.taskq.NewTask;
import dev.taskq.PutResult;
import dev.taskq.RunResult;
import dev.taskq.TaskRejectedException;
import dev.taskq.proto.v1.ScheduleServiceDeleteRequest;
import dev.taskq.proto.v1.ScheduleServiceDeleteResponse;
import dev.taskq.proto.v1.ScheduleServiceGetRequest;
import dev.taskq.proto.v1.ScheduleServiceGetResponse;
import dev.taskq.proto.v1.ScheduleServiceGrpc;
import dev.taskq.proto.v1.ScheduleServiceListRequest;
import dev.taskq.proto.v1.ScheduleServiceListResponse;
import dev.taskq.proto.v1.ScheduleServicePauseRequest;
import dev.taskq.proto.v1.ScheduleServicePauseResponse;
import dev.taskq.proto.v1.ScheduleServicePutRequest;
import dev.taskq.proto.v1.ScheduleServicePutResponse;
import dev.taskq.proto.v1.ScheduleServiceResumeRequest;
import dev.taskq.proto.v1.ScheduleServiceResumeResponse;
import dev.taskq.proto.v1.ScheduleServiceRunRequest;
import dev.taskq.proto.v1.ScheduleServiceRunResponse;
import dev.taskq.server.Scope;
import dev.taskq.server.call.CallContext;
import dev.taskq.server.call.ScheduleCalls;
import io.grpc.ServerServiceDefinition;
import java.util.Optional;
import java.util.function.Consumer;

/** The methods of {@code ScheduleService}. Thread-safe. */
final class ScheduleMethods {
    private final ScheduleCalls schedules;

    private ScheduleMethods(ScheduleCalls schedules) {
        this.schedules = schedules;
    }

    static ServerServiceDefinition service(CallHandler handler) {
        ScheduleMethods it = new ScheduleMethods(handler.calls().schedules());
        return new Service(ScheduleServiceGrpc.getServiceDescriptor(), handler)
                .add(Method.owned(
                                ScheduleServiceGrpc.getPutMethod(),
                                ScheduleServicePutRequest.parser(),
                                Scope.ADMIN,
                                it::put)
                        .withMostBytes(handler.calls().limits().bodyBytes()))
                .add(Method.owned(
                        ScheduleServiceGrpc.getGetMethod(), ScheduleServiceGetRequest.parser(), Scope.READ, it::get))
                .add(Method.owned(
                        ScheduleServiceGrpc.getListMethod(), ScheduleServiceListRequest.parser(), Scope.READ, it::list))
                .add(Method.owned(
                        ScheduleServiceGrpc.getPauseMethod(),
                        ScheduleServicePauseRequest.parser(),
                        Scope.ADMIN,
                        it::pause))
                .add(Method.owned(
                        ScheduleServiceGrpc.getResumeMethod(),
                        ScheduleServiceResumeRequest.parser(),
                        Scope.ADMIN,
                        it::resume))
                .add(Method.owned(
                        ScheduleServiceGrpc.getRunMethod(), ScheduleServiceRunRequest.parser(), Scope.ADMIN, it::run))
                .add(Method.owned(
                        ScheduleServiceGrpc.getDeleteMethod(),
                        ScheduleServiceDeleteRequest.parser(),
                        Scope.ADMIN,
                        it::delete))
                .build();
    }

    private void put(
            CallContext context, ScheduleServicePutRequest request, Consumer<ScheduleServicePutResponse> answers) {
        if (!request.hasDefinition()) {
            throw new TaskRejectedException("/definition", "is required");
        }
        PutResult result;
        try {
            result = schedules.put(
                    context,
                    ScheduleMessages.read(
                            request.getDefinition(), context.caller().name()));
        } catch (TaskRejectedException e) {
            throw e.under("/definition");
        }
        answers.accept(ScheduleServicePutResponse.newBuilder()
                .setSchedule(ScheduleMessages.schedule(result.schedule()))
                .setCreated(result.effect() == PutResult.Effect.CREATED)
                .build());
    }

    private void get(
            CallContext context, ScheduleServiceGetRequest request, Consumer<ScheduleServiceGetResponse> answers) {
        answers.accept(ScheduleServiceGetResponse.newBuilder()
                .setSchedule(ScheduleMessages.schedule(schedules.get(context, request.getName())))
                .build());
    }

    private void list(
            CallContext context, ScheduleServiceListRequest request, Consumer<ScheduleServiceListResponse> answers) {
        Fields fields = new Fields();
        Optional<Integer> size = ListMessages.pageSize(fields, request.getPageSize());
        fields.requireNone();
        Optional<String> token = Optional.of(request.getPageToken()).filter(given -> !given.isEmpty());
        answers.accept(ScheduleMessages.page(schedules.list(context, size, token)));
    }

    private void pause(
            CallContext context, ScheduleServicePauseRequest request, Consumer<ScheduleServicePauseResponse> answers) {
        answers.accept(ScheduleServicePauseResponse.newBuilder()
                .setSchedule(ScheduleMessages.schedule(schedules.pause(context, request.getName())))
                .build());
    }

    private void resume(
            CallContext context,
            ScheduleServiceResumeRequest request,
            Consumer<ScheduleServiceResumeResponse> answers) {
        answers.accept(ScheduleServiceResumeResponse.newBuilder()
                .setSchedule(ScheduleMessages.schedule(schedules.resume(context, request.getName())))
                .build());
    }

    private void run(
            CallContext context, ScheduleServiceRunRequest request, Consumer<ScheduleServiceRunResponse> answers) {
        Optional<String> key =
                request.hasIdempotencyKey() ? Optional.of(request.getIdempotencyKey()) : Optional.empty();
        key.ifPresent(NewTask::checkKey);
        RunResult.Queued queued = schedules.run(context, request.getName(), key);
        answers.accept(ScheduleServiceRunResponse.newBuilder()
                .setTaskId(queued.task())
                .setReplayed(queued.replayed())
                .build());
    }

    private void delete(
            CallContext context,
            ScheduleServiceDeleteRequest request,
            Consumer<ScheduleServiceDeleteResponse> answers) {
        schedules.delete(context, request.getName());
        answers.accept(ScheduleServiceDeleteResponse.getDefaultInstance());
    }
}
