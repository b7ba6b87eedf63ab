package dev.taskq.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as the API writes them: a number and a unit, or ISO 8601. */
class DurationConverter implements ITypeConverter<Duration> {
    private static final Pattern SHORT = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Duration MOST = Duration.ofDays(3_660);

    @Override
    public Duration convert(String text) {
        Duration duration = parse(text);
        if (duration.isNegative() || duration.compareTo(MOST) > 0) {
            throw bad(text);
        }
        return duration;
    }

    static Duration parse(String text) {
        Matcher given = SHORT.matcher(text);
        if (!given.matches()) {
            try {
                return Duration.parse(text);
            } catch (DateTimeParseException e) {
                throw bad(text);
            }
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

    private static TypeConversionException bad(String text) {
        return new TypeConversionException(
                "\"" + text + "\" is no duration; one is like 500ms, 90s, 15m, 36h or 7d, at most 3660d");
    }

    /** After which time a live system is read again and again. */
    static final class OfRepeats extends DurationConverter {
        private static final Duration LEAST = Duration.ofMillis(100);

        @Override
        public Duration convert(String text) {
            Duration duration = super.convert(text);
            if (duration.compareTo(LEAST) < 0) {
                throw new TypeConversionException("must be 100ms or more");
            }
            return duration;
        }
    }

    /** A duration of more than zero. */
    static final class Positive extends DurationConverter {
        @Override
        public Duration convert(String text) {
            Duration duration = super.convert(text);
            if (duration.isZero()) {
                throw new TypeConversionException("must be more than zero");
            }
            return duration;
        }
    }
}
