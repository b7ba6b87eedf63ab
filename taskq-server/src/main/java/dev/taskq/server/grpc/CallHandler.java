package dev.taskq.server.grpc;

import com.google.protobuf.MessageLite;
import com.google.rpc.Code;
import dev.taskq.server.Caller;
import dev.taskq.server.Scope;
import dev.taskq.server.call.Correlation;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.call.ServerCalls;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The steps common to all calls: assigns the correlation id, checks the token, and begins an {@link OpenCall}. A call is
 * refused before its request is read, so that the request is never held in memory. Thread-safe.
 */
final class CallHandler {
    private static final Caller NO_CALLER = new Caller("", Set.of());
    private static final Metadata.Key<String> AUTHORIZATION = key("authorization");
    private static final Metadata.Key<String> TRACEPARENT = key("traceparent");

    private final ServerCalls calls;
    private final int mostCalls;
    private final Executor executor;
    private final Optional<GrpcMetrics> metrics;
    private final AtomicInteger open = new AtomicInteger();

    /**
     * Creates a handler without calls.
     *
     * @param calls what it shares with other transports
     * @param mostCalls the most calls that are open at a time
     * @param executor runs the calls
     * @param metrics where calls are measured, if metrics are on
     */
    CallHandler(ServerCalls calls, int mostCalls, Executor executor, Optional<GrpcMetrics> metrics) {
        this.calls = calls;
        this.mostCalls = mostCalls;
        this.executor = executor;
        this.metrics = metrics;
    }

    static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    /** The number of open calls. */
    int openCalls() {
        return open.get();
    }

    <Q extends MessageLite, A extends MessageLite> ServerMethodDefinition<byte[], A> serve(Method<Q, A> method) {
        ServerCallHandler<byte[], A> handler = (call, headers) -> begin(method, call, headers);
        return ServerMethodDefinition.create(method.ofBytes(), handler);
    }

    private <Q extends MessageLite, A extends MessageLite> ServerCall.Listener<byte[]> begin(
            Method<Q, A> method, ServerCall<byte[], A> call, Metadata headers) {
        OpenCall<Q, A> begun = new OpenCall<>(
                this,
                method,
                call,
                new CallIds(
                        Correlation.idOf(Optional.ofNullable(headers.get(OpenCall.CORRELATION_ID))),
                        Correlation.traceparentOf(Optional.ofNullable(headers.get(TRACEPARENT)))));
        try {
            if (open.incrementAndGet() > mostCalls && method.scope().isPresent()) {
                throw new ProblemException(Problem.busy("too many calls are open"));
            }
            begun.readAs(method.scope()
                    .map(scope -> callerOf(headers, scope, method.owned()))
                    .orElse(NO_CALLER));
        } catch (ProblemException e) {
            begun.fail(e.problem());
        }
        return begun;
    }

    /**
     * The caller of a call.
     *
     * @param owned whether the scope {@link Scope#OWN} is enough
     * @throws ProblemException if it has no token, an unknown one, or one without the scope
     */
    Caller callerOf(Metadata headers, Scope scope, boolean owned) {
        Caller caller = calls.callers().of(Optional.ofNullable(headers.get(AUTHORIZATION)));
        if (!(owned ? caller.mayWithOwn(scope) : caller.may(scope))) {
            throw new ProblemException(Problem.forbidden(scope));
        }
        return caller;
    }

    ServerCalls calls() {
        return calls;
    }

    Executor executor() {
        return executor;
    }

    void answered(String method, Code code, Duration took) {
        metrics.ifPresent(grpc -> grpc.answered(method, code, took));
    }

    /** A call is over, for its caller too. */
    void ended() {
        open.decrementAndGet();
    }
}
