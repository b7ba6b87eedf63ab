package dev.taskq.coordinator.app;

import dev.taskq.app.CannotStartException;
import dev.taskq.app.HttpAddress;
import dev.taskq.app.HttpMetrics;
import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportRequest;
import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.Header;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Listens on a port. What the server answers by itself, because it never comes to a route, is a problem like any other. */
public final class HttpServer {
    private HttpServer() {}

    /**
     * Starts to listen.
     *
     * @param host the address
     * @param port the port; 0 for any that is free
     * @param grace how long a stop waits for calls under way
     * @param routing what is served
     * @param metrics where calls are counted that come to no route, if they are
     * @return the server, to be stopped
     * @throws CannotStartException if it cannot listen there
     */
    public static WebServer start(
            String host, int port, Duration grace, HttpRouting.Builder routing, Optional<HttpMetrics> metrics) {
        HttpAddress address = new HttpAddress(host, port);
        address.requireFree();
        DirectHandlers.Builder problems = DirectHandlers.builder();
        for (EventType type : EventType.values()) {
            problems.addHandler(type, new ProblemHandler(metrics));
        }
        WebServer server = WebServer.builder()
                .host(host)
                .port(port)
                .shutdownHook(false)
                .shutdownGracePeriod(grace)
                .connectionOptions(options -> options.tcpNoDelay(true))
                .addProtocol(Http1Config.builder().sendKeepAliveHeader(false).build())
                .errorHandling(ErrorHandling.builder().includeEntity(true).build())
                .directHandlers(problems.build())
                .contentEncoding(Identity.CONTEXT)
                .addRouting(routing)
                .build()
                .start();
        if (!server.isRunning()) {
            throw address.cannotListen("perhaps another process does");
        }
        return server;
    }

    /** The server's own words, where it has none for the caller: of a path that is not percent-encoded, it speaks of its log. */
    private static boolean saysNothing(String message) {
        return message.isEmpty() || message.contains("server log");
    }

    private record ProblemHandler(Optional<HttpMetrics> metrics) implements DirectHandler {
        @Override
        public TransportResponse handle(
                TransportRequest request,
                EventType type,
                Status status,
                ServerResponseHeaders headers,
                @Nullable String message) {
            metrics.ifPresent(http -> http.refused(request.method(), status.code()));
            boolean ours = status.code() >= Status.INTERNAL_SERVER_ERROR_500.code();
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
