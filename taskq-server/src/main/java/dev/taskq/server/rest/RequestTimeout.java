package dev.taskq.server.rest;

import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.text.Durations;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;
import java.util.Optional;

/**
 * The header {@code Request-Timeout} of a call about tasks: how long its caller waits for the response, counted from
 * when the head of the request was read.
 */
final class RequestTimeout {
    /** Longer than a call takes in normal operation, so that a call that times out shows that the service was slow. */
    static final Duration SHORTEST = Duration.ofMillis(100);

    static final Duration LONGEST = Duration.ofSeconds(60);

    private static final HeaderName NAME = HeaderNames.create("Request-Timeout");
    private static final String ALLOWED = "the header Request-Timeout must be a duration from "
            + Durations.format(SHORTEST) + " to " + Durations.format(LONGEST) + ", such as 500ms or 2s";

    private RequestTimeout() {}

    /**
     * Reads the header of a request.
     *
     * @throws ProblemException if the header is not valid
     */
    static Optional<Duration> of(ServerRequest request) {
        if (!request.headers().contains(NAME)) {
            return Optional.empty();
        }
        Header header = request.headers().get(NAME);
        if (header.valueCount() > 1) {
            throw new ProblemException(Problem.malformed("the header Request-Timeout must be given once"));
        }
        Duration timeout = Durations.parse(header.get())
                .filter(it -> it.compareTo(SHORTEST) >= 0 && it.compareTo(LONGEST) <= 0)
                .orElseThrow(() -> new ProblemException(Problem.malformed(ALLOWED)));
        return Optional.of(timeout);
    }
}
