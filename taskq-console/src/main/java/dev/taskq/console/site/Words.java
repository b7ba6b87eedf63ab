package dev.taskq.console.site;

import dev.taskq.Recurrence;
import dev.taskq.spi.ErrorLines;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Times and numbers in words. */
public final class Words {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    /** The most names of a list in one cell. */
    static final int MOST_NAMES = 6;

    /** The longest beginning of a text, in characters. */
    static final int LONGEST_BEGINNING = 200;

    private Words() {}

    /** A time, seen from another: "3 min ago", "in 2 h", "now". */
    public static String ago(Instant at, Instant now) {
        Duration past = Duration.between(at, now);
        // Within a second, the clocks of database and coordinator decide.
        if (past.abs().compareTo(Duration.ofSeconds(1)) < 0) {
            return "now";
        }
        return past.isNegative() ? "in " + duration(past.negated()) : duration(past) + " ago";
    }

    /** A duration, rounded down to its largest unit, with the next one for hours and days. */
    public static String duration(Duration time) {
        if (time.compareTo(Duration.ofSeconds(1)) < 0) {
            return time.toMillis() + " ms";
        }
        if (time.compareTo(MINUTE) < 0) {
            return time.toSeconds() + " s";
        }
        if (time.compareTo(HOUR) < 0) {
            return two(time.toMinutes(), "min", time.toSecondsPart(), "s");
        }
        return time.compareTo(DAY) < 0
                ? two(time.toHours(), "h", time.toMinutesPart(), "min")
                : two(time.toDays(), "d", time.toHoursPart(), "h");
    }

    private static String two(long large, String unit, long small, String smallUnit) {
        return large + " " + unit + (small == 0 ? "" : " " + small + " " + smallUnit);
    }

    /** A number with a comma between thousands. */
    public static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A number and what is counted. */
    public static String count(long value, String one, String many) {
        return number(value) + " " + (value == 1 ? one : many);
    }

    /** Bytes in the unit that suits them. */
    public static String bytes(long value) {
        if (value < 1024) {
            return value + " B";
        }
        return value < 1024 * 1024 ? value / 1024 + " KiB" : value / (1024 * 1024) + " MiB";
    }

    /** How often a schedule fires, as it was put. */
    public static String recurrence(Recurrence recurrence) {
        return switch (recurrence) {
            case Recurrence.Cron(String expression, String zone) -> expression + " (" + zone + ")";
            case Recurrence.Interval(Duration interval) -> "every " + duration(interval);
        };
    }

    /** Some names of a list, and how many there are more. */
    public static String some(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())));
        return names.size() > MOST_NAMES ? first + " and " + number(names.size() - MOST_NAMES) + " more" : first;
    }

    /** The beginning of a text, for a row of a table. */
    public static String beginning(String text) {
        if (text.length() <= LONGEST_BEGINNING) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST_BEGINNING - 1))
                ? LONGEST_BEGINNING - 1
                : LONGEST_BEGINNING;
        return text.substring(0, end) + "…";
    }

    /** The beginning of the first line of an error, for a row of a table. */
    public static String firstLine(String error) {
        return beginning(ErrorLines.first(error));
    }

    /** A text as a sentence: it begins with a capital letter and ends with a full stop. */
    static String sentence(String text) {
        String begun = Character.toUpperCase(text.charAt(0)) + text.substring(1);
        return begun.endsWith(".") ? begun : begun + ".";
    }

    /** A word of the API as the begin of a text. */
    public static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + plain(word.substring(1));
    }

    /** A name of the API as words: {@code gave_up} is "gave up". */
    public static String plain(String wireName) {
        return wireName.replace('_', ' ');
    }
}
