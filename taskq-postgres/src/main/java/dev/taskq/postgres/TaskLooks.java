package dev.taskq.postgres;

import dev.taskq.Task.Counts;
import dev.taskq.spi.CountStep;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Look;
import dev.taskq.spi.Looked;
import dev.taskq.spi.Orphan;
import dev.taskq.spi.Orphans;
import dev.taskq.spi.Position;
import dev.taskq.spi.TaskStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Bounded looks along the open rows of types. Plain reads: nothing is locked. */
final class TaskLooks {
    private static final Query WAITING = Query.load("waiting");
    private static final Query ORPHANS = Query.load("orphans");
    private static final Query COUNT = Query.load("count");

    private final Database database;

    TaskLooks(Database database) {
        this.database = database;
    }

    List<Looked> waiting(List<Look> looks, int max) {
        List<List<Seen<Hint>>> seen = see(
                looks,
                max,
                connection -> bound(WAITING, connection, looks, max)
                        .ints("most_losses", column(looks, TaskLooks::mostLosses))
                        .rows(row -> seen(row, row.flag("queued"), hint(row, looks))));
        List<Looked> answer = new ArrayList<>();
        int left = max;
        for (int i = 0; i < looks.size(); i++) {
            int asked = Math.min(looks.get(i).max(), left);
            List<Seen<Hint>> queued = wanted(seen.get(i), asked);
            left -= queued.size();
            answer.add(new Looked(
                    looks.get(i).type(),
                    queued.stream().map(Seen::row).toList(),
                    queued.size() < asked ? lastAllowed(seen.get(i)) : Optional.empty()));
        }
        return answer;
    }

    List<Orphans> orphans(List<Look> looks, int max) {
        List<List<Seen<Orphan>>> seen = see(
                looks,
                max,
                connection -> bound(ORPHANS, connection, looks, max)
                        .set("grace_us", Stamps.micros(TaskStore.OVERDUE))
                        .rows(row -> seen(row, row.flag("orphan"), orphan(row, looks))));
        List<Orphans> answer = new ArrayList<>();
        int left = max;
        for (int i = 0; i < looks.size(); i++) {
            int asked = Math.min(looks.get(i).max(), left);
            List<Seen<Orphan>> found = wanted(seen.get(i), asked);
            left -= found.size();
            answer.add(new Orphans(
                    looks.get(i).type(),
                    found.stream().map(Seen::row).toList(),
                    stop(looks.get(i), asked, found, seen.get(i))));
        }
        return answer;
    }

    /** A look for which nothing was left to give has seen nothing yet: it stands where it began. */
    private static Optional<Position> stop(Look look, int asked, List<Seen<Orphan>> found, List<Seen<Orphan>> seen) {
        if (asked == 0) {
            return Optional.of(look.after());
        }
        return found.size() == asked ? Optional.of(found.getLast().at()) : lastAllowed(seen);
    }

    List<CountStep> count(List<Look> looks) {
        if (looks.isEmpty()) {
            return List.of();
        }
        return database.read(connection -> places(COUNT.on(connection), looks)
                .rows(row -> new CountStep(
                        row.number("queued"),
                        row.someInstant("since"),
                        row.someInstant("stopped_at").isPresent()
                                ? Optional.of(new Position(row.instant("stopped_at"), row.number("stopped_id")))
                                : Optional.empty())));
    }

    /** What was seen, for each look. */
    private <T> List<List<Seen<T>>> see(List<Look> looks, int max, Database.Work<List<Seen<T>>> work) {
        if (max < 1) {
            throw new IllegalArgumentException("max must be 1 or more");
        }
        List<List<Seen<T>>> seen = new ArrayList<>();
        looks.forEach(look -> seen.add(new ArrayList<>()));
        if (!looks.isEmpty()) {
            database.read(work).forEach(row -> seen.get(row.look()).add(row));
        }
        return seen;
    }

    private static <T> List<Seen<T>> wanted(List<Seen<T>> seen, int most) {
        return seen.stream().filter(Seen::wanted).limit(most).toList();
    }

    private static <T> Optional<Position> lastAllowed(List<Seen<T>> seen) {
        return seen.isEmpty() || !seen.getLast().stopped()
                ? Optional.empty()
                : Optional.of(seen.getLast().at());
    }

    private static int mostLosses(Look look) {
        return look.suspects() ? Integer.MAX_VALUE : Counts.SUSPECT_LOSSES - 1;
    }

    private static Query.Call bound(Query query, Connection connection, List<Look> looks, int max) throws SQLException {
        return places(query.on(connection), looks)
                .ints("maxes", column(looks, Look::max))
                // Each look may bring one row more, which tells where it stopped.
                .set("rows", (long) max + looks.size());
    }

    private static Query.Call places(Query.Call call, List<Look> looks) throws SQLException {
        return call.texts("types", column(looks, Look::type))
                .instants(
                        "after_at",
                        column(looks, look -> Stamps.place(look.after().hintedAt())))
                .longs("after_id", column(looks, look -> look.after().id()))
                .instants("before", column(looks, look -> Stamps.place(look.before())))
                .ints("looks", column(looks, Look::rows));
    }

    private static <T> List<T> column(List<Look> looks, Function<Look, T> value) {
        return looks.stream().map(value).toList();
    }

    private static <T> Seen<T> seen(Query.Row row, boolean wanted, T what) throws SQLException {
        Position at = new Position(row.instant("hinted_at"), row.number("id"));
        return new Seen<>(row.integer("place"), at, wanted, row.flag("stopped"), what);
    }

    private static Hint hint(Query.Row row, List<Look> looks) throws SQLException {
        return new Hint(looks.get(row.integer("place")).type(), row.number("id"), row.instant("hinted_at"));
    }

    private static Orphan orphan(Query.Row row, List<Look> looks) throws SQLException {
        return new Orphan(
                row.number("id"),
                looks.get(row.integer("place")).type(),
                row.number("session_id"),
                row.number("claim"),
                TaskClaims.counts(row),
                row.integer("max_attempts"),
                Duration.ofMillis(row.number("timeout_ms")),
                row.text("correlation_id"),
                row.someText("traceparent"),
                row.instant("due_at"),
                row.flag("ended"));
    }

    /**
     * A row that a look gave.
     *
     * @param look the look's place in the call
     * @param wanted whether it is one that was looked for
     * @param stopped whether it is the last that the look might look at
     */
    private record Seen<T>(int look, Position at, boolean wanted, boolean stopped, T row) {}
}
