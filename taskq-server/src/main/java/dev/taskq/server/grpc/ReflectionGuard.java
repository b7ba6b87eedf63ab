package dev.taskq.server.grpc;

import dev.taskq.server.Scope;
import dev.taskq.server.call.Correlation;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import io.grpc.BindableService;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.SynchronizationContext;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before the library's reflection service: limits its calls in number and size, asks for a token if one is
 * needed, and answers a message that cannot be read as the caller's mistake. Thread-safe.
 */
final class ReflectionGuard implements ServerInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger(ReflectionGuard.class);

    /** For all messages of a call, which asks for a few names. */
    private static final int MOST_BYTES = 256 * 1024;

    private final CallHandler handler;
    private final boolean needsToken;

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
        CallPlaces.Place place;
        try {
            place = needsToken
                    ? handler.places().known(handler.callerOf(headers, Scope.READ, false))
                    : handler.places().goingOn(KnownToken.of(call), () -> failSoon(guarded, CallPlaces.GAVE_WAY));
        } catch (ProblemException e) {
            guarded.fail(e.problem());
            return new ServerCall.Listener<>() {};
        }
        HeldBytes.current().limit(MOST_BYTES, problem -> failSoon(guarded, problem));
        return guarded.listener(next.startCall(guarded, headers), place);
    }

    private void failSoon(Guarded<?, ?> guarded, Problem problem) {
        handler.executor().execute(() -> guarded.steps.execute(() -> guarded.fail(problem)));
    }

    /**
     * A call that the guard may end before the library does. What the library does for it, and the end, are steps that run one
     * after the other, so that the library answers nothing after the end.
     */
    private static final class Guarded<Q, A> extends SimpleForwardingServerCall<Q, A> {
        private final String correlationId;
        private final SynchronizationContext steps = new SynchronizationContext((thread, failure) -> broken(failure));
        private boolean closed;

        Guarded(ServerCall<Q, A> call, String correlationId) {
            super(call);
            this.correlationId = correlationId;
        }

        @Override
        public void close(Status status, Metadata trailers) {
            closed = true;
            super.close(status, trailers);
        }

        void fail(Problem problem) {
            if (!closed && !isCancelled()) {
                StatusRuntimeException failure = ProblemStatus.of(problem, correlationId);
                Metadata trailers = failure.getTrailers();
                close(failure.getStatus(), trailers == null ? new Metadata() : trailers);
            }
        }

        private void broken(Throwable failure) {
            LOG.error("a call of reflection failed unexpectedly", failure);
            fail(Problem.internal());
        }

        private void unlessClosed(Runnable step) {
            steps.execute(() -> {
                if (!closed) {
                    step.run();
                }
            });
        }

        ServerCall.Listener<Q> listener(ServerCall.Listener<Q> library, CallPlaces.Place place) {
            return new SimpleForwardingServerCallListener<>(library) {
                @Override
                public void onMessage(Q message) {
                    unlessClosed(() -> read(message));
                }

                private void read(Q message) {
                    try {
                        super.onMessage(message);
                    } catch (StatusRuntimeException e) {
                        fail(Problem.malformed("the request is no message of reflection"));
                    }
                }

                @Override
                public void onHalfClose() {
                    unlessClosed(super::onHalfClose);
                }

                @Override
                public void onReady() {
                    unlessClosed(super::onReady);
                }

                @Override
                public void onCancel() {
                    place.leave();
                    super.onCancel();
                }

                @Override
                public void onComplete() {
                    place.leave();
                    super.onComplete();
                }
            };
        }
    }
}
