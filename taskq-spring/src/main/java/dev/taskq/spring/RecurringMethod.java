package dev.taskq.spring;

import dev.taskq.CatchUp;
import dev.taskq.NewSchedule;
import dev.taskq.Recurrence;
import dev.taskq.TaskRejectedException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Locale;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * A schedule, and the method that declares it. Immutable.
 *
 * @param schedule the schedule, without a caller
 * @param place names the method and its bean, for people
 */
record RecurringMethod(NewSchedule schedule, String place) {
    /**
     * The schedule of a method that recurs.
     *
     * @param beans resolves placeholders
     * @param handler the handler that the method is
     * @throws TaskRejectedException if it cannot be accepted
     * @throws IllegalArgumentException if it cannot be read
     */
    static RecurringMethod of(
            ConfigurableListableBeanFactory beans,
            HandlerMethod method,
            Recurring how,
            dev.taskq.TaskHandler<?> handler) {
        String params = text(beans, how.params());
        NewSchedule schedule = NewSchedule.of(
                        text(beans, name(method.bean(), method.method().getName(), how)),
                        recurrence(text(beans, how.cron()), text(beans, how.zone()), text(beans, how.every())),
                        handler.type().name(),
                        params)
                .withCatchUp(catchUp(how))
                .withOverlap(how.overlap());
        handler.type().read(params);
        return new RecurringMethod(schedule, method.place());
    }

    /** The name of a method's schedule, perhaps with placeholders. */
    static String name(String bean, String method, Recurring how) {
        return how.name().isEmpty() ? inSnakeCase(bean) + "." + inSnakeCase(method) : how.name();
    }

    private static String inSnakeCase(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    private static Recurrence recurrence(String cron, String zone, String every) {
        if (cron.isEmpty() == every.isEmpty()) {
            throw new IllegalArgumentException("a method that recurs has either a cron expression or an interval");
        }
        return cron.isEmpty() ? Recurrence.every(interval(every)) : Recurrence.cron(cron, zone(zone));
    }

    private static ZoneId zone(String id) {
        try {
            return ZoneId.of(id);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + id + "' is no time zone such as Europe/Berlin", e);
        }
    }

    private static Duration interval(String text) {
        try {
            return DurationFormatterUtils.detectAndParse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the interval '" + text + "' is no duration such as 10m or PT1H30M", e);
        }
    }

    private static CatchUp catchUp(Recurring how) {
        return switch (how.catchUp()) {
            case SKIP -> CatchUp.skip();
            case ONE -> CatchUp.one();
            case ALL -> CatchUp.all(how.catchUpMost());
        };
    }

    private static String text(ConfigurableListableBeanFactory beans, String declared) {
        String resolved = beans.resolveEmbeddedValue(declared);
        return resolved == null ? "" : resolved;
    }
}
