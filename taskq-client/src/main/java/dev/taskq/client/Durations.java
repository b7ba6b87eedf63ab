package dev.taskq.client;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as the API writes them: a number and a unit, or ISO 8601. */
final class Durations {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,18})(ms|s|m|h|d)");

    private Durations() {}

    /**
     * Reads a duration.
     *
     * @throws java.time.format.DateTimeParseException if the text is none
     * @throws ArithmeticException if it exceeds {@link Duration}
     */
    static Duration parse(String text) {
        Matcher given = SHORT.matcher(text);
        if (!given.matches()) {
            return Duration.parse(text);
        }
        long amount = Long.parseLong(given.group(1));
        return switch (given.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
