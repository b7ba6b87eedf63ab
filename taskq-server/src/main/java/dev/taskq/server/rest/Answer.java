package dev.taskq.server.rest;

import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemKind;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The response to a call. Not modified after its creation. */
final class Answer {
    private static final Header JSON = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");
    private static final Header PROBLEM =
            HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/problem+json");

    private final Status status;
    private final byte[] body;
    private final List<Header> headers;

    /**
     * Creates a response.
     *
     * @param contentType the header with the media type of the body
     * @param body the body, which the caller must not modify afterwards
     * @param headers further headers
     */
    Answer(Status status, Header contentType, byte[] body, List<Header> headers) {
        this(status, body, and(headers, contentType));
    }

    private Answer(Status status, byte[] body, List<Header> headers) {
        this.status = status;
        this.body = body;
        this.headers = List.copyOf(headers);
    }

    /** A response without a body. */
    static Answer empty(Status status) {
        return new Answer(status, new byte[0], List.of());
    }

    static Answer json(Status status, byte[] body, Header... headers) {
        return new Answer(status, JSON, body, List.of(headers));
    }

    /** A problem in the form of RFC 9457. */
    static Answer of(Problem problem) {
        Status status = Statuses.of(problem.kind());
        String title = problem.kind().title().isEmpty()
                ? status.reasonPhrase()
                : problem.kind().title();
        List<Header> headers = new ArrayList<>();
        challenge(problem)
                .ifPresent(challenge -> headers.add(HeaderValues.create(HeaderNames.WWW_AUTHENTICATE, challenge)));
        problem.retryAfter()
                .ifPresent(time -> headers.add(
                        HeaderValues.create(HeaderNames.RETRY_AFTER, Long.toString(Math.max(1, time.toSeconds())))));
        return new Answer(status, PROBLEM, JsonAnswers.problem(problem, title, status), headers);
    }

    /** A problem that its status explains, of a request that reached no route. */
    static Answer of(Status status, String detail) {
        return new Answer(status, PROBLEM, JsonAnswers.problem(status, detail), List.of());
    }

    /** A method that the path does not support. */
    static Answer notAllowed(String method, String allowed) {
        Problem problem = Problem.of(
                ProblemKind.NOT_ALLOWED, "this path does not support the method " + method + ", only " + allowed);
        return of(problem).with(HeaderValues.create(HeaderNames.ALLOW, allowed));
    }

    private static Optional<String> challenge(Problem problem) {
        return switch (problem.kind()) {
            case NO_TOKEN -> Optional.of("Bearer realm=\"taskq\"");
            case UNKNOWN_TOKEN -> Optional.of("Bearer realm=\"taskq\", error=\"invalid_token\"");
            case FORBIDDEN ->
                problem.scope()
                        .map(scope -> "Bearer realm=\"taskq\", error=\"insufficient_scope\", scope=\""
                                + scope.wireName() + "\"");
            default -> Optional.empty();
        };
    }

    Answer with(Header header) {
        return new Answer(status, body, and(headers, header));
    }

    private static List<Header> and(List<Header> headers, Header header) {
        List<Header> more = new ArrayList<>(headers);
        more.add(header);
        return more;
    }

    Status status() {
        return status;
    }

    byte[] body() {
        return body;
    }

    /** All headers, with the media type of the body. */
    List<Header> headers() {
        return headers;
    }
}
