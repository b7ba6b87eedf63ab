package dev.taskq.server.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times in RFC 3339, which is narrower than ISO 8601, with offsets up to 23:59 in both directions. The colon of an
 * offset may be missing, as {@code strftime} writes it.
 */
public final class Times {
    /** What is allowed, for messages. */
    public static final String ALLOWED = "must be an RFC 3339 time with an offset, such as 2026-11-24T12:00:00Z";

    private static final Pattern FORM = Pattern.compile(
            "(\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?)" + "(?:Z|([+-])([01]\\d|2[0-3]):?([0-5]\\d))");

    private Times() {}

    /**
     * Reads a time.
     *
     * @param text the text
     * @return the time; empty if the text is no time
     */
    public static Optional<Instant> parse(String text) {
        Matcher form = FORM.matcher(text.toUpperCase(Locale.ROOT));
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            Instant local = LocalDateTime.parse(form.group(1)).toInstant(ZoneOffset.UTC);
            return Optional.of(local.minusSeconds(offsetSeconds(form)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Parsed here, because {@link ZoneOffset} ends at 18 hours. */
    private static long offsetSeconds(Matcher form) {
        if (form.group(2) == null) {
            return 0;
        }
        long seconds = 3_600L * Long.parseLong(form.group(3)) + 60L * Long.parseLong(form.group(4));
        return form.group(2).equals("-") ? -seconds : seconds;
    }
}
