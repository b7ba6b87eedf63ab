package dev.taskq.server.http;

import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectTransportRequest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the whole head of a request, up to a limit. An HTTP/1.0 head is rewritten as the HTTP/1.1 head of the same
 * meaning, since Helidon supports only that. Anything that is not HTTP is refused. Used by one thread.
 */
final class RequestHead {
    /** Helidon's limit, named in the message to a caller that sends more. */
    static final int LONGEST_LINE = 4 * 1024;

    static final int MOST_HEADERS = 16 * 1024;

    private static final Status TOO_LARGE = Status.create(431, "Request Header Fields Too Large");
    private static final int MOST_EMPTY_LINES = 8;
    private static final Pattern VERSION = Pattern.compile("HTTP/([0-9]+\\.[0-9]+)\r");

    /** What nearly all requests have at the end of their first line. */
    private static final String USUAL_VERSION = "HTTP/1.1\r";

    /** No registered method has lower-case letters, and methods are case-sensitive. */
    private static final Pattern LOWER_CASE = Pattern.compile("[a-z]");

    /** A path, an absolute URI, or the asterisk for the whole server. Helidon fails at any other target. */
    private static final Pattern TARGET = Pattern.compile("/.*|https?://[^/].*|\\*", Pattern.CASE_INSENSITIVE);

    /** Headers about the connection to an HTTP/1.0 caller, which is never kept open. */
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "keep-alive", "proxy-connection", "expect", "upgrade", "te");

    private final SocketBytes bytes;
    private final Runnable begins;
    private boolean isHttp10;

    /**
     * Creates a reader of one head.
     *
     * @param begins called when the first byte has arrived
     */
    RequestHead(SocketBytes bytes, Runnable begins) {
        this.bytes = bytes;
        this.begins = begins;
    }

    /**
     * Reads the head.
     *
     * @return the head; empty at the end of the stream
     */
    byte[] read() {
        for (int empty = 0; ; empty++) {
            if (bytes.available() == 0 && !bytes.fill()) {
                return new byte[0];
            }
            begins.run();
            int end = line();
            // An empty line may precede a request: old clients sent one after a body.
            if (end > 1 || bytes.at(0) != '\r' || empty == MOST_EMPTY_LINES) {
                return rest(end);
            }
            bytes.skip(end + 1);
        }
    }

    /** Whether the head that was read is of an HTTP/1.0 caller. */
    boolean isHttp10() {
        return isHttp10;
    }

    /** The index of the end of the first line. */
    private int line() {
        int end = bytes.indexOf((byte) '\n', 0);
        while (end < 0 && bytes.available() <= LONGEST_LINE) {
            fill();
            end = bytes.indexOf((byte) '\n', 0);
        }
        if (end < 0 || end > LONGEST_LINE) {
            readOn();
            throw SocketBytes.refusal(
                    Status.REQUEST_URI_TOO_LONG_414,
                    "",
                    "the first line of a request must be at most " + LONGEST_LINE + " bytes");
        }
        return end;
    }

    /** Reads the headers behind a line that is too long, as far as the limit goes: the answer depends on them. */
    private void readOn() {
        while (bytes.available() <= MOST_HEADERS
                && !bytes.text(bytes.available()).contains("\r\n\r\n")) {
            if (!bytes.fill()) {
                return;
            }
        }
    }

    private byte[] rest(int endOfLine) {
        String line = bytes.text(endOfLine);
        int endOfMethod = line.indexOf(' ');
        int endOfTarget = line.indexOf(' ', endOfMethod + 1);
        String version = version(line.substring(endOfTarget + 1));
        if (endOfMethod < 0 || endOfTarget < 0 || version.isEmpty()) {
            throw SocketBytes.refusal(
                    Status.BAD_REQUEST_400,
                    line.split("[ \r]", 2)[0],
                    "the first line must be a method, a target and an HTTP version");
        }
        String method = line.substring(0, endOfMethod);
        String target = line.substring(endOfMethod + 1, endOfTarget);
        if (!HeadSyntax.isToken(method)) {
            throw SocketBytes.refusal(
                    Status.BAD_REQUEST_400, "", "the method has a character that is not allowed, or is empty");
        }
        if (LOWER_CASE.matcher(method).find()) {
            // Helidon would accept "get" as GET.
            throw SocketBytes.refusal(
                    Status.NOT_IMPLEMENTED_501,
                    method,
                    "there is no method " + method + ": methods are written in capital letters");
        }
        if (method.equals("CONNECT")) {
            throw SocketBytes.refusal(Status.NOT_IMPLEMENTED_501, method, "this server is not a proxy");
        }
        if (!isUsual(target) && !TARGET.matcher(target).matches()) {
            throw SocketBytes.refusal(Status.BAD_REQUEST_400, method, "the target must be a path or an absolute URI");
        }
        if (!HeadSyntax.isTarget(target)) {
            throw SocketBytes.refusal(Status.BAD_REQUEST_400, method, "the target has a character that is not allowed");
        }
        isHttp10 = version.equals("1.0");
        return switch (version) {
            case "1.1" -> bytes.take(end(endOfLine, method));
            case "1.0" -> rewritten(bytes.take(end(endOfLine, method)), method);
            default ->
                throw RequestException.builder()
                        .type(EventType.HTTP_VERSION_NOT_SUPPORTED)
                        .request(DirectTransportRequest.create("", method, ""))
                        .setKeepAlive(false)
                        .message("only HTTP/1.1 and HTTP/1.0 are supported")
                        .build();
        };
    }

    /** The version at the end of a first line; empty where there is none. */
    private static String version(String end) {
        if (end.equals(USUAL_VERSION)) {
            return "1.1";
        }
        Matcher matcher = VERSION.matcher(end);
        return matcher.matches() ? matcher.group(1) : "";
    }

    /** A path without characters that a pattern's dot does not match. */
    private static boolean isUsual(String target) {
        return target.startsWith("/") && HeadSyntax.isTarget(target);
    }

    /** The number of bytes up to the end of the empty line that ends the head. */
    private int end(int endOfLine, String method) {
        int lineBegins = endOfLine + 1;
        while (true) {
            int end = bytes.indexOf((byte) '\n', lineBegins);
            if (end < 0 && bytes.available() - endOfLine <= MOST_HEADERS) {
                fill();
            } else if (end < 0 || end - endOfLine > MOST_HEADERS) {
                throw SocketBytes.refusal(TOO_LARGE, method, "the headers must be at most " + MOST_HEADERS + " bytes");
            } else if (bytes.at(end - 1) != '\r') {
                throw SocketBytes.refusal(
                        Status.BAD_REQUEST_400, method, "a line of the headers does not end with CR and LF");
            } else if (end - 1 == lineBegins) {
                return end + 1;
            } else if (!HeadSyntax.isHeader(bytes, lineBegins, end - 1)) {
                throw SocketBytes.refusal(
                        Status.BAD_REQUEST_400,
                        method,
                        "a header has a character that is not allowed, or no name, or is folded");
            } else {
                lineBegins = end + 1;
            }
        }
    }

    private void fill() {
        if (!bytes.fill()) {
            throw SocketBytes.refusal(
                    Status.BAD_REQUEST_400, "", "the connection ended before the request's headers did");
        }
    }

    private static byte[] rewritten(byte[] head, String method) {
        String[] lines = new String(head, StandardCharsets.ISO_8859_1).split("\r\n", -1);
        StringBuilder text = new StringBuilder(head.length);
        text.append(lines[0], 0, lines[0].length() - 1).append("1\r\nConnection: close\r\n");
        boolean hasHost = false;
        for (int i = 1; i < lines.length - 2; i++) {
            String name = lines[i].replaceFirst("[: ].*", "").toLowerCase(Locale.ROOT);
            if (name.equals("transfer-encoding")) {
                throw SocketBytes.refusal(
                        Status.BAD_REQUEST_400, method, "HTTP/1.0 does not know the header Transfer-Encoding");
            }
            hasHost |= name.equals("host");
            if (!OF_THE_CONNECTION.contains(name)) {
                text.append(lines[i]).append("\r\n");
            }
        }
        if (!hasHost) {
            text.append("Host: localhost\r\n");
        }
        return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
