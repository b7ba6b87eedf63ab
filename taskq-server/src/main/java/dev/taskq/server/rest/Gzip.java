package dev.taskq.server.rest;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses responses for callers that accept it. Small ones are sent as they are: it would save no packet. For callers without
 * a token nothing is compressed but what many answers share.
 */
final class Gzip {
    /** The smallest body that is compressed, in bytes. */
    static final int LEAST = 1024;

    private static final Header ENCODED = HeaderValues.createCached(HeaderNames.CONTENT_ENCODING, "gzip");
    private static final Header VARY = HeaderValues.createCached(HeaderNames.VARY, "Accept-Encoding");

    private Gzip() {}

    /** The answer to a caller with a token. */
    static Answer of(Answer answer, Headers request) {
        return of(
                answer,
                request,
                answer.sharedGzip()
                        .<UnaryOperator<byte[]>>map(shared -> shared::of)
                        .orElse(Gzip::compressed));
    }

    /** The answer to any caller. One that is compressed already stays as it is. */
    static Answer ofShared(Answer answer, Headers request) {
        return answer.sharedGzip()
                .map(shared -> of(answer, request, shared::of))
                .orElse(answer);
    }

    /** The answer to any caller, with a body that was compressed before. */
    static Answer of(Answer answer, byte[] compressed, Headers request) {
        return of(answer, request, body -> compressed);
    }

    private static Answer of(Answer answer, Headers request, UnaryOperator<byte[]> compress) {
        if (answer.body().length < LEAST) {
            return answer;
        }
        Answer varying = answer.with(VARY);
        return AcceptEncoding.prefersGzip(request)
                ? varying.withBody(compress.apply(answer.body())).with(ENCODED)
                : varying;
    }

    static byte[] compressed(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 4);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return out.toByteArray();
    }
}
