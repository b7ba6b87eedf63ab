package dev.taskq.server.rest;

import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.call.ProblemKind;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Reads request bodies: JSON in UTF-8, of limited size. */
final class Bodies {
    private static final String JSON = "application/json";
    private static final String IDENTITY = "identity";

    /** The correct parameter, and a common misspelling of it. */
    private static final Set<String> CHARSETS = Set.of("charset=utf-8", "charset=utf8");

    private static final Set<Method> READS = Set.of(Method.GET, Method.HEAD);

    /**
     * How much of a body that is too large is still read, so that the connection can be kept and the response arrives.
     */
    private static final long MOST_DISCARDED = 16L * 1024 * 1024;

    private static final char REPLACEMENT = '\uFFFD';

    private Bodies() {}

    /**
     * Whether a request has a body at all.
     *
     * @param request the request
     * @return true if it has one
     */
    static boolean isPresent(ServerRequest request) {
        return request.content().hasEntity();
    }

    /**
     * Reads a body.
     *
     * @param most the most bytes of the body
     * @throws ProblemException if it is encoded, of another media type, too large, or not UTF-8
     */
    static String read(ServerRequest request, int most) {
        checkContentEncoding(request);
        checkContentType(request);
        checkLength(request, most);
        long length = request.headers().contentLength().orElse(-1);
        if (!request.content().hasEntity()) {
            return "";
        }
        try {
            InputStream in = request.content().inputStream();
            return text(length < 0 ? untold(in, most) : told(in, (int) length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Checks the declared length of a request.
     *
     * @param most the most bytes of its body
     * @throws ProblemException if the declared length is larger
     */
    static void checkLength(ServerRequest request, int most) {
        if (request.headers().contentLength().orElse(0) > most) {
            throw tooLarge(most);
        }
    }

    /**
     * Reads exactly the declared length. The server returns no more bytes than declared, and fails if there are fewer.
     */
    private static byte[] told(InputStream in, int length) throws IOException {
        byte[] bytes = new byte[length];
        in.readNBytes(bytes, 0, length);
        return bytes;
    }

    private static byte[] untold(InputStream in, int most) throws IOException {
        // Reads one byte more than allowed, to detect a body that is too large.
        byte[] bytes = in.readNBytes(most + 1);
        if (bytes.length > most) {
            discard(in);
            throw tooLarge(most);
        }
        return bytes;
    }

    /**
     * Whether the connection can continue although the body was not read: the body is known to end soon, so the server
     * can skip it. A caller that waits for permission to send may or may not send its body, so its connection cannot
     * continue. The body of a GET or HEAD has no meaning (RFC 9110) and is not waited for.
     */
    static boolean isSoonOver(ServerRequest request) {
        if (!request.content().hasEntity() || request.content().consumed()) {
            return true;
        }
        if (READS.contains(request.prologue().method())) {
            return false;
        }
        boolean isComing = request.continueSent() || !request.headers().containsToken(HeaderValues.EXPECT_100);
        return isComing && request.headers().contentLength().orElse(Long.MAX_VALUE) <= MOST_DISCARDED;
    }

    private static void checkContentEncoding(ServerRequest request) {
        boolean isPlain = request.headers().values(HeaderNames.CONTENT_ENCODING).stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .allMatch(coding -> coding.isBlank() || coding.strip().equalsIgnoreCase(IDENTITY));
        if (!isPlain) {
            throw new ProblemException(Problem.of(
                    ProblemKind.ENCODED,
                    "the body must not be compressed or otherwise encoded: the only Content-Encoding is identity"));
        }
    }

    private static void checkContentType(ServerRequest request) {
        String given = request.headers().value(HeaderNames.CONTENT_TYPE).orElse("");
        if (!given.equals(JSON) && !isJson(given.toLowerCase(Locale.ROOT))) {
            throw new ProblemException(
                    Problem.of(ProblemKind.OTHER_MEDIA_TYPE, "the body must be application/json, in UTF-8"));
        }
    }

    private static boolean isJson(String mediaType) {
        String[] parts = mediaType.split(";", -1);
        boolean isJson = parts[0].strip().equals(JSON);
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().replace("\"", "");
            isJson &= !parameter.startsWith("charset=") || CHARSETS.contains(parameter);
        }
        return isJson;
    }

    private static ProblemException tooLarge(int most) {
        return new ProblemException(Problem.of(ProblemKind.TOO_LARGE, "the body must be at most " + most + " bytes"));
    }

    private static void discard(InputStream in) throws IOException {
        byte[] buffer = new byte[8 * 1024];
        long discarded = 0;
        for (int read = in.read(buffer); read >= 0 && discarded <= MOST_DISCARDED; read = in.read(buffer)) {
            discarded += read;
        }
    }

    private static String text(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        // Only a text that contains this character may have been decoded from malformed bytes.
        if (text.indexOf(REPLACEMENT) >= 0 && !isUtf8(bytes)) {
            throw new ProblemException(Problem.malformed("the body is not UTF-8"));
        }
        return text;
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
