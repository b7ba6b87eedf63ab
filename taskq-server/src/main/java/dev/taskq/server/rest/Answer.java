package dev.taskq.server.rest;

import dev.taskq.server.call.Presence;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemKind;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The response to a call. Not modified after its creation. */
final class Answer {
    private static final Header JSON = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");
    private static final Header PROBLEM =
            HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/problem+json");

    /** How a body may be encoded: not at all. Told only if the encoding is what was wrong (RFC 9110, 12.5.3). */
    private static final Header NOT_ENCODED = HeaderValues.createCached(HeaderNames.ACCEPT_ENCODING, "identity");

    private static final HeaderName WARNING = HeaderNames.create("Taskq-Warning");

    private final Status status;
    private final byte[] body;
    private final List<Header> headers;
    private final Optional<Stream> stream;
    private final Optional<SharedGzip> sharedGzip;

    /** A body that is written over a long time. */
    interface Stream extends Closeable {
        /** Writes the body. Ends soon after it was closed. */
        void writeTo(OutputStream out) throws IOException;

        /** Ends the body. Any number of calls, by any thread. */
        @Override
        void close();
    }

    /**
     * Creates a response.
     *
     * @param contentType the header with the media type of the body
     * @param body the body, which the caller must not modify afterwards
     * @param headers further headers
     */
    Answer(Status status, Header contentType, byte[] body, List<Header> headers) {
        this(status, body, and(headers, contentType), Optional.empty(), Optional.empty());
    }

    private Answer(
            Status status,
            byte[] body,
            List<Header> headers,
            Optional<Stream> stream,
            Optional<SharedGzip> sharedGzip) {
        this.stream = stream;
        this.sharedGzip = sharedGzip;
        this.status = status;
        this.body = body;
        this.headers = List.copyOf(headers);
    }

    /** A response without a body. */
    static Answer empty(Status status) {
        return new Answer(status, new byte[0], List.of(), Optional.empty(), Optional.empty());
    }

    static Answer json(Status status, byte[] body, Header... headers) {
        return new Answer(status, JSON, body, List.of(headers));
    }

    /**
     * An answer that is written over a long time. It ends when its caller leaves.
     *
     * @param mediaType the media type of the body
     * @param stream the body
     * @param presence whether the caller is there
     */
    static Answer stream(String mediaType, Stream stream, Presence presence) {
        Header contentType = HeaderValues.create(HeaderNames.CONTENT_TYPE, mediaType);
        List<Header> headers = List.of(contentType, HeaderValues.create(HeaderNames.CACHE_CONTROL, "no-store"));
        return new Answer(
                Status.OK_200, new byte[0], headers, Optional.of(new Attended(stream, presence)), Optional.empty());
    }

    /** A stream that is closed when its caller leaves. */
    private record Attended(Stream stream, Presence presence) implements Stream {
        @Override
        public void writeTo(OutputStream out) {
            presence.during(stream::close, () -> {
                try {
                    stream.writeTo(out);
                    return out;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }

        @Override
        public void close() {
            stream.close();
        }
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
                        HeaderValues.create(HeaderNames.RETRY_AFTER, Long.toString(Seconds.roundedUp(time)))));
        if (problem.kind() == ProblemKind.ENCODED) {
            headers.add(NOT_ENCODED);
        }
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
        return new Answer(status, body, and(headers, header), stream, sharedGzip);
    }

    /** The same with a warning for scripts that do not look into the body, if there is one. */
    Answer withWarning(Optional<String> warning) {
        return warning.map(text -> with(HeaderValues.create(WARNING, text))).orElse(this);
    }

    /** The same with another form of the body, which the caller must not modify afterwards. */
    Answer withBody(byte[] other) {
        return new Answer(status, other, headers, stream, Optional.empty());
    }

    /** The same with a body that other answers have, too: its compressed form is made once for all of them. */
    Answer sharing(SharedGzip gzip) {
        return new Answer(status, body, headers, stream, Optional.of(gzip));
    }

    private static List<Header> and(List<Header> headers, Header header) {
        List<Header> more = new ArrayList<>(headers);
        more.add(header);
        return more;
    }

    Status status() {
        return status;
    }

    /** The body, if it is written over a long time. */
    Optional<Stream> stream() {
        return stream;
    }

    /** Makes the compressed form of the body, if other answers have the same body. */
    Optional<SharedGzip> sharedGzip() {
        return sharedGzip;
    }

    byte[] body() {
        return body;
    }

    /** All headers, with the media type of the body. */
    List<Header> headers() {
        return headers;
    }
}
