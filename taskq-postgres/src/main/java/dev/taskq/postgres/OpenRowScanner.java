package dev.taskq.postgres;

import dev.taskq.Task.Counts;
import dev.taskq.spi.Completions;
import dev.taskq.spi.CountStep;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Orphan;
import dev.taskq.spi.Orphans;
import dev.taskq.spi.Position;
import dev.taskq.spi.Scan;
import dev.taskq.spi.ScanResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Bounded scans along the open rows of types. Plain reads: nothing is locked. */
final class OpenRowScanner {
    private static final Query WAITING = Query.load("dispatch/waiting");
    private static final Query ORPHANS = Query.load("completions/orphans");
    private static final Query COUNT = Query.load("dispatch/count");

    private final Database database;

    OpenRowScanner(Database database) {
        this.database = database;
    }

    List<ScanResult> waiting(List<Scan> scans, int max) {
        List<List<Seen<Hint>>> seen = see(
                scans,
                max,
                connection -> bound(WAITING, connection, scans, max)
                        .ints("most_losses", column(scans, OpenRowScanner::mostLosses))
                        .rows(row -> seen(row, row.flag("queued"), hint(row, scans))));
        List<ScanResult> answer = new ArrayList<>();
        int left = max;
        for (int i = 0; i < scans.size(); i++) {
            int asked = Math.min(scans.get(i).max(), left);
            List<Seen<Hint>> queued = wanted(seen.get(i), asked);
            left -= queued.size();
            answer.add(new ScanResult(
                    scans.get(i).type(),
                    queued.stream().map(Seen::row).toList(),
                    queued.size() < asked ? lastAllowed(seen.get(i)) : Optional.empty()));
        }
        return answer;
    }

    List<Orphans> orphans(List<Scan> scans, int max) {
        List<List<Seen<Orphan>>> seen = see(
                scans,
                max,
                connection -> bound(ORPHANS, connection, scans, max)
                        .set("grace_us", Stamps.micros(Completions.OVERDUE))
                        .rows(row -> seen(row, row.flag("orphan"), orphan(row, scans))));
        List<Orphans> answer = new ArrayList<>();
        int left = max;
        for (int i = 0; i < scans.size(); i++) {
            int asked = Math.min(scans.get(i).max(), left);
            List<Seen<Orphan>> found = wanted(seen.get(i), asked);
            left -= found.size();
            answer.add(new Orphans(
                    scans.get(i).type(),
                    found.stream().map(Seen::row).toList(),
                    stop(scans.get(i), asked, found, seen.get(i))));
        }
        return answer;
    }

    /** The position after a scan. A scan that was asked for no rows stays at its start. */
    private static Optional<Position> stop(Scan scan, int asked, List<Seen<Orphan>> found, List<Seen<Orphan>> seen) {
        if (asked == 0) {
            return Optional.of(scan.after());
        }
        return found.size() == asked ? Optional.of(found.getLast().at()) : lastAllowed(seen);
    }

    List<CountStep> count(List<Scan> scans) {
        if (scans.isEmpty()) {
            return List.of();
        }
        return database.read(connection -> places(COUNT.on(connection), scans)
                .rows(row -> new CountStep(
                        row.number("queued"),
                        row.someInstant("since"),
                        row.someInstant("stopped_at").isPresent()
                                ? Optional.of(new Position(row.instant("stopped_at"), row.number("stopped_id")))
                                : Optional.empty())));
    }

    /** The rows that were read, for each scan. */
    private <T> List<List<Seen<T>>> see(List<Scan> scans, int max, Database.Work<List<Seen<T>>> work) {
        if (max < 1) {
            throw new IllegalArgumentException("max must be 1 or more");
        }
        List<List<Seen<T>>> seen = new ArrayList<>();
        scans.forEach(scan -> seen.add(new ArrayList<>()));
        if (!scans.isEmpty()) {
            database.read(work).forEach(row -> seen.get(row.scan()).add(row));
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

    private static int mostLosses(Scan scan) {
        return scan.suspects() ? Integer.MAX_VALUE : Counts.SUSPECT_LOSSES - 1;
    }

    private static Query.Call bound(Query query, Connection connection, List<Scan> scans, int max) throws SQLException {
        return places(query.on(connection), scans)
                .ints("maxes", column(scans, Scan::max))
                // Each scan may return one more row, which shows where it stopped.
                .set("rows", (long) max + scans.size());
    }

    private static Query.Call places(Query.Call call, List<Scan> scans) throws SQLException {
        return call.texts("types", column(scans, Scan::type))
                .instants(
                        "after_at",
                        column(scans, scan -> Stamps.place(scan.after().hintedAt())))
                .longs("after_id", column(scans, scan -> scan.after().id()))
                .instants("before", column(scans, scan -> Stamps.place(scan.before())))
                .ints("scans", column(scans, Scan::rows));
    }

    private static <T> List<T> column(List<Scan> scans, Function<Scan, T> value) {
        return scans.stream().map(value).toList();
    }

    private static <T> Seen<T> seen(Query.Row row, boolean wanted, T what) throws SQLException {
        Position at = new Position(row.instant("hinted_at"), row.number("id"));
        return new Seen<>(row.integer("place"), at, wanted, row.flag("stopped"), what);
    }

    private static Hint hint(Query.Row row, List<Scan> scans) throws SQLException {
        return new Hint(scans.get(row.integer("place")).type(), row.number("id"), row.instant("hinted_at"));
    }

    private static Orphan orphan(Query.Row row, List<Scan> scans) throws SQLException {
        Holder holder = new Holder(row.number("session_id"), row.number("claim"));
        return new Orphan(RunningTasks.of(row, scans.get(row.integer("place")).type(), holder), row.flag("ended"));
    }

    /**
     * A row that a scan read.
     *
     * @param scan the scan's place in the call
     * @param wanted whether the scan looks for it
     * @param stopped whether it is the last row that the scan was allowed to read
     */
    private record Seen<T>(int scan, Position at, boolean wanted, boolean stopped, T row) {}
}
