package dev.taskq.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.proto.v1.SubmitResponse;
import dev.taskq.proto.v1.TaskServiceGrpc;
import dev.taskq.server.Caller;
import dev.taskq.server.Scope;
import dev.taskq.testkit.TestTimeouts;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Tokens whose check takes its time, for example since a service is asked. */
class GrpcTokensTest {
    private static final Caller ANY = new Caller("any", Set.of(Scope.SUBMIT));

    private volatile CountDownLatch slow = new CountDownLatch(0);

    private Optional<Caller> callerOf(String token) {
        if (token.equals("slow")) {
            try {
                assertThat(slow.await(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return Optional.of(ANY);
    }

    @Test
    void slowCheckHoldsUpNoOtherCallOfTheConnection() throws Exception {
        try (GrpcServed served = GrpcServed.start(builder -> builder.tokens(this::callerOf))) {
            var quick = served.tasks("quick");
            var waits = GrpcServed.as("slow", TaskServiceGrpc.newFutureStub(served.channel));
            // The connection knows the token of its last call. Here it does not know the slow one, and later it does.
            for (int known = 0; known < 2; known++) {
                slow = new CountDownLatch(1);
                Future<SubmitResponse> late = waits.submit(GrpcServed.request("late"));
                assertThat(quick.withDeadlineAfter(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS)
                                .submit(GrpcServed.request("soon"))
                                .getId())
                        .isPositive();
                assertThat(late).isNotDone();
                slow.countDown();
                assertThat(late.get(TestTimeouts.LONG.toSeconds(), TimeUnit.SECONDS)
                                .getId())
                        .isPositive();
            }
        }
    }
}
