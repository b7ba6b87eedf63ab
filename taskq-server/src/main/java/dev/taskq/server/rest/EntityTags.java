package dev.taskq.server.rest;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The validators of responses. A tag is a hash of the body, so it changes with everything that a caller can see. It is
 * weak, because a body may be sent compressed or not under the same tag.
 */
final class EntityTags {
    private static final int HASH_BYTES = 16;
    private static final String WEAK = "W/";

    /** A copy may be kept, and must be validated at each use. */
    private static final Header VALIDATE = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "private, no-cache");

    private EntityTags() {}

    /**
     * The response with its tag. If the caller has it already, by {@code If-None-Match}, the response is 304 without a
     * body.
     *
     * @param answer the response to a read that succeeded
     */
    static Answer on(Answer answer, ServerRequest request) {
        String tag = "\"" + hash(answer.body()) + "\"";
        Answer sent = isKnown(tag, request.headers()) ? Answer.empty(Status.NOT_MODIFIED_304) : answer;
        return sent.with(HeaderValues.create(HeaderNames.ETAG, WEAK + tag)).with(VALIDATE);
    }

    private static boolean isKnown(String tag, Headers headers) {
        List<String> given = headers.contains(HeaderNames.IF_NONE_MATCH)
                ? headers.all(HeaderNames.IF_NONE_MATCH, List::of)
                : List.of();
        return given.stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .map(String::strip)
                .anyMatch(one -> one.equals("*") || one.equals(tag) || one.equals(WEAK + tag));
    }

    private static String hash(byte[] body) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, HASH_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
