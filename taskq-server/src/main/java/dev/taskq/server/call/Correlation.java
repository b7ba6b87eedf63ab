package dev.taskq.server.call;

import dev.taskq.Origin;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** The ids that correlate a call with its logs: a well-formed id of the caller, otherwise a new one. */
public final class Correlation {
    private static final int TRACEPARENT_LENGTH = 55;
    private static final HexFormat HEX = HexFormat.of();

    private Correlation() {}

    /**
     * The correlation id of a call.
     *
     * @param given the caller's, if it gave one
     * @return that one if it is well-formed, otherwise a new one
     */
    public static String idOf(Optional<String> given) {
        return given.filter(Origin::isCorrelationId).orElseGet(() -> randomHex() + randomHex());
    }

    /**
     * The position of a call in a trace.
     *
     * @param given the caller's, if it gave one
     * @return that one if it is well-formed, otherwise a new one
     */
    public static String traceparentOf(Optional<String> given) {
        return given.filter(Correlation::isTraceparent)
                .orElseGet(() -> "00-" + randomHex() + randomHex() + "-" + randomHex() + "-00");
    }

    /** Version 00 of W3C's trace context, or a later version that begins in the same form. */
    static boolean isTraceparent(String text) {
        return text.length() == TRACEPARENT_LENGTH
                && text.charAt(2) == '-'
                && text.charAt(35) == '-'
                && text.charAt(52) == '-'
                && isHex(text, 0, 2)
                && isHex(text, 3, 35)
                && isHex(text, 36, 52)
                && isHex(text, 53, 55)
                && !text.startsWith("ff")
                && !isZero(text, 3, 35)
                && !isZero(text, 36, 52);
    }

    private static boolean isHex(String text, int from, int to) {
        return text.substring(from, to).chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    private static boolean isZero(String text, int from, int to) {
        return text.substring(from, to).chars().allMatch(c -> c == '0');
    }

    /** Never zero, which is not a valid id. */
    private static String randomHex() {
        return HEX.toHexDigits(ThreadLocalRandom.current().nextLong() | 1);
    }
}
