package dev.taskq.server.grpc;

import com.google.protobuf.MessageLite;
import com.google.rpc.Code;
import dev.taskq.server.Caller;
import dev.taskq.server.Scope;
import dev.taskq.server.call.ByteBudget;
import dev.taskq.server.call.CallContext;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.SynchronizationContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One call: reads its request, which is exactly one message, answers it, and closes the call once. gRPC calls it on the
 * thread that moves the bytes of many connections, so all that may wait is a step on a virtual thread. As a rule a call
 * has one step. Steps of a call run one after the other, in their order.
 */
final class OpenCall<Q extends MessageLite, A extends MessageLite> extends ServerCall.Listener<byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(OpenCall.class);
    private static final String MDC_CORRELATION_ID = "correlation_id";

    /** One more than allowed, so that a second message is seen. */
    private static final int MESSAGES = 2;

    private final CallHandler handler;
    private final Method<Q, A> method;
    private final ServerCall<byte[], A> call;
    private final Metadata headers;
    private final CallIds ids;
    private final KnownToken known;
    private final long begun = System.nanoTime();
    private final Context context = Context.current();
    private final HeldBytes held = HeldBytes.current();
    private final SynchronizationContext steps = new SynchronizationContext((thread, failure) -> broken(failure));
    private boolean hasHeaders;
    private boolean closed;
    private Optional<Caller> caller = Optional.empty();
    private byte @Nullable [] message;
    private boolean refused;
    private volatile boolean displaced;
    private volatile Optional<Runnable> whenDisplaced = Optional.empty();
    private String measuredAs;
    private Optional<CallPlaces.Place> place = Optional.empty();

    OpenCall(CallHandler handler, Method<Q, A> method, ServerCall<byte[], A> call, Metadata headers) {
        this.handler = handler;
        this.method = method;
        this.call = call;
        this.headers = headers;
        this.ids = CallIds.of(headers);
        this.known = KnownToken.of(call);
        this.measuredAs = method.name();
    }

    /**
     * Begins to read the request, if the caller may make this call. The request of a connection that has shown the same
     * token before is read at once, and the token is checked again in the step that answers. Else the token is checked
     * first, so that a request without a valid token is never held in memory.
     */
    void begin() {
        held.limit(method.mostBytes(), this::refuse);
        try {
            takePlace();
        } catch (ProblemException e) {
            refused = true;
            step(() -> fail(e.problem()));
        }
    }

    private void takePlace() {
        CallPlaces places = handler.places();
        if (method.scope().isEmpty()) {
            place = Optional.of(places.withoutToken(known, this::giveWay));
            call.request(MESSAGES);
            return;
        }
        Optional<Caller> last = known.last(headers);
        place = Optional.of(last.map(places::known).orElseGet(places::unchecked));
        if (last.isPresent()) {
            call.request(MESSAGES);
        } else {
            step(() -> {
                identify();
                call.request(MESSAGES);
            });
        }
    }

    /** Ends the call because others without a token come. What it still does ends as if its caller had left. */
    private void giveWay() {
        displaced = true;
        whenDisplaced.ifPresent(Runnable::run);
        step(() -> fail(CallPlaces.GAVE_WAY));
    }

    /** Ends the call with a problem of its request, without reading any more of it. */
    private void refuse(Problem problem) {
        if (!refused) {
            refused = true;
            message = null;
            step(() -> {
                if (!closed) {
                    identify();
                    fail(problem);
                }
            });
        }
    }

    private void step(Runnable step) {
        steps.executeLater(() -> attempt(step));
        handler.executor().execute(steps::drain);
    }

    private void attempt(Runnable step) {
        MDC.put(MDC_CORRELATION_ID, ids.correlation());
        try {
            step.run();
        } catch (RuntimeException e) {
            fail(GrpcProblems.of(e));
        } finally {
            MDC.remove(MDC_CORRELATION_ID);
        }
    }

    /** The last resort, for errors: without it the caller would wait for an answer that never comes. */
    private void broken(Throwable failure) {
        LOG.error("a call failed unexpectedly", failure);
        fail(Problem.internal());
    }

    @Override
    public void onMessage(byte[] bytes) {
        if (message == null) {
            message = bytes;
        } else {
            refuse(Problem.malformed("the call has more than one message"));
        }
    }

    @Override
    public void onHalfClose() {
        place.ifPresent(method.goesOn() ? CallPlaces.Place::goesOn : CallPlaces.Place::arrived);
        byte[] bytes = message;
        message = null;
        if (refused) {
            return;
        }
        if (bytes == null) {
            refuse(Problem.malformed("the call has no message"));
        } else {
            step(() -> answer(bytes));
        }
    }

    /** Checks the token, once in a call: each check counts against the limit of the caller's rate. */
    private Caller identify() {
        if (caller.isEmpty()) {
            caller = Optional.of(method.scope().map(this::check).orElse(CallHandler.NO_CALLER));
        }
        return caller.get();
    }

    private Caller check(Scope scope) {
        try {
            Caller found = known.check(headers, () -> handler.callerOf(headers, scope, method.owned()));
            place.ifPresent(it -> it.of(found));
            return found;
        } catch (ProblemException e) {
            leavePlace();
            throw e;
        }
    }

    private void leavePlace() {
        place.ifPresent(CallPlaces.Place::leave);
    }

    private void answer(byte[] bytes) {
        if (closed) {
            return;
        }
        CallContext context = callContext(identify());
        Q request = method.request(bytes);
        if (method.waits().test(request)) {
            measuredAs = method.name() + "?wait";
        }
        method.work().answer(context, request, this::send);
        if (!displaced) {
            close(Status.OK, new Metadata());
        }
    }

    private CallContext callContext(Caller caller) {
        Deadline deadline = context.getDeadline();
        Optional<Duration> timeout = deadline == null
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(
                        Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS) + System.nanoTime() - begun)));
        return new CallContext(caller, ids.correlation(), ids.traceparent(), timeout, begun, this::during);
    }

    private <T> T during(Runnable whenGone, Supplier<T> work) {
        Context.CancellationListener listener = gone -> whenGone.run();
        context.addListener(listener, handler.executor());
        whenDisplaced = Optional.of(whenGone);
        if (displaced) {
            whenGone.run();
        }
        try {
            return work.get();
        } finally {
            whenDisplaced = Optional.empty();
            context.removeListener(listener);
        }
    }

    private void send(A answer) {
        int bytes = answer.getSerializedSize();
        if (method.isRead() && bytes > ByteBudget.SMALL) {
            held.answer(bytes, call.isReady());
        }
        if (!call.isCancelled()) {
            sendHeaders();
            call.sendMessage(answer);
        }
    }

    private void sendHeaders() {
        if (!hasHeaders) {
            hasHeaders = true;
            call.sendHeaders(withCorrelationId(new Metadata()));
        }
    }

    /** Ends the call with a problem, unless it has ended. */
    private void fail(Problem problem) {
        StatusRuntimeException failure = ProblemStatus.of(problem, ids.correlation());
        Metadata trailers = failure.getTrailers();
        close(failure.getStatus(), trailers == null ? new Metadata() : trailers);
    }

    private void close(Status status, Metadata trailers) {
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
        metadata.put(CallIds.CORRELATION_ID, ids.correlation());
        return metadata;
    }

    @Override
    public void onCancel() {
        step(() -> {
            close(Status.CANCELLED, new Metadata());
            leavePlace();
        });
    }

    @Override
    public void onComplete() {
        leavePlace();
    }
}
