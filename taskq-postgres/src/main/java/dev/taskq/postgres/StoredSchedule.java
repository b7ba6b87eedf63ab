package dev.taskq.postgres;

import static dev.taskq.postgres.generated.Tables.SCHEDULES;
import static dev.taskq.postgres.generated.Tables.TASKS;

import dev.taskq.CatchUp;
import dev.taskq.NewSchedule;
import dev.taskq.Overlap;
import dev.taskq.Recurrence;
import dev.taskq.Schedule;
import dev.taskq.TaskLimits;
import dev.taskq.TaskStatus;
import dev.taskq.postgres.generated.tables.records.SchedulesRecord;
import dev.taskq.spi.ScheduleRow;
import java.sql.Connection;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;

/** Converts rows of schedules. */
final class StoredSchedule {
    /** All columns except the params, which may be long. */
    static final List<Field<?>> BRIEF = Arrays.stream(SCHEDULES.fields())
            .filter(column -> !column.equals(SCHEDULES.PARAMS))
            .toList();

    private StoredSchedule() {}

    static ScheduleRow row(SchedulesRecord row) {
        return new ScheduleRow(schedule(row, row.getParams().data()), row.getVersion(), row.getAnchorAt());
    }

    static Schedule listed(SchedulesRecord row) {
        return schedule(row, "{}");
    }

    private static Schedule schedule(SchedulesRecord row, String params) {
        return new Schedule(
                definition(row, params),
                row.getPaused(),
                Optional.ofNullable(row.getNextFireAt()),
                new Schedule.Last(
                        Optional.ofNullable(row.getLastFireAt()),
                        row.getLastTaskId() == null ? OptionalLong.empty() : OptionalLong.of(row.getLastTaskId()),
                        Optional.ofNullable(row.getLastSkippedAt())),
                new Schedule.Counts(row.getFired(), row.getSkipped()),
                row.getCreatedAt(),
                row.getUpdatedAt());
    }

    private static NewSchedule definition(SchedulesRecord row, String params) {
        Integer maxAttempts = row.getMaxAttempts();
        Long timeout = row.getTimeoutMs();
        return new NewSchedule(
                row.getName(),
                recurrence(row.getCron(), row.getZone(), row.getEveryUs()),
                row.getType(),
                params,
                new TaskLimits(
                        maxAttempts == null ? OptionalInt.empty() : OptionalInt.of(maxAttempts),
                        Optional.ofNullable(timeout).map(Duration::ofMillis)),
                catchUp(row.getCatchUp(), row.getCatchUpMax()),
                Overlap.valueOf(row.getOverlap().toUpperCase(Locale.ROOT)),
                row.getCaller());
    }

    static Recurrence recurrence(@Nullable String cron, @Nullable String zone, @Nullable Long everyMicros) {
        return cron != null && zone != null
                ? new Recurrence.Cron(cron, zone)
                : new Recurrence.Interval(Stamps.ofMicros(everyMicros == null ? 0 : everyMicros));
    }

    static CatchUp catchUp(String policy, @Nullable Integer most) {
        return switch (policy) {
            case "skip" -> CatchUp.skip();
            case "all" -> CatchUp.all(most == null ? 1 : most);
            default -> CatchUp.one();
        };
    }

    /** All columns of a row. */
    static SchedulesRecord record(ScheduleRow row) {
        Schedule schedule = row.schedule();
        NewSchedule definition = schedule.definition();
        SchedulesRecord stored = new SchedulesRecord();
        stored.setName(definition.name());
        stored.setVersion(row.version());
        set(stored, definition.recurrence());
        stored.setAnchorAt(row.anchor());
        stored.setType(definition.type());
        stored.setParams(JSONB.valueOf(definition.params()));
        OptionalInt maxAttempts = definition.limits().maxAttempts();
        stored.setMaxAttempts(maxAttempts.isPresent() ? Integer.valueOf(maxAttempts.getAsInt()) : null);
        stored.setTimeoutMs(
                definition.limits().timeout().map(Duration::toMillis).orElse(null));
        set(stored, definition.catchUp());
        stored.setOverlap(definition.overlap().wireName());
        stored.setCaller(definition.caller());
        stored.setPaused(schedule.paused());
        stored.setNextFireAt(schedule.nextFireAt().orElse(null));
        stored.setLastFireAt(schedule.last().firedAt().orElse(null));
        OptionalLong lastTask = schedule.last().task();
        stored.setLastTaskId(lastTask.isPresent() ? Long.valueOf(lastTask.getAsLong()) : null);
        stored.setLastSkippedAt(schedule.last().skippedAt().orElse(null));
        stored.setFired(schedule.counts().fired());
        stored.setSkipped(schedule.counts().skipped());
        stored.setCreatedAt(schedule.createdAt());
        stored.setUpdatedAt(schedule.updatedAt());
        return stored;
    }

    private static void set(SchedulesRecord stored, Recurrence recurrence) {
        switch (recurrence) {
            case Recurrence.Cron(String expression, String zone) -> {
                stored.setCron(expression);
                stored.setZone(zone);
                stored.setEveryUs(null);
            }
            case Recurrence.Interval(Duration interval) -> {
                stored.setCron(null);
                stored.setZone(null);
                stored.setEveryUs(Stamps.micros(interval));
            }
        }
    }

    private static void set(SchedulesRecord stored, CatchUp catchUp) {
        stored.setCatchUp(
                switch (catchUp) {
                    case CatchUp.Skip skip -> "skip";
                    case CatchUp.One one -> "one";
                    case CatchUp.All all -> "all";
                });
        stored.setCatchUpMax(catchUp instanceof CatchUp.All(int most) ? Integer.valueOf(most) : null);
    }

    /** The status of the task that the schedule fired last. */
    static Optional<TaskStatus> lastStatus(Connection connection, ScheduleRow row) {
        OptionalLong last = row.schedule().last().task();
        if (last.isEmpty()) {
            return Optional.empty();
        }
        return Jooq.on(connection)
                .select(TASKS.STATUS)
                .from(TASKS)
                .where(TASKS.ID.eq(last.getAsLong()))
                .fetchOptional(found -> TaskStatus.ofWireName(found.value1()));
    }
}
