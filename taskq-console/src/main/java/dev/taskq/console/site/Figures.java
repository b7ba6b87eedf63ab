package dev.taskq.console.site;

import dev.taskq.TaskHistory.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Figures of the history in words. */
public final class Figures {
    private static final String NONE = "–";
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Figures() {}

    /** How many a second, with two significant digits at least. */
    public static String rate(double perSecond) {
        if (perSecond == 0) {
            return "0";
        }
        if (perSecond < 0.001) {
            return "< 0.001";
        }
        int digits = perSecond >= 10 ? 0 : perSecond >= 1 ? 1 : perSecond >= 0.1 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + digits + "f", perSecond);
    }

    /** How many a second; a dash if that cannot be told. */
    public static String rate(OptionalDouble perSecond) {
        return perSecond.isPresent() ? rate(perSecond.getAsDouble()) : NONE;
    }

    /** A duration, with a fraction of its seconds. */
    public static String time(Duration time) {
        double seconds = time.toNanos() / 1e9;
        if (time.compareTo(SECOND.dividedBy(100)) < 0) {
            return String.format(Locale.ROOT, "%.1f ms", seconds * 1_000);
        }
        if (time.compareTo(SECOND) < 0) {
            return Math.round(seconds * 1_000) + " ms";
        }
        return time.compareTo(Duration.ofMinutes(1)) < 0
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : Words.duration(time);
    }

    /** One of two quantiles; a dash if there is none. */
    public static String time(Optional<Times> times, Function<Times, Duration> which) {
        return times.map(which).map(Figures::time).orElse(NONE);
    }

    /** A part of a whole as percent, with one digit below ten. */
    public static String percent(double part) {
        double percent = part * 100;
        return percent == 0 || percent >= 9.95
                ? Math.round(percent) + " %"
                : percent < 0.05 ? "< 0.1 %" : String.format(Locale.ROOT, "%.1f %%", percent);
    }

    /** A time to the minute, in UTC. */
    public static String minute(Instant at) {
        return TIME.format(at);
    }
}
