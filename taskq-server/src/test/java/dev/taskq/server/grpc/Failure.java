package dev.taskq.server.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A call that failed, with its details. Immutable. */
record Failure(StatusRuntimeException exception) {
    static Failure of(Supplier<?> call) {
        try {
            Object answer = call.get();
            throw new AssertionError("the call was answered: " + answer);
        } catch (StatusRuntimeException e) {
            return new Failure(e);
        }
    }

    Status.Code code() {
        return exception.getStatus().getCode();
    }

    String description() {
        return String.valueOf(exception.getStatus().getDescription());
    }

    String reason() {
        return detail(ErrorInfo.class).map(ErrorInfo::getReason).orElse("");
    }

    List<String> fields() {
        List<String> fields = new ArrayList<>();
        detail(BadRequest.class)
                .ifPresent(bad -> bad.getFieldViolationsList().forEach(it -> fields.add(it.getField())));
        return fields;
    }

    Optional<RetryInfo> retry() {
        return detail(RetryInfo.class);
    }

    Optional<String> correlationId() {
        Metadata trailers = exception.getTrailers();
        return Optional.ofNullable(trailers).map(it -> it.get(CallIds.CORRELATION_ID));
    }

    <M extends Message> Optional<M> detail(Class<M> kind) {
        com.google.rpc.Status status = StatusProto.fromThrowable(exception);
        if (status == null) {
            return Optional.empty();
        }
        for (Any detail : status.getDetailsList()) {
            if (detail.is(kind)) {
                try {
                    return Optional.of(detail.unpack(kind));
                } catch (InvalidProtocolBufferException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return Optional.empty();
    }
}
