package dev.taskq.load;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rate of calls.
 *
 * @param number the number of calls, 1 or more
 * @param unit the time for this number
 * @param text the text from which it was read
 */
record Rate(long number, Duration unit, String text) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,6})/(s|min|h)");
    private static final Map<String, Duration> UNITS =
            Map.of("s", Duration.ofSeconds(1), "min", Duration.ofMinutes(1), "h", Duration.ofHours(1));
    private static final double MOST_A_SECOND = 100_000;

    static Rate parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (matcher.matches()) {
            long number = Long.parseLong(matcher.group(1));
            Rate rate = new Rate(number, UNITS.getOrDefault(matcher.group(2), Duration.ZERO), text);
            if (number > 0 && rate.perSecond() <= MOST_A_SECOND) {
                return rate;
            }
        }
        throw new IllegalArgumentException(
                "\"" + text + "\" is not a rate: write a number and /s, /min or /h, up to 100000/s, such as 1000/min");
    }

    double perSecond() {
        return number * 1e9 / unit.toNanos();
    }

    /** When the call with a number is due, in nanoseconds after the first one. */
    long due(long call) {
        return call / number * unit.toNanos() + call % number * unit.toNanos() / number;
    }

    /** The number of calls that are due within a time. */
    long callsIn(Duration time) {
        return Math.max(1, Math.round(time.toNanos() / 1e9 * perSecond()));
    }

    @Override
    public String toString() {
        return text;
    }
}
