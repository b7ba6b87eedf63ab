package dev.taskq.server.page;

import java.util.List;
import java.util.Optional;

/**
 * The answer to a request for a page. Immutable.
 *
 * @param status the status of HTTP
 * @param contentType the media type of the body; empty if there is no body
 * @param body the body; not modified afterwards
 * @param gzip the body, compressed with gzip; only for a body that is the same for every caller, and so was compressed
 *     once
 * @param headers further headers
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PageAnswer(int status, String contentType, byte[] body, Optional<byte[]> gzip, List<Header> headers) {
    /** Copies the list. */
    public PageAnswer {
        headers = List.copyOf(headers);
    }

    /** A header. */
    public record Header(String name, String value) {}
}
