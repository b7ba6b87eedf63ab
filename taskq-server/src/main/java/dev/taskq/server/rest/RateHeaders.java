package dev.taskq.server.rest;

import dev.taskq.server.RateLimit;
import dev.taskq.server.rate.Quota;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.time.Duration;

/**
 * The headers {@code RateLimit} and {@code RateLimit-Policy}, by which a caller sees where it stands
 * (draft-ietf-httpapi-ratelimit-headers). The quota is the burst, and its window is the time in which an empty burst
 * grows whole again.
 */
final class RateHeaders {
    private static final HeaderName LIMIT = HeaderNames.create("RateLimit");
    private static final HeaderName POLICY = HeaderNames.create("RateLimit-Policy");
    private static final String NAME = "\"calls\"";

    private RateHeaders() {}

    /** An answer in the place of another one, with the headers of that one. */
    static Answer of(Answer first, Answer other) {
        Answer with = other;
        for (Header header : first.headers()) {
            if (header.headerName().equals(LIMIT) || header.headerName().equals(POLICY)) {
                with = with.with(header);
            }
        }
        return with;
    }

    static Answer on(Answer answer, Quota quota) {
        RateLimit limit = quota.limit();
        Duration window = limit.period().multipliedBy(limit.burst()).dividedBy(limit.calls());
        return answer.with(
                        HeaderValues.create(POLICY, NAME + ";q=" + limit.burst() + ";w=" + Seconds.roundedUp(window)))
                .with(HeaderValues.create(
                        LIMIT,
                        NAME + ";r=" + quota.remaining() + ";t="
                                + quota.wholeAfter()
                                        .plusSeconds(1)
                                        .minusNanos(1)
                                        .toSeconds()));
    }
}
