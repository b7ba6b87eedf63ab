package dev.taskq.process;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskq.rig.api.ApiAnswer;
import dev.taskq.rig.api.ApiClient;
import dev.taskq.rig.process.LocalToken;
import dev.taskq.testkit.TestTimeouts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** A caller of a coordinator. Thread-safe. */
final class Http {
    private static final LocalToken TOKEN = new LocalToken("of-the-tests");
    private static final Duration TIMEOUT = TestTimeouts.LONG;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
    private static final ApiClient CALLER = ApiClient.of(TOKEN.secret(), TIMEOUT);
    private static final ApiClient STRANGER = ApiClient.anonymous(TIMEOUT);

    private final URI coordinator;

    Http(int port) {
        coordinator = address(port);
    }

    /** The line of the tokens setting for this caller. */
    static String tokenLine() {
        return TOKEN.line("tests");
    }

    /** The request header that identifies the caller. */
    static String authorization() {
        return "Authorization: Bearer " + TOKEN.secret() + "\r\n";
    }

    /** The status of a plain request to a process on this machine; 0 without a response. */
    static int status(int port, String path) {
        try {
            return answer(() -> STRANGER.get(address(port).resolve(path))).status();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    /** The body of a successful plain request to a process on this machine. */
    static String get(int port, String path) {
        return answer(() -> STRANGER.get(address(port).resolve(path)))
                .require(ApiAnswer.OK)
                .body();
    }

    /** Submits a task, and returns its id. */
    long submit(String body) {
        return submit(body, "0123456789abcdef0123456789abcdef");
    }

    long submit(String body, String correlationId) {
        return submit(body, correlationId, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    }

    long submit(String body, String correlationId, String traceparent) {
        Map<String, String> headers = Map.of("X-Correlation-Id", correlationId, "traceparent", traceparent);
        return answer(() -> CALLER.submit(coordinator, body, headers))
                .require(ApiAnswer.CREATED)
                .json()
                .get("id")
                .asLong();
    }

    /** The current state of a task. */
    JsonNode task(long id) {
        return answer(() -> CALLER.task(coordinator, id)).json();
    }

    /** The task when it is final, or its current state after a long time. */
    JsonNode ended(long id) {
        return answer(() -> CALLER.await(coordinator, id, LONGEST_WAIT)).json();
    }

    /** Cancels a task, and returns the status of the response. */
    int cancel(long id) {
        return answer(() -> CALLER.cancel(coordinator, id)).status();
    }

    private static URI address(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** A call of the client. */
    @FunctionalInterface
    private interface HttpCall {
        ApiAnswer make() throws IOException, InterruptedException;
    }

    private static ApiAnswer answer(HttpCall call) {
        try {
            return call.make();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
