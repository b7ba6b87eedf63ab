package dev.taskq.server.grpc;

import com.google.protobuf.MessageLite;
import com.google.rpc.Code;
import dev.taskq.server.Caller;
import dev.taskq.server.call.ByteBudget;
import dev.taskq.server.call.CallContext;
import dev.taskq.server.call.Problem;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One call: reads its request, which is exactly one message, answers it, and closes the call once. gRPC calls its
 * methods one after the other; a refusal for want of memory may come from another thread.
 */
final class OpenCall<Q extends MessageLite, A extends MessageLite> extends ServerCall.Listener<byte[]> {
    static final Metadata.Key<String> CORRELATION_ID = CallHandler.key("x-correlation-id");

    private static final Logger LOG = LoggerFactory.getLogger(OpenCall.class);
    private static final String MDC_CORRELATION_ID = "correlation_id";

    /** One more than allowed, so that a second message is seen. */
    private static final int MESSAGES = 2;

    private final CallHandler handler;
    private final Method<Q, A> method;
    private final ServerCall<byte[], A> call;
    private final CallIds ids;
    private final long begun = System.nanoTime();
    private final Context context = Context.current();
    private final HeldBytes held = HeldBytes.current();
    private final ReentrantLock sending = new ReentrantLock();
    private boolean hasHeaders;
    private boolean closed;
    private Optional<Caller> caller = Optional.empty();
    private byte @Nullable [] message;
    private String measuredAs;

    OpenCall(CallHandler handler, Method<Q, A> method, ServerCall<byte[], A> call, CallIds ids) {
        this.handler = handler;
        this.method = method;
        this.call = call;
        this.ids = ids;
        this.measuredAs = method.name();
    }

    /** Begins to read the request of a caller that may make this call. */
    void readAs(Caller known) {
        caller = Optional.of(known);
        held.limit(method.mostBytes(), problem -> handler.executor().execute(() -> fail(problem)));
        call.request(MESSAGES);
    }

    @Override
    public void onMessage(byte[] bytes) {
        if (message == null) {
            message = bytes;
        } else {
            fail(Problem.malformed("the call has more than one message"));
        }
    }

    @Override
    public void onHalfClose() {
        byte[] bytes = message;
        message = null;
        if (isClosed()) {
            return;
        }
        if (bytes == null) {
            fail(Problem.malformed("the call has no message"));
            return;
        }
        MDC.put(MDC_CORRELATION_ID, ids.correlation());
        try {
            answer(bytes);
        } catch (RuntimeException e) {
            fail(GrpcProblems.of(e));
        } finally {
            MDC.remove(MDC_CORRELATION_ID);
        }
    }

    private void answer(byte[] bytes) {
        Q request = method.request(bytes);
        if (method.waits().test(request)) {
            measuredAs = method.name() + "?wait";
        }
        method.work().answer(callContext(), request, this::send);
        close(Status.OK, new Metadata());
    }

    private CallContext callContext() {
        Deadline deadline = context.getDeadline();
        Optional<Duration> timeout = deadline == null
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(
                        Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS) + System.nanoTime() - begun)));
        return new CallContext(
                caller.orElseThrow(), ids.correlation(), ids.traceparent(), timeout, begun, this::during);
    }

    private <T> T during(Runnable whenGone, Supplier<T> work) {
        Context.CancellationListener listener = gone -> whenGone.run();
        context.addListener(listener, Runnable::run);
        try {
            return work.get();
        } finally {
            context.removeListener(listener);
        }
    }

    private void send(A answer) {
        int bytes = answer.getSerializedSize();
        if (method.isRead() && bytes > ByteBudget.SMALL) {
            held.answer(bytes, call.isReady());
        }
        sending.lock();
        try {
            if (!closed && !call.isCancelled()) {
                sendHeaders();
                call.sendMessage(answer);
            }
        } finally {
            sending.unlock();
        }
    }

    private void sendHeaders() {
        if (!hasHeaders) {
            hasHeaders = true;
            call.sendHeaders(withCorrelationId(new Metadata()));
        }
    }

    /** Ends the call with a problem, unless it has ended. */
    void fail(Problem problem) {
        StatusRuntimeException failure = ProblemStatus.of(problem, ids.correlation());
        Metadata trailers = failure.getTrailers();
        close(failure.getStatus(), trailers == null ? new Metadata() : trailers);
    }

    private void close(Status status, Metadata trailers) {
        sending.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            Code code = codeOf(status);
            handler.answered(measuredAs, code, Duration.ofNanos(System.nanoTime() - begun));
            LOG.debug("answered method={} code={}", method.name(), code);
            if (!call.isCancelled()) {
                call.close(status, hasHeaders ? trailers : withCorrelationId(trailers));
            }
        } finally {
            sending.unlock();
        }
    }

    /** A caller that has left does not see the status. */
    private Code codeOf(Status status) {
        if (!context.isCancelled()) {
            return Code.forNumber(status.getCode().value());
        }
        Deadline deadline = context.getDeadline();
        return deadline != null && deadline.isExpired() ? Code.DEADLINE_EXCEEDED : Code.CANCELLED;
    }

    private Metadata withCorrelationId(Metadata metadata) {
        metadata.put(CORRELATION_ID, ids.correlation());
        return metadata;
    }

    private boolean isClosed() {
        sending.lock();
        try {
            return closed;
        } finally {
            sending.unlock();
        }
    }

    @Override
    public void onCancel() {
        close(Status.CANCELLED, new Metadata());
        handler.ended();
    }

    @Override
    public void onComplete() {
        handler.ended();
    }
}
