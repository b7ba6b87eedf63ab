package dev.taskq.load;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often something is done.
 *
 * @param number how often, 1 or more
 * @param unit in which time
 * @param text as it was written
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
                "\"" + text + "\" is no rate: write a number and /s, /min or /h, up to 100000/s, such as 1000/min");
    }

    double perSecond() {
        return number * 1e9 / unit.toNanos();
    }

    /** When the call of a number is due, in nanoseconds after the first. */
    long due(long call) {
        return call / number * unit.toNanos() + call % number * unit.toNanos() / number;
    }

    /** How many calls are due before a time is over. */
    long callsIn(Duration time) {
        return Math.max(1, Math.round(time.toNanos() / 1e9 * perSecond()));
    }

    @Override
    public String toString() {
        return text;
    }
}
