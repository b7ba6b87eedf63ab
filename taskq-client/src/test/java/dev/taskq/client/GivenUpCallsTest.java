package dev.taskq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.taskq.client.HangingNames.Hanging;
import dev.taskq.testkit.TestTimeouts;
import dev.taskq.testkit.contract.Eventually;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A call that is given up holds neither its caller nor a connection nor a place, wherever it has got to. Only a look-up that
 * hangs keeps the place.
 */
class GivenUpCallsTest {
    /** Long enough for a connection, also on a machine with other work. */
    private static final Duration SHORT = Duration.ofSeconds(1);

    private static final String NOTHING = "";
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{";
    private static final String LATE = "there is no answer within PT1S";
    private static final String NO_PLACE = "1 calls are in progress already";

    /** Has a place for one call, and repeats none. */
    private static TaskqClient client(URI coordinator, Duration timeout) {
        return TaskqClient.builder(coordinator)
                .timeout(timeout)
                .maxConcurrentCalls(1)
                .retries(Retries.NONE)
                .build();
    }

    private static URI named(String name, ScriptedServer server) {
        return URI.create("http://" + name + ":" + server.address().getPort());
    }

    /** A call on a thread of its own. */
    private record Caller(Thread thread, FutureTask<Throwable> failure) {
        static Caller of(ThrowingCallable call) {
            FutureTask<Throwable> failure = new FutureTask<>(() -> catchThrowable(call));
            return new Caller(Thread.ofVirtual().start(failure), failure);
        }

        void assertInterrupted() throws Exception {
            thread.interrupt();
            assertThat(ended()).isInstanceOf(InterruptedException.class);
        }

        void assertClosed() throws Exception {
            assertThat(ended()).isInstanceOf(IllegalStateException.class).hasMessage("the client is closed");
        }

        void assertLate() throws Exception {
            assertThat(ended()).isInstanceOfSatisfying(NoAnswerException.class, late -> {
                assertThat(late).hasMessage(LATE);
                assertThat(late.isWithoutEffect()).isFalse();
            });
        }

        void assertWithoutPlace() throws Exception {
            assertThat(ended()).isInstanceOfSatisfying(NoAnswerException.class, refused -> {
                assertThat(refused).hasMessage(NO_PLACE);
                assertThat(refused.isWithoutEffect()).isTrue();
            });
        }

        private Throwable ended() throws Exception {
            return failure.get(TestTimeouts.LONG.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {NOTHING, HEAD})
    void theEndOfTheTimeEndsTheConnectionAndGivesThePlaceBack(String beginning) throws Exception {
        try (SilentServer server = new SilentServer(beginning);
                TaskqClient client = client(server.address(), SHORT)) {
            for (int i = 0; i < 2; i++) {
                Caller.of(() -> client.get(5)).assertLate();
                server.awaitEnd();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {NOTHING, HEAD})
    void anInterruptEndsTheConnectionAndGivesThePlaceBack(String beginning) throws Exception {
        try (SilentServer server = new SilentServer(beginning);
                TaskqClient client = client(server.address(), TestTimeouts.LONG)) {
            for (int i = 0; i < 2; i++) {
                Caller caller = Caller.of(() -> client.get(5));
                server.awaitRequest();
                caller.assertInterrupted();
                server.awaitEnd();
            }
        }
    }

    @Test
    void eventsThatDoNotBeginEndTheirConnectionAndGiveThePlaceBack() throws Exception {
        try (SilentServer server = new SilentServer(NOTHING);
                TaskqClient client = client(server.address(), SHORT);
                TaskEvents events = client.watch(5)) {
            for (int i = 0; i < 2; i++) {
                Caller.of(events::next).assertLate();
                server.awaitEnd();
            }
        }
    }

    @Test
    void aNameThatHangsIsBoundByTheTimeOutAndKeepsThePlaceUntilItHangsNoLonger() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                Hanging hanging = HangingNames.hang("late.taskq.test");
                TaskqClient client = client(named("late.taskq.test", server), SHORT);
                TaskEvents events = client.watch(5)) {
            Caller first = Caller.of(() -> client.get(5));
            hanging.awaitBegun();
            first.assertLate();
            Caller.of(() -> client.cancel(5)).assertWithoutPlace();
            Caller.of(events::next).assertWithoutPlace();

            // The call that is given up may still be sent, and a call on a busy machine may be late.
            for (int i = 0; i < 20; i++) {
                server.then(200, "{}");
            }
            hanging.letGo();
            Eventually.until(
                    TestTimeouts.LONG,
                    () -> catchThrowable(() -> assertThat(client.isReady()).isTrue()) == null);
            assertThat(server.requests())
                    .extracting(ScriptedServer.Request::line)
                    .noneMatch(line -> line.contains("cancel"));
        }
    }

    @Test
    void eventsWhoseNameHangsAreBoundByTheTimeOut() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                Hanging hanging = HangingNames.hang("late-events.taskq.test");
                TaskqClient client = client(named("late-events.taskq.test", server), SHORT);
                TaskEvents events = client.watch(5)) {
            Caller caller = Caller.of(events::next);
            hanging.awaitBegun();
            caller.assertLate();
        }
    }

    @Test
    void anInterruptEndsACallWhoseNameHangs() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                Hanging hanging = HangingNames.hang("interrupted.taskq.test");
                TaskqClient client = client(named("interrupted.taskq.test", server), TestTimeouts.LONG)) {
            Caller caller = Caller.of(() -> client.get(5));
            hanging.awaitBegun();
            caller.assertInterrupted();
        }
    }

    @Test
    void anInterruptEndsEventsWhoseNameHangs() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                Hanging hanging = HangingNames.hang("interrupted-events.taskq.test");
                TaskqClient client = client(named("interrupted-events.taskq.test", server), TestTimeouts.LONG);
                TaskEvents events = client.watch(5)) {
            Caller caller = Caller.of(events::next);
            hanging.awaitBegun();
            caller.assertInterrupted();
        }
    }

    /** Most of these calls are given up before their threads begin. */
    @Test
    void aCallThatIsGivenUpAsItBeginsGivesThePlaceBack() throws Exception {
        try (SilentServer server = new SilentServer(NOTHING);
                TaskqClient client = client(server.address(), Duration.ofNanos(1))) {
            for (int i = 0; i < 100; i++) {
                Eventually.until(
                        TestTimeouts.LONG,
                        () -> !String.valueOf(catchThrowable(() -> client.get(5)))
                                .endsWith(NO_PLACE));
            }
        }
    }

    @Test
    void aCallThatCannotBeMadeHoldsNoPlace() throws Exception {
        try (ScriptedServer server = new ScriptedServer();
                TaskqClient client = client(server.address(), TestTimeouts.LONG)) {
            TaskqClient malformed = client.traced(Trace.of("two\nlines"));
            assertThatThrownBy(() -> malformed.get(5)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> malformed.watch(5).next()).isInstanceOf(IllegalArgumentException.class);

            server.then(200, "{}");
            assertThat(client.isReady()).isTrue();
        }
    }

    @Test
    void aClientThatIsClosedEndsItsCallsAndThoseThatWaitForAPlace() throws Exception {
        try (SilentServer server = new SilentServer(NOTHING);
                TaskqClient client = client(server.address(), TestTimeouts.LONG)) {
            Caller inProgress = Caller.of(() -> client.get(5));
            server.awaitRequest();
            Caller waiting = Caller.of(() -> client.get(6));
            Eventually.until(TestTimeouts.LONG, () -> waiting.thread().getState() == Thread.State.TIMED_WAITING);

            client.close();

            inProgress.assertClosed();
            waiting.assertClosed();
            server.awaitEnd();
        }
    }
}
