package dev.taskq.spring;

import dev.taskq.CatchUp;
import dev.taskq.NewSchedule;
import dev.taskq.Recurrence;
import dev.taskq.TaskRejectedException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

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

    /** What an annotation says, for messages. The params are left out: placeholders may have put secrets into them. */
    static Attributes attributes(ConfigurableListableBeanFactory beans, HandlerMethod method, Recurring how) {
        return new Attributes(Map.of(
                "name", text(beans, name(method.bean(), method.method().getName(), how)),
                "cron", text(beans, how.cron()),
                "every", text(beans, how.every()),
                "zone", text(beans, how.zone())));
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
            throw new IllegalArgumentException(
                    "a method that recurs has either a cron expression or an interval: set cron = \"0 2 * * *\" or"
                            + " every = \"10m\"");
        }
        return cron.isEmpty()
                ? Recurrence.every(Attributes.duration("interval", every, "10m or PT1H30M"))
                : Recurrence.cron(cron, zone(zone));
    }

    private static ZoneId zone(String id) {
        try {
            return ZoneId.of(id);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + id + "' is no time zone such as Europe/Berlin", e);
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
