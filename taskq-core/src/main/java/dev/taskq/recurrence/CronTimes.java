package dev.taskq.recurrence;

import com.cronutils.model.Cron;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.field.expression.Always;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.taskq.TaskRejectedException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The times of a cron expression in a time zone.
 *
 * <p>The library computes on local times without a zone. What becomes of a local time when the clocks change is decided here.
 * An expression that names hours means the clock on the wall: a time that does not exist fires when the clocks are put forward,
 * once, and a time that exists twice fires the first time. An expression for every hour means the time that passes: it fires at
 * each of its times that exist, also the second time.
 */
final class CronTimes implements FireTimes {
    private static final int LONGEST = 200;
    private static final CronDefinition DEFINITION = CronDefinitionBuilder.defineCron()
            .withMinutes()
            .withStrictRange()
            .and()
            .withHours()
            .withStrictRange()
            .and()
            .withDayOfMonth()
            .withStrictRange()
            .and()
            .withMonth()
            .withStrictRange()
            .and()
            .withDayOfWeek()
            .withValidRange(0, 7)
            .withMondayDoWValue(1)
            .withIntMapping(7, 0)
            .withStrictRange()
            .and()
            .withSupportedNicknameHourly()
            .withSupportedNicknameDaily()
            .withSupportedNicknameMidnight()
            .withSupportedNicknameWeekly()
            .withSupportedNicknameMonthly()
            .withSupportedNicknameYearly()
            .withSupportedNicknameAnnually()
            .instance();

    private final ExecutionTime times;
    private final boolean isEveryHour;
    private final ZoneRules rules;
    /** Many schedules with one expression are due at the same instant, so the same is asked again and again. */
    private volatile @Nullable Next lastNext;

    /** The first local time of the expression after a whole minute. */
    private record Next(LocalDateTime after, Optional<LocalDateTime> found) {}

    private CronTimes(Cron cron, ZoneRules rules) {
        this.times = ExecutionTime.forCron(cron);
        this.isEveryHour = cron.retrieve(CronFieldName.HOUR).getExpression() instanceof Always;
        this.rules = rules;
    }

    static CronTimes of(String expression, String zone) {
        return new CronTimes(parse(expression), zone(zone).getRules());
    }

    private static Cron parse(String expression) {
        try {
            if (expression.length() > LONGEST) {
                throw new IllegalArgumentException("longer than " + LONGEST + " characters");
            }
            return new CronParser(DEFINITION).parse(expression).validate();
        } catch (IllegalArgumentException e) {
            throw new TaskRejectedException(
                    "/cron",
                    "must be five fields (minute, hour, day of the month, month, day of the week), or @hourly, @daily,"
                            + " @weekly, @monthly or @yearly");
        }
    }

    private static ZoneId zone(String zone) {
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new TaskRejectedException("/zone", "must be a time zone such as Europe/Berlin or UTC");
        }
    }

    @Override
    public Optional<Instant> after(Instant time) {
        return isEveryHour ? passingAfter(time) : onTheWallAfter(time);
    }

    @Override
    public Optional<Instant> atOrBefore(Instant time) {
        return isEveryHour ? passingAtOrBefore(time) : onTheWallAtOrBefore(time);
    }

    private Optional<Instant> onTheWallAfter(Instant time) {
        Optional<LocalDateTime> next = next(local(time));
        while (next.isPresent() && !onTheWall(next.get()).isAfter(time)) {
            next = next(next.get());
        }
        return next.map(this::onTheWall);
    }

    private Optional<Instant> onTheWallAtOrBefore(Instant time) {
        LocalDateTime from = local(time);
        ZoneOffsetTransition change = rules.getTransition(from);
        // The second time that the clock shows it: all that it showed the first time is before.
        boolean isSecond = change != null && change.isOverlap() && !time.isBefore(change.getInstant());
        Optional<LocalDateTime> last = lastUpTo(isSecond ? change.getDateTimeBefore() : from);
        while (last.isPresent() && onTheWall(last.get()).isAfter(time)) {
            last = lastUpTo(last.get().minusMinutes(1));
        }
        return last.map(this::onTheWall);
    }

    /** When the clock on the wall first shows a local time, or a later one because it never shows it. */
    private Instant onTheWall(LocalDateTime local) {
        ZoneOffsetTransition change = rules.getTransition(local);
        return change != null && change.isGap() ? change.getInstant() : local.toInstant(rules.getOffset(local));
    }

    private Optional<Instant> passingAfter(Instant time) {
        Instant from = time;
        Optional<LocalDateTime> next = next(local(from));
        while (next.isPresent()) {
            Instant found = next.get().toInstant(rules.getOffset(from));
            ZoneOffsetTransition change = rules.nextTransition(from);
            if (change == null || found.isBefore(change.getInstant())) {
                return Optional.of(found);
            }
            from = change.getInstant();
            next = next(change.getDateTimeAfter().minusNanos(1));
        }
        return Optional.empty();
    }

    private Optional<Instant> passingAtOrBefore(Instant time) {
        Instant from = time;
        Optional<LocalDateTime> last = lastUpTo(local(from));
        while (last.isPresent()) {
            Instant found = last.get().toInstant(rules.getOffset(from));
            ZoneOffsetTransition change = rules.previousTransition(from.plusNanos(1));
            if (change == null || !found.isBefore(change.getInstant())) {
                return Optional.of(found);
            }
            from = change.getInstant().minusNanos(1);
            last = lastUpTo(local(from));
        }
        return Optional.empty();
    }

    private LocalDateTime local(Instant time) {
        return LocalDateTime.ofInstant(time, rules.getOffset(time));
    }

    /** The first local time of the expression after one. The expression has whole minutes. */
    private Optional<LocalDateTime> next(LocalDateTime local) {
        LocalDateTime after = local.truncatedTo(ChronoUnit.MINUTES);
        Next known = lastNext;
        if (known == null || !known.after().equals(after)) {
            known = new Next(
                    after, times.nextExecution(after.atZone(ZoneOffset.UTC)).map(found -> found.toLocalDateTime()));
            lastNext = known;
        }
        return known.found();
    }

    /** The last local time of the expression that is not after one. */
    private Optional<LocalDateTime> lastUpTo(LocalDateTime local) {
        LocalDateTime behind = local.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
        return times.lastExecution(behind.atZone(ZoneOffset.UTC)).map(found -> found.toLocalDateTime());
    }
}
