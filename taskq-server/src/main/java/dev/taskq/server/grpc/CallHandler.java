package dev.taskq.server.grpc;

import com.google.protobuf.MessageLite;
import com.google.rpc.Code;
import dev.taskq.server.Caller;
import dev.taskq.server.Scope;
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

/**
 * What all calls share: begins an {@link OpenCall} for each, limits how many are open, and finds their callers.
 * Thread-safe.
 */
final class CallHandler {
    /** Of a method that needs no token. */
    static final Caller NO_CALLER = new Caller("", Set.of());

    static final Metadata.Key<String> AUTHORIZATION = key("authorization");

    private final ServerCalls calls;
    private final CallPlaces places;
    private final Executor executor;
    private final Optional<GrpcMetrics> metrics;

    /**
     * Creates a handler without calls.
     *
     * @param calls what it shares with other transports
     * @param mostCalls the most calls of all callers that are open at a time
     * @param executor runs all of a call that may wait
     * @param metrics where calls are measured, if metrics are on
     */
    CallHandler(ServerCalls calls, int mostCalls, Executor executor, Optional<GrpcMetrics> metrics) {
        this.calls = calls;
        this.places = new CallPlaces(mostCalls);
        this.executor = executor;
        this.metrics = metrics;
    }

    static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    CallPlaces places() {
        return places;
    }

    <Q extends MessageLite, A extends MessageLite> ServerMethodDefinition<byte[], A> serve(Method<Q, A> method) {
        ServerCallHandler<byte[], A> handler = (call, headers) -> begin(method, call, headers);
        return ServerMethodDefinition.create(method.ofBytes(), handler);
    }

    private <Q extends MessageLite, A extends MessageLite> ServerCall.Listener<byte[]> begin(
            Method<Q, A> method, ServerCall<byte[], A> call, Metadata headers) {
        OpenCall<Q, A> begun = new OpenCall<>(this, method, call, headers);
        begun.begin();
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
}
