package dev.taskq.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.proto.v1.GetRequest;
import dev.taskq.proto.v1.GetResponse;
import dev.taskq.proto.v1.TaskServiceGrpc;
import dev.taskq.server.CallLimits;
import dev.taskq.server.Caller;
import dev.taskq.server.Scope;
import dev.taskq.server.call.ServerCalls;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a call does on the thread that moves bytes, and what only in its steps, which run here when the test says so. */
class CallStepsTest {
    private static final byte[] REQUEST =
            GetRequest.newBuilder().setId(1).build().toByteArray();
    private static final Caller READER = new Caller("reader", Set.of(Scope.READ));

    private Optional<Caller> caller = Optional.of(READER);
    private int checks;
    private int answers;
    private final Queue<Runnable> steps = new ArrayDeque<>();
    private final ServerCalls calls = new ServerCalls(
            Optional::empty,
            token -> {
                checks++;
                return caller;
            },
            CallLimits.DEFAULTS);
    private final CallHandler handler = new CallHandler(calls, 4, steps::add, Optional.empty());
    private final Attributes connection =
            KnownToken.ofConnections(address -> Optional.empty()).transportReady(Attributes.EMPTY);

    /** A call as gRPC's library would make it. */
    private final class Call extends ServerCall<byte[], GetResponse> {
        final ServerStreamTracer bytes = HeldBytes.factory(calls).newServerStreamTracer("method", new Metadata());
        final List<Code> closed = new ArrayList<>();
        int requested;

        @Override
        public void request(int messages) {
            requested += messages;
        }

        @Override
        public void sendHeaders(Metadata headers) {}

        @Override
        public void sendMessage(GetResponse message) {}

        @Override
        public void close(Status status, Metadata trailers) {
            closed.add(status.getCode());
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public Attributes getAttributes() {
            return connection;
        }

        @Override
        public MethodDescriptor<byte[], GetResponse> getMethodDescriptor() {
            throw new UnsupportedOperationException();
        }
    }

    private ServerCall.Listener<byte[]> begin(Call call) throws Exception {
        Method<GetRequest, GetResponse> method =
                Method.of(TaskServiceGrpc.getGetMethod(), GetRequest.parser(), Scope.READ, (context, request, sent) -> {
                    assertThat(context.caller()).isEqualTo(READER);
                    answers++;
                    sent.accept(GetResponse.getDefaultInstance());
                });
        Metadata headers = new Metadata();
        headers.put(CallHandler.AUTHORIZATION, "Bearer token");
        return call.bytes
                .filterContext(Context.ROOT)
                .call(() -> handler.serve(method).getServerCallHandler().startCall(call, headers));
    }

    private void runSteps() {
        while (!steps.isEmpty()) {
            steps.remove().run();
        }
    }

    private void letIn() throws Exception {
        Call first = new Call();
        ServerCall.Listener<byte[]> listener = begin(first);
        runSteps();
        assertThat(first.requested).isPositive();
        listener.onMessage(REQUEST);
        listener.onHalfClose();
        runSteps();
        listener.onComplete();
        assertThat(first.closed).containsExactly(Code.OK);
    }

    @Test
    void requestIsReadOnlyAfterItsTokenWasChecked() throws Exception {
        caller = Optional.empty();
        Call call = new Call();
        begin(call);
        assertThat(checks).isZero();
        runSteps();
        assertThat(call.requested).isZero();
        assertThat(call.closed).containsExactly(Code.UNAUTHENTICATED);
        caller = Optional.of(READER);
        letIn();
        assertThat(checks).isEqualTo(2);
        assertThat(answers).isEqualTo(1);
    }

    @Test
    void callWithTheTokenOfTheOneBeforeHasOneStep() throws Exception {
        letIn();
        Call call = new Call();
        ServerCall.Listener<byte[]> listener = begin(call);
        assertThat(call.requested).isPositive();
        listener.onMessage(REQUEST);
        assertThat(steps).isEmpty();
        listener.onHalfClose();
        assertThat(steps).hasSize(1);
        assertThat(call.closed).isEmpty();
        runSteps();
        assertThat(call.closed).containsExactly(Code.OK);
        assertThat(checks).isEqualTo(2);
        assertThat(answers).isEqualTo(2);
    }

    @Test
    void tokenThatWasRevokedLetsNoCallInAndIsNotKnownAnyMore() throws Exception {
        letIn();
        caller = Optional.empty();
        Call call = new Call();
        ServerCall.Listener<byte[]> listener = begin(call);
        listener.onMessage(REQUEST);
        listener.onHalfClose();
        runSteps();
        assertThat(call.closed).containsExactly(Code.UNAUTHENTICATED);
        assertThat(answers).isEqualTo(1);
        Call next = new Call();
        begin(next);
        runSteps();
        assertThat(next.requested).isZero();
    }

    @Test
    void requestThatWasRefusedWhileItArrivedIsNotAnswered() throws Exception {
        letIn();
        Call call = new Call();
        ServerCall.Listener<byte[]> listener = begin(call);
        call.bytes.inboundWireSize(1_000_000);
        listener.onMessage(REQUEST);
        listener.onHalfClose();
        assertThat(call.closed).isEmpty();
        runSteps();
        assertThat(call.closed).containsExactly(Code.RESOURCE_EXHAUSTED);
        Call twice = new Call();
        ServerCall.Listener<byte[]> messages = begin(twice);
        messages.onMessage(REQUEST);
        messages.onMessage(REQUEST);
        messages.onHalfClose();
        runSteps();
        assertThat(twice.closed).containsExactly(Code.INVALID_ARGUMENT);
        assertThat(answers).isEqualTo(1);
    }

    @Test
    void callIsOpenUntilItsCallerIsGoneAndItsStepsAreDone() throws Exception {
        letIn();
        ServerCall.Listener<byte[]> listener = begin(new Call());
        listener.onMessage(REQUEST);
        listener.onHalfClose();
        listener.onCancel();
        assertThat(handler.places().taken()).isEqualTo(1);
        runSteps();
        assertThat(handler.places().taken()).isZero();
        assertThat(answers).isEqualTo(2);
    }

    /** One caller may have 2 of 4 calls. */
    @Test
    void requestsOfAKnownTokenThatDoNotArriveCountForItsCaller() throws Exception {
        letIn();
        ServerCall.Listener<byte[]> first = begin(new Call());
        begin(new Call());
        Call third = new Call();
        begin(third);
        runSteps();
        assertThat(third.requested).isZero();
        assertThat(third.closed).containsExactly(Code.UNAVAILABLE);
        assertThat(handler.places().taken()).isEqualTo(2);
        first.onCancel();
        runSteps();
        Call next = new Call();
        begin(next);
        assertThat(next.requested).isPositive();
    }
}
