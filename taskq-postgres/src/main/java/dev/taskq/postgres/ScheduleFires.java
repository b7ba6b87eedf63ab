package dev.taskq.postgres;

import dev.taskq.spi.DueRange;
import dev.taskq.spi.DueSchedule;
import dev.taskq.spi.DueSchedules;
import dev.taskq.spi.FireResult;
import dev.taskq.spi.FireStep;
import dev.taskq.spi.Hint;
import dev.taskq.spi.ScheduleRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the schedules that are due, and fires them. */
final class ScheduleFires {
    private static final Query DUE = Query.load("schedules/due");
    private static final Query FIRE = Query.load("schedules/fire");

    private ScheduleFires() {}

    /** A row of the read: a schedule that is due, the next one, or none. */
    private record Found(Instant now, Optional<DueSchedule> due, Optional<Instant> next) {}

    static DueSchedules due(Connection connection, DueRange range, int max) throws SQLException {
        List<Found> found = DUE.on(connection)
                .set("due_from", Stamps.text(Stamps.place(range.from())))
                .set("due_before", Stamps.text(Stamps.place(range.before())))
                .set("max", max)
                .rows(ScheduleFires::found);
        Instant now = found.getFirst().now();
        return new DueSchedules(
                found.stream().flatMap(row -> row.due().stream()).toList(),
                now,
                found.stream()
                        .flatMap(row -> row.next().stream())
                        .findFirst()
                        .map(next -> Duration.between(now, next)));
    }

    private static Found found(Query.Row row) throws SQLException {
        Instant now = row.instant("now");
        if (!row.has("name")) {
            return new Found(now, Optional.empty(), Optional.empty());
        }
        Instant next = row.instant("next_fire_at");
        if (!row.flag("is_due")) {
            return new Found(now, Optional.empty(), Optional.of(next));
        }
        DueSchedule due = new DueSchedule(
                row.text("name"),
                row.number("version"),
                StoredSchedule.recurrence(
                        row.someText("cron").orElse(null),
                        row.someText("zone").orElse(null),
                        row.has("every_us") ? Long.valueOf(row.number("every_us")) : null),
                row.instant("anchor_at"),
                StoredSchedule.catchUp(
                        row.text("catch_up"),
                        row.has("catch_up_max") ? Integer.valueOf(row.integer("catch_up_max")) : null),
                next);
        return new Found(now, Optional.of(due), Optional.empty());
    }

    /** What the statement says of a task that was stored, or of a schedule without one. */
    private record Fired(String name, boolean overlaps, Optional<Hint> hint) {}

    static List<FireResult> fire(Connection connection, List<FireStep> steps) throws SQLException {
        List<FireStep> sorted =
                steps.stream().sorted(Comparator.comparing(FireStep::name)).toList();
        List<Fired> fired = bound(connection, sorted).rows(ScheduleFires::fired);
        Map<String, List<Fired>> byName = new LinkedHashMap<>();
        fired.forEach(row ->
                byName.computeIfAbsent(row.name(), name -> new ArrayList<>()).add(row));
        List<FireResult> results = new ArrayList<>();
        for (FireStep step : steps) {
            results.add(result(step.name(), byName.getOrDefault(step.name(), List.of())));
        }
        return results;
    }

    private static FireResult result(String name, List<Fired> rows) {
        if (rows.isEmpty()) {
            return new FireResult(name, FireResult.Effect.PASSED_OVER, List.of());
        }
        return new FireResult(
                name,
                rows.getFirst().overlaps() ? FireResult.Effect.OVERLAPPED : FireResult.Effect.FIRED,
                rows.stream().flatMap(row -> row.hint().stream()).toList());
    }

    private static Fired fired(Query.Row row) throws SQLException {
        Optional<Hint> hint = row.has("id")
                ? Optional.of(new Hint(row.text("type"), row.number("id"), row.instant("hinted_at")))
                : Optional.empty();
        return new Fired(row.text("name"), row.flag("overlaps"), hint);
    }

    /** The statement that fires, ready to run on a connection. The steps are sorted by name. */
    static Query.Call bound(Connection connection, List<FireStep> steps) throws SQLException {
        List<Long> places = new ArrayList<>();
        List<Instant> times = new ArrayList<>();
        List<String> correlationIds = new ArrayList<>();
        List<@Nullable Instant> next = new ArrayList<>();
        List<@Nullable Instant> lastSkipped = new ArrayList<>();
        List<@Nullable Instant> latest = new ArrayList<>();
        for (FireStep step : steps) {
            next.add(step.next().orElse(null));
            lastSkipped.add(step.lastSkipped().orElse(null));
            latest.add(step.times().isEmpty() ? null : step.times().getLast());
            for (Instant time : step.times()) {
                places.add((long) next.size());
                times.add(time);
                correlationIds.add(ScheduleRow.correlationId(step.name(), time));
            }
        }
        return FIRE.on(connection)
                .texts("names", steps.stream().map(FireStep::name).toList())
                .longs("versions", steps.stream().map(FireStep::version).toList())
                .instants("next_at", next)
                .ints("skipped", steps.stream().map(FireStep::skipped).toList())
                .instants("last_skipped_at", lastSkipped)
                .instants("latest_at", latest)
                .ints("times", steps.stream().map(step -> step.times().size()).toList())
                .longs("places", places)
                .instants("fire_at", times)
                .texts("correlation_ids", correlationIds);
    }
}
