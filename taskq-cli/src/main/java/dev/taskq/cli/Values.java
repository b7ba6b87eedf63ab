package dev.taskq.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Values of the API as people read them. */
final class Values {
    private static final MathContext THREE_DIGITS = new MathContext(3);
    private static final int SECONDS_SHOWN_EXACTLY = 120;
    private static final int MINUTES_SHOWN_EXACTLY = 120;
    private static final int HOURS_SHOWN_EXACTLY = 48;

    private Values() {}

    /** A value on one line; empty if it is absent. */
    static String text(JsonNode value) {
        if (value.isArray()) {
            List<String> parts = new ArrayList<>();
            value.forEach(part -> parts.add(text(part)));
            return String.join(", ", parts);
        }
        return value.isObject() ? value.toString() : value.asText();
    }

    /** A time; empty if it is absent or cannot be read. */
    static Optional<Instant> time(JsonNode value) {
        try {
            return value.isTextual() ? Optional.of(Instant.parse(value.asText())) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** How long ago a time is, or how far ahead; empty if it is absent. */
    static String ago(JsonNode value, Instant now) {
        return time(value).map(at -> ago(at, now)).orElse("");
    }

    static String ago(Instant at, Instant now) {
        return at.isAfter(now) ? "in " + length(Duration.between(now, at)) : length(Duration.between(at, now)) + " ago";
    }

    /** A number of seconds with three digits, in one unit. */
    static String seconds(double seconds) {
        if (seconds < 1) {
            return rounded(seconds * 1_000) + "ms";
        }
        return seconds < SECONDS_SHOWN_EXACTLY ? rounded(seconds) + "s" : length(Duration.ofSeconds((long) seconds));
    }

    private static String rounded(double value) {
        return BigDecimal.valueOf(value)
                .round(THREE_DIGITS)
                .stripTrailingZeros()
                .toPlainString();
    }

    /** A length of time in one unit. */
    static String length(Duration length) {
        if (length.toSeconds() < SECONDS_SHOWN_EXACTLY) {
            return length.toSeconds() + "s";
        }
        if (length.toMinutes() < MINUTES_SHOWN_EXACTLY) {
            return length.toMinutes() + "m";
        }
        return length.toHours() < HOURS_SHOWN_EXACTLY ? length.toHours() + "h" : length.toDays() + "d";
    }
}
