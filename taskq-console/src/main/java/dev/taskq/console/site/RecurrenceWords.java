package dev.taskq.console.site;

import com.cronutils.descriptor.CronDescriptor;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;
import dev.taskq.Recurrence;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** How often a schedule fires, in words. */
public final class RecurrenceWords {
    /** What a schedule may have; whether an expression is valid was checked when it was put. */
    private static final CronDefinition DEFINITION = CronDefinitionBuilder.defineCron()
            .withMinutes()
            .and()
            .withHours()
            .and()
            .withDayOfMonth()
            .and()
            .withMonth()
            .and()
            .withDayOfWeek()
            .withValidRange(0, 7)
            .withMondayDoWValue(1)
            .withIntMapping(7, 0)
            .and()
            .withSupportedNicknameHourly()
            .withSupportedNicknameDaily()
            .withSupportedNicknameMidnight()
            .withSupportedNicknameWeekly()
            .withSupportedNicknameMonthly()
            .withSupportedNicknameYearly()
            .withSupportedNicknameAnnually()
            .instance();

    /** What the library says of one time of each day. */
    private static final Pattern ONE_TIME = Pattern.compile("at \\d\\d:\\d\\d");

    private RecurrenceWords() {}

    /** A recurrence in words: "every 15 min", "at 02:00 every day between Monday and Friday, Berlin". */
    public static String of(Recurrence recurrence) {
        return switch (recurrence) {
            case Recurrence.Cron(String expression, String zone) -> cron(expression) + ", " + place(zone);
            case Recurrence.Interval(Duration interval) -> "every " + Words.duration(interval);
        };
    }

    /** The expression itself, if this version cannot read it. */
    private static String cron(String expression) {
        try {
            String words = CronDescriptor.instance(Locale.ENGLISH)
                    .describe(new CronParser(DEFINITION).parse(expression))
                    .strip();
            return ONE_TIME.matcher(words).matches() ? "every day " + words : words;
        } catch (IllegalArgumentException e) {
            return expression;
        }
    }

    /** The last part of the id of a time zone: the city, or UTC. */
    private static String place(String zone) {
        return zone.substring(zone.lastIndexOf('/') + 1).replace('_', ' ');
    }
}
