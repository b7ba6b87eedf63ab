package dev.taskq.server.grpc;

import dev.taskq.server.Scope;
import dev.taskq.server.call.Correlation;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import io.grpc.BindableService;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stands before the library's reflection service: limits its calls in number and size, asks for a token if one is
 * needed, and answers a message that cannot be read as the caller's mistake. Thread-safe.
 */
final class ReflectionGuard implements ServerInterceptor {
    private static final int MOST_CALLS = 100;

    /** For all messages of a call, which asks for a few names. */
    private static final int MOST_BYTES = 256 * 1024;

    private final CallHandler handler;
    private final boolean needsToken;
    private final Semaphore places = new Semaphore(MOST_CALLS);

    ReflectionGuard(CallHandler handler, boolean needsToken) {
        this.handler = handler;
        this.needsToken = needsToken;
    }

    ServerServiceDefinition over(BindableService service) {
        return ServerInterceptors.intercept(ServerInterceptors.useInputStreamMessages(service.bindService()), this);
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Guarded<Q, A> guarded =
                new Guarded<>(call, Correlation.idOf(Optional.ofNullable(headers.get(CallIds.CORRELATION_ID))));
        try {
            if (needsToken) {
                handler.callerOf(headers, Scope.READ, false);
            }
            if (!places.tryAcquire()) {
                throw new ProblemException(Problem.busy("too many callers ask for the description"));
            }
        } catch (ProblemException e) {
            guarded.fail(e.problem());
            return new ServerCall.Listener<>() {};
        }
        HeldBytes.current().limit(MOST_BYTES, problem -> handler.executor().execute(() -> guarded.fail(problem)));
        return guarded.listener(next.startCall(call, headers), places::release);
    }

    /** A call that the guard may end before the library does. */
    private record Guarded<Q, A>(ServerCall<Q, A> call, String correlationId, AtomicBoolean failed) {
        Guarded(ServerCall<Q, A> call, String correlationId) {
            this(call, correlationId, new AtomicBoolean());
        }

        void fail(Problem problem) {
            if (failed.compareAndSet(false, true) && !call.isCancelled()) {
                StatusRuntimeException failure = ProblemStatus.of(problem, correlationId);
                Metadata trailers = failure.getTrailers();
                call.close(failure.getStatus(), trailers == null ? new Metadata() : trailers);
            }
        }

        ServerCall.Listener<Q> listener(ServerCall.Listener<Q> library, Runnable whenOver) {
            return new SimpleForwardingServerCallListener<>(library) {
                @Override
                public void onMessage(Q message) {
                    if (!failed.get()) {
                        read(() -> super.onMessage(message));
                    }
                }

                @Override
                public void onHalfClose() {
                    if (!failed.get()) {
                        super.onHalfClose();
                    }
                }

                private void read(Runnable reading) {
                    try {
                        reading.run();
                    } catch (StatusRuntimeException e) {
                        fail(Problem.malformed("the request is no message of reflection"));
                    }
                }

                @Override
                public void onCancel() {
                    whenOver.run();
                    super.onCancel();
                }

                @Override
                public void onComplete() {
                    whenOver.run();
                    super.onComplete();
                }
            };
        }
    }
}
