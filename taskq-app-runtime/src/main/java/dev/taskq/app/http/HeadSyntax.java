package dev.taskq.app.http;

/**
 * The characters that RFC 9110 and RFC 9112 allow in the head of a request. Helidon takes some others for an error of the
 * server, so they are looked at before it sees them.
 */
final class HeadSyntax {
    private static final String MARKS_OF_A_TOKEN = "!#$%&'*+-.^_`|~";

    private HeadSyntax() {}

    /** Whether a text is a token, as methods and the names of headers are. */
    static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(HeadSyntax::isOfAToken);
    }

    /** Whether a target has neither blanks nor controls, is ASCII, and is without a fragment, which stays with its caller. */
    static boolean isTarget(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#');
    }

    /**
     * Whether a line is a header: a name, a colon, and a value without controls. A line that goes on with the one before, as
     * RFC 7230 did away with, is none.
     *
     * @param from where it begins
     * @param to behind its last character
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
