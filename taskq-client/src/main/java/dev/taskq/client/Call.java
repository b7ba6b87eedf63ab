package dev.taskq.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One call of the API. Immutable.
 *
 * @param method the HTTP method
 * @param target the path and the query, as in a URI
 * @param body the body, JSON in UTF-8
 * @param headers further headers
 * @param longestWait how long the coordinator may wait before it answers
 * @param harmless whether the call can be repeated although it may have been carried out
 */
record Call(
        String method,
        String target,
        Optional<byte[]> body,
        Map<String, String> headers,
        Duration longestWait,
        boolean harmless) {

    static Call get(String target) {
        return new Call("GET", target, Optional.empty(), Map.of(), Duration.ZERO, true);
    }

    static Call post(String target) {
        return new Call("POST", target, Optional.empty(), Map.of(), Duration.ZERO, true);
    }

    static Call put(String target) {
        return new Call("PUT", target, Optional.empty(), Map.of(), Duration.ZERO, true);
    }

    static Call delete(String target) {
        return new Call("DELETE", target, Optional.empty(), Map.of(), Duration.ZERO, true);
    }

    Call withBody(byte[] json) {
        return new Call(method, target, Optional.of(json), headers, longestWait, harmless);
    }

    Call withHeaders(Map<String, String> more) {
        return new Call(method, target, body, more, longestWait, harmless);
    }

    Call withWait(Duration longest) {
        return new Call(method, target, body, headers, longest, harmless);
    }

    /** A call that may do harm if it is carried out twice. */
    Call onlyOnce() {
        return new Call(method, target, body, headers, longestWait, false);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A query, with its question mark; empty without parameters. */
    static String query(Map<String, List<String>> parameters) {
        List<String> parts = new ArrayList<>();
        parameters.forEach((name, values) -> values.forEach(value -> parts.add(name + "=" + encoded(value))));
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }
}
