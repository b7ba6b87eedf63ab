package dev.taskq.server.http;

/**
 * The characters that RFC 9110 and RFC 9112 allow in the head of a request. Helidon reports some others as a server
 * error, so this class checks them before Helidon sees them.
 */
final class HeadSyntax {
    private static final String MARKS_OF_A_TOKEN = "!#$%&'*+-.^_`|~";

    private HeadSyntax() {}

    /** Whether a text is a token, as methods and header names must be. */
    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isOfAToken(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /**
     * Whether a target is ASCII without blanks and control characters, and has no fragment, which a client must not
     * send.
     */
    static boolean isTarget(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#') {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether a line is a header: a name, a colon, and a value without control characters. A continuation of the line
     * before, obsolete since RFC 7230, is not.
     *
     * @param from the index of its first character
     * @param to the index after its last character
     */
    static boolean isHeader(SocketBytes bytes, int from, int to) {
        int colon = from;
        while (colon < to && isOfAToken(bytes.at(colon))) {
            colon++;
        }
        if (colon == from || colon == to || bytes.at(colon) != ':') {
            return false;
        }
        for (int i = colon + 1; i < to; i++) {
            int c = bytes.at(i) & 0xff;
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOfAToken(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || (c > 0 && MARKS_OF_A_TOKEN.indexOf(c) >= 0);
    }
}
