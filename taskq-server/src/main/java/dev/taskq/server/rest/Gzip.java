package dev.taskq.server.rest;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** Compresses responses for callers that accept it. Small ones are sent as they are: it would save no packet. */
final class Gzip {
    /** The smallest body that is compressed, in bytes. */
    static final int LEAST = 1024;

    private static final Header ENCODED = HeaderValues.createCached(HeaderNames.CONTENT_ENCODING, "gzip");
    private static final Header VARY = HeaderValues.createCached(HeaderNames.VARY, "Accept-Encoding");

    private Gzip() {}

    static Answer of(Answer answer, ServerRequest request) {
        if (answer.body().length < LEAST) {
            return answer;
        }
        Answer varying = answer.with(VARY);
        return AcceptEncoding.prefersGzip(request.headers())
                ? varying.withBody(compressed(answer.body())).with(ENCODED)
                : varying;
    }

    private static byte[] compressed(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 4);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return out.toByteArray();
    }
}
