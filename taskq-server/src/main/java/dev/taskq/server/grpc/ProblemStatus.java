package dev.taskq.server.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RequestInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import dev.taskq.TaskRejectedException.Violation;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemKind;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/**
 * Problems as gRPC statuses with the details of {@code google.rpc}: {@code ErrorInfo} with the kind of the problem,
 * {@code BadRequest} with the fields concerned, {@code RetryInfo} if a repeat may succeed, {@code RequestInfo} with the
 * correlation id.
 */
final class ProblemStatus {
    private static final String DOMAIN = "taskq.dev";

    private ProblemStatus() {}

    static StatusRuntimeException of(Problem problem, String correlationId) {
        Status.Builder status = Status.newBuilder()
                .setCode(codeOf(problem.kind()).getNumber())
                .setMessage(message(problem))
                .addDetails(Any.pack(reason(problem)));
        if (!problem.errors().isEmpty()) {
            BadRequest.Builder fields = BadRequest.newBuilder();
            problem.errors().forEach(error -> fields.addFieldViolations(violation(error)));
            status.addDetails(Any.pack(fields.build()));
        }
        problem.retryAfter().ifPresent(time -> status.addDetails(Any.pack(retry(time))));
        status.addDetails(
                Any.pack(RequestInfo.newBuilder().setRequestId(correlationId).build()));
        return StatusProto.toStatusRuntimeException(status.build());
    }

    static Code codeOf(ProblemKind kind) {
        return switch (kind) {
            case MALFORMED, BAD_QUERY, OTHER_MEDIA_TYPE, ENCODED, REJECTED, BAD_KEY -> Code.INVALID_ARGUMENT;
            case NO_TOKEN, UNKNOWN_TOKEN -> Code.UNAUTHENTICATED;
            case FORBIDDEN -> Code.PERMISSION_DENIED;
            case NOT_FOUND -> Code.NOT_FOUND;
            case NOT_ALLOWED -> Code.UNIMPLEMENTED;
            case TOO_LARGE, BACKLOG_FULL, TOO_MANY_OPERATIONS, TOO_MANY_SCHEDULES, RATE_LIMITED ->
                Code.RESOURCE_EXHAUSTED;
            case KEY_CONFLICT, CONFLICT -> Code.FAILED_PRECONDITION;
            case NOT_ACCEPTED, OUTCOME_UNKNOWN, NOT_READY -> Code.UNAVAILABLE;
            case INTERNAL -> Code.INTERNAL;
        };
    }

    /** The detail of a problem with one field begins with its pointer. */
    private static String message(Problem problem) {
        String detail = problem.detail();
        if (problem.errors().size() != 1) {
            return detail;
        }
        BadRequest.FieldViolation only = violation(problem.errors().get(0));
        String pointer = problem.errors().get(0).pointer();
        return !pointer.isEmpty() && detail.startsWith(pointer + " ")
                ? only.getField() + " " + only.getDescription()
                : detail;
    }

    private static ErrorInfo reason(Problem problem) {
        ErrorInfo.Builder reason =
                ErrorInfo.newBuilder().setReason(problem.kind().name()).setDomain(DOMAIN);
        problem.scope().ifPresent(scope -> reason.putMetadata("scope", scope.wireName()));
        return reason.build();
    }

    private static RetryInfo retry(java.time.Duration time) {
        return RetryInfo.newBuilder()
                .setRetryDelay(
                        Duration.newBuilder().setSeconds(time.getSeconds()).setNanos(time.getNano()))
                .build();
    }

    private static BadRequest.FieldViolation violation(Violation error) {
        FieldPath path = FieldPath.of(error.pointer());
        return BadRequest.FieldViolation.newBuilder()
                .setField(path.field())
                .setDescription(path.rest().isEmpty() ? error.detail() : path.rest() + " " + error.detail())
                .build();
    }
}
