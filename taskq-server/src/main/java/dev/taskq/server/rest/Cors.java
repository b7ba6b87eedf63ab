package dev.taskq.server.rest;

import dev.taskq.server.CorsOrigins;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;

/**
 * Lets scripts of other origins call from a browser, by the CORS protocol of the Fetch standard. Immutable.
 *
 * <p>Helidon's own support refuses every call with another origin, also one that no browser made, and its refusals are
 * no problems.
 */
final class Cors {
    private static final Header METHODS =
            HeaderValues.createCached(HeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "DELETE, GET, HEAD, POST, PUT");
    private static final Header HEADERS = HeaderValues.createCached(
            HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
            "Authorization, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, Request-Timeout, traceparent,"
                    + " X-Correlation-Id");
    private static final Header SHOWN = HeaderValues.createCached(
            HeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS,
            "Allow, ETag, Idempotent-Replay, Location, RateLimit, RateLimit-Policy, Retry-After, Taskq-Warning,"
                    + " WWW-Authenticate, X-Correlation-Id");
    private static final Header AN_HOUR = HeaderValues.createCached(HeaderNames.ACCESS_CONTROL_MAX_AGE, "3600");
    private static final Header VARY = HeaderValues.createCached(HeaderNames.VARY, "Origin");

    private final CorsOrigins origins;

    Cors(CorsOrigins origins) {
        this.origins = origins;
    }

    /** Whether a request asks if a call is allowed, and comes from an origin that is. */
    boolean isPreflight(ServerRequest request) {
        return request.headers().contains(HeaderNames.ACCESS_CONTROL_REQUEST_METHOD)
                && allowed(request.headers()).isPresent();
    }

    /** What a browser may let a script of the origin do. */
    Answer preflight() {
        return Answer.empty(Status.NO_CONTENT_204).with(METHODS).with(HEADERS).with(AN_HOUR);
    }

    /**
     * The response, which a browser shows to a script of an allowed origin.
     *
     * @param request the headers of the request
     */
    Answer on(Answer answer, Headers request) {
        if (origins.isNone()) {
            return answer;
        }
        Answer varying = origins.isAll() ? answer : answer.with(VARY);
        return allowed(request)
                .map(origin -> varying.with(HeaderValues.create(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin))
                        .with(SHOWN))
                .orElse(varying);
    }

    /** The origin to name in a response; empty if that of the request is not allowed. */
    private Optional<String> allowed(Headers headers) {
        return headers.value(HeaderNames.ORIGIN).flatMap(origins::allowed);
    }
}
