package dev.taskq.server.rest;

import dev.taskq.server.CannotListenException;
import dev.taskq.server.ConnectionLimits;
import dev.taskq.server.CorsOrigins;
import dev.taskq.server.call.Problem;
import dev.taskq.server.http.HttpAddress;
import dev.taskq.server.http.HttpListener;
import dev.taskq.server.http.HttpMetrics;
import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Listens on a port. Responses that the server itself gives, to requests that never reach a route, are problems like
 * all others.
 */
public final class HttpServer {
    private HttpServer() {}

    /**
     * Starts to listen.
     *
     * @param address the address; port 0 for any free port
     * @param grace how long a stop waits for calls in progress
     * @param limits the limits for callers
     * @param routing the routes
     * @param origins which other origins may call
     * @param metrics where calls that reach no route are counted, if metrics are on
     * @return the listener, to be closed
     * @throws CannotListenException if it cannot listen on the address
     */
    public static HttpListener start(
            HttpAddress address,
            Duration grace,
            ConnectionLimits limits,
            HttpRouting.Builder routing,
            CorsOrigins origins,
            Optional<HttpMetrics> metrics) {
        return HttpListener.start(address, grace, limits, routing, new ProblemHandler(new Cors(origins)), metrics);
    }

    /**
     * Whether the server's own message is of no use to the caller: for a path that is not percent-encoded it refers to
     * its log.
     */
    private static boolean saysNothing(String message) {
        return message.isEmpty() || message.contains("server log");
    }

    private record ProblemHandler(Cors cors) implements DirectHandler {
        @Override
        public TransportResponse handle(
                TransportRequest request,
                EventType type,
                Status status,
                ServerResponseHeaders headers,
                @Nullable String message) {
            boolean ours = status.code() == Status.INTERNAL_SERVER_ERROR_500.code();
            Answer answer = ours || message == null || saysNothing(message)
                    ? Answer.of(status, ours ? Problem.internal().detail() : "the request cannot be read as HTTP")
                    : Answer.of(status, message);
            TransportResponse.Builder response = TransportResponse.builder()
                    .status(status)
                    .headers(headers)
                    .header(CallHeaders.CORRELATION_ID, CallHeaders.correlationIdOf(request.headers()))
                    .entity(answer.body());
            for (Header header : cors.on(answer, request.headers()).headers()) {
                response.header(header);
            }
            return response.build();
        }
    }
}
