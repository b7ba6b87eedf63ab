package dev.taskq.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.taskq.server.CallLimits;
import dev.taskq.server.Hashes;
import dev.taskq.server.Tokens;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.call.ProblemKind;
import dev.taskq.server.call.ServerCalls;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The bytes of requests and answers, while their streams are open. */
class StreamBytesTest {
    private static final int BUDGET = 1_000_000;

    private final ServerCalls calls = new ServerCalls(
            Optional::empty, Tokens.of("tests admin " + Hashes.of("token")), CallLimits.DEFAULTS.withHeldBytes(BUDGET));
    private final ServerStreamTracer.Factory factory = HeldBytes.factory(calls);
    private final List<Problem> refusals = new ArrayList<>();

    private HeldBytes open(int most) throws Exception {
        ServerStreamTracer tracer = factory.newServerStreamTracer("method", new Metadata());
        HeldBytes held = tracer.filterContext(Context.ROOT).call(HeldBytes::current);
        assertThat(held).isSameAs(tracer);
        held.limit(most, refusals::add);
        return held;
    }

    @Test
    void largeAnswersShareABudgetUntilTheirStreamsAreClosed() throws Exception {
        HeldBytes first = open(BUDGET);
        first.answer(700_000, false);
        HeldBytes second = open(BUDGET);
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> second.answer(700_000, false))
                .satisfies(e -> assertThat(e.problem().kind()).isEqualTo(ProblemKind.NOT_ACCEPTED));
        first.streamClosed(Status.OK);
        second.answer(700_000, false);
        second.streamClosed(Status.CANCELLED);
        // The stream of a caller that has left holds nothing any more.
        second.answer(700_000, false);
        assertThat(calls.answers().used()).isZero();
    }

    @Test
    void answersOfAStreamThatAreTakenFreeTheirRoom() throws Exception {
        HeldBytes held = open(BUDGET);
        for (int i = 0; i < 10; i++) {
            held.answer(400_000, true);
        }
        assertThat(calls.answers().used()).isEqualTo(400_000);
        held.answer(300_000, false);
        HeldBytes other = open(BUDGET);
        assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> other.answer(400_000, false));
        held.streamClosed(Status.OK);
        assertThat(calls.answers().used()).isZero();
    }

    @Test
    void requestIsRefusedAsSoonAsItIsTooLarge() throws Exception {
        HeldBytes held = open(100);
        held.inboundWireSize(60);
        assertThat(refusals).isEmpty();
        held.inboundWireSize(60);
        assertThat(refusals).extracting(Problem::kind).containsExactly(ProblemKind.TOO_LARGE);
        assertThat(calls.requests().used()).isEqualTo(60);
        held.streamClosed(Status.OK);
        assertThat(calls.requests().used()).isZero();
    }
}
