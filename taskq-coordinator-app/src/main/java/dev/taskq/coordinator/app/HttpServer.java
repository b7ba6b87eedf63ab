package dev.taskq.coordinator.app;

import dev.taskq.app.CannotStartException;
import dev.taskq.app.HttpAddress;
import dev.taskq.app.HttpMetrics;
import dev.taskq.app.http.HttpLimits;
import dev.taskq.app.http.HttpListener;
import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Listens on a port. What the server answers by itself, because it never comes to a route, is a problem like any other. */
public final class HttpServer {
    private HttpServer() {}

    /**
     * Starts to listen.
     *
     * @param address where; port 0 for any that is free
     * @param grace how long a stop waits for calls under way
     * @param limits what callers are granted
     * @param routing what is served
     * @param metrics where calls are counted that come to no route, if they are
     * @return the listener, to be closed
     * @throws CannotStartException if it cannot listen there
     */
    public static HttpListener start(
            HttpAddress address,
            Duration grace,
            HttpLimits limits,
            HttpRouting.Builder routing,
            Optional<HttpMetrics> metrics) {
        return HttpListener.start(address, grace, limits, routing, new ProblemHandler(), metrics);
    }

    /** The server's own words, where it has none for the caller: of a path that is not percent-encoded, it speaks of its log. */
    private static boolean saysNothing(String message) {
        return message.isEmpty() || message.contains("server log");
    }

    private static final class ProblemHandler implements DirectHandler {
        @Override
        public TransportResponse handle(
                TransportRequest request,
                EventType type,
                Status status,
                ServerResponseHeaders headers,
                @Nullable String message) {
            boolean ours = status.code() == Status.INTERNAL_SERVER_ERROR_500.code();
            Problem problem = ours || message == null || saysNothing(message)
                    ? Problem.of(status, ours ? Problem.internal().detail() : "the request cannot be read as HTTP")
                    : Problem.of(status, message);
            Answer answer = Answer.of(problem);
            TransportResponse.Builder response = TransportResponse.builder()
                    .status(status)
                    .headers(headers)
                    .header(answer.contentType())
                    .header(Correlation.ID, Correlation.idOf(request.headers()))
                    .entity(answer.body());
            for (Header header : answer.headers()) {
                response.header(header);
            }
            return response.build();
        }
    }
}
