package dev.taskq.server.http;

import io.helidon.http.DirectHandler.TransportRequest;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.WritableHeaders;
import java.nio.charset.StandardCharsets;

/**
 * A request that is refused before it reaches a route, with its headers as far as they were received: the answer
 * depends on some of them, and Helidon does not know them yet. Immutable.
 *
 * @param method the method; empty if it is not known
 * @param headers those that were received whole
 */
record RefusedRequest(String method, ServerRequestHeaders headers) implements TransportRequest {
    /**
     * Reads what there is of a head.
     *
     * @param method the method; empty if it is not known
     * @param head the bytes of the head that were received, and perhaps some that follow it
     */
    static RefusedRequest of(String method, byte[] head) {
        WritableHeaders<?> headers = WritableHeaders.create();
        String[] lines = new String(head, StandardCharsets.ISO_8859_1).split("\r\n", -1);
        // The last part has no end yet, so it may be half a header.
        for (int i = 1; i < lines.length - 1 && !lines[i].isEmpty(); i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0 && HeadSyntax.isToken(lines[i].substring(0, colon))) {
                headers.add(
                        HeaderNames.create(lines[i].substring(0, colon)),
                        lines[i].substring(colon + 1).strip());
            }
        }
        return new RefusedRequest(method, ServerRequestHeaders.create(headers));
    }

    @Override
    public String protocolVersion() {
        return "";
    }

    @Override
    public String path() {
        return "";
    }
}
