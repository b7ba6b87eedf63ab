package dev.taskq.server.rest;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.util.ArrayList;
import java.util.List;

/** The response to a call. Not modified after its creation. */
final class Answer {
    private static final Header JSON = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");
    private static final Header PROBLEM =
            HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/problem+json");

    private final Status status;
    private final Header contentType;
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
        this.status = status;
        this.contentType = contentType;
        this.body = body;
        this.headers = List.copyOf(headers);
    }

    static Answer json(Status status, byte[] body, Header... headers) {
        return new Answer(status, JSON, body, List.of(headers));
    }

    static Answer of(Problem problem) {
        return new Answer(problem.status(), PROBLEM, JsonAnswers.problem(problem), problem.headers());
    }

    Answer with(Header header) {
        List<Header> more = new ArrayList<>(headers);
        more.add(header);
        return new Answer(status, contentType, body, more);
    }

    Status status() {
        return status;
    }

    Header contentType() {
        return contentType;
    }

    byte[] body() {
        return body;
    }

    List<Header> headers() {
        return headers;
    }
}
