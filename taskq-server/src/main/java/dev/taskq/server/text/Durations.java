package dev.taskq.server.text;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations in text: a number and a unit, or ISO 8601 without months and years. A number has at most 18 digits, not
 * counting leading zeros.
 */
public final class Durations {
    /** What is allowed, for messages. */
    public static final String ALLOWED =
            "must be a duration such as 90s, 15m, 36h or 7d, or ISO 8601 without months and years";

    private static final Pattern SHORT = Pattern.compile("(\\d{1,18})(ms|s|m|h|d)");
    private static final Pattern WEEKS = Pattern.compile("P(\\d{1,18})W");
    private static final Pattern ISO = Pattern.compile(
            "P(?:(\\d{1,18})D)?(T(?=\\d)(?:(\\d{1,18})H)?(?:(\\d{1,18})M)?" + "(?:(\\d{1,18}(?:\\.\\d{1,9})?)S)?)?");

    private Durations() {}

    /**
     * Reads a duration.
     *
     * @param text like {@code 500ms}, {@code 90s}, {@code 15m}, {@code 36h}, {@code 7d}, {@code PT1H30M} or {@code P2W}
     * @return the duration, zero or more; empty if the text is no duration or exceeds {@link Duration}
     */
    public static Optional<Duration> parse(String text) {
        try {
            return parts(text);
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    /**
     * Writes a duration in the form that {@link #parse} reads, in the largest unit that gives a whole number.
     *
     * @param duration zero or more
     * @return the text; ISO 8601 if the duration is not a whole number of milliseconds
     */
    public static String format(Duration duration) {
        if (duration.toNanosPart() % 1_000_000 != 0) {
            return duration.toString();
        }
        if (duration.toNanosPart() != 0) {
            return duration.toMillis() + "ms";
        }
        long seconds = duration.toSeconds();
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + "s";
        }
        if (seconds % 3_600 != 0) {
            return seconds / 60 + "m";
        }
        return seconds % 86_400 == 0 ? seconds / 86_400 + "d" : seconds / 3_600 + "h";
    }

    private static Optional<Duration> parts(String text) {
        Matcher shortForm = SHORT.matcher(text);
        if (shortForm.matches()) {
            long amount = Long.parseLong(shortForm.group(1));
            return Optional.of(
                    switch (shortForm.group(2)) {
                        case "ms" -> Duration.ofMillis(amount);
                        case "s" -> Duration.ofSeconds(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        case "h" -> Duration.ofHours(amount);
                        default -> Duration.ofDays(amount);
                    });
        }
        Matcher weeks = WEEKS.matcher(text);
        if (weeks.matches()) {
            return Optional.of(Duration.ofDays(Math.multiplyExact(Long.parseLong(weeks.group(1)), 7L)));
        }
        Matcher iso = ISO.matcher(text);
        if (!iso.matches() || (iso.group(1) == null && iso.group(2) == null)) {
            return Optional.empty();
        }
        BigDecimal seconds = new BigDecimal(given(iso, 5));
        return Optional.of(Duration.ofDays(Long.parseLong(given(iso, 1)))
                .plus(Duration.ofHours(Long.parseLong(given(iso, 3))))
                .plus(Duration.ofMinutes(Long.parseLong(given(iso, 4))))
                .plus(Duration.ofSeconds(
                        seconds.longValue(),
                        seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue())));
    }

    private static String given(Matcher iso, int group) {
        String digits = iso.group(group);
        return digits == null ? "0" : digits;
    }
}
