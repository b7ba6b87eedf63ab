package dev.taskq.postgres;

import dev.taskq.Fire;
import dev.taskq.SessionEndedException;
import dev.taskq.Task.Counts;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.ClaimedTask;
import dev.taskq.spi.CountStep;
import dev.taskq.spi.Dispatch;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Promotion;
import dev.taskq.spi.SavedCheckpoint;
import dev.taskq.spi.Scan;
import dev.taskq.spi.ScanResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Queues due tasks, moves queued tasks to running, and finds out why a claim did not get a task. Rows that another
 * transaction holds are skipped. A crash of Postgres may forget the last claims, unless they are synchronous.
 */
final class PostgresDispatch implements Dispatch {
    private static final Query CLAIM = Query.load("dispatch/claim");
    private static final Query CLAIM_REST = Query.load("dispatch/claim_rest");
    private static final Query SETTLE_STOP = Query.load("dispatch/settle_stop");
    private static final Query SETTLE = Query.load("dispatch/settle");
    private static final Query SETTLE_REST = Query.load("dispatch/settle_rest");
    private static final Query HINTED = Query.load("dispatch/hinted");
    private static final Query PROMOTE_SOME = Query.load("dispatch/promote_some");
    private static final Query PROMOTE = Query.load("dispatch/promote").then(Query.load("dispatch/next_due"));

    private final Database database;
    private final long process;
    private final String commit;
    private final OpenRowScanner scanner;

    PostgresDispatch(Database database, long process, boolean synchronous) {
        this.database = database;
        this.process = process;
        this.commit = synchronous ? "on" : "off";
        this.scanner = new OpenRowScanner(database);
    }

    @Override
    public List<ScanResult> waiting(List<Scan> scans, int max) {
        return scanner.waiting(scans, max);
    }

    @Override
    public List<CountStep> count(List<Scan> scans) {
        return scanner.count(scans);
    }

    @Override
    public List<ClaimResult> claim(Claim claim) {
        List<ClaimedTask> claimed = database.write(
                claim.ids(),
                connection -> bound(connection, claim, process, commit).rows(row -> task(row, claim.holder())));
        return complete(
                claim,
                claimed,
                rest -> LeftOver.judged(
                        claim,
                        claimed,
                        database.read(connection -> CLAIM_REST
                                .on(connection)
                                .set("session", claim.holder().session())
                                .set("suspect_losses", Counts.SUSPECT_LOSSES)
                                .set("process", process)
                                .longs("ids", rest)
                                .rows(LeftOver::of))));
    }

    /** The statement that claims, ready to run on a connection. */
    static Query.Call bound(Connection connection, Claim claim, long process, String commit) throws SQLException {
        List<Claim.Item> items = claim.items().stream()
                .sorted(Comparator.comparingLong(Claim.Item::id))
                .toList();
        return CLAIM.on(connection)
                .set("commit", commit)
                .set("session", claim.holder().session())
                .set("process", process)
                .set("token", claim.holder().token())
                .set("takes_suspect", claim.takesSuspect())
                .set("suspect_losses", Counts.SUSPECT_LOSSES)
                .set("bytes", claim.room().bytes())
                .set("one_always", claim.room().oneAlways())
                .longs("ids", items.stream().map(Claim.Item::id).toList())
                .ints(
                        "max_attempts",
                        items.stream().map(Claim.Item::maxAttempts).toList())
                .longs(
                        "timeouts_ms",
                        items.stream().map(item -> item.timeout().toMillis()).toList());
    }

    @Override
    public List<ClaimResult> settle(Claim claim) {
        int stopped = database.write(
                claim.ids(),
                connection -> SETTLE_STOP
                        .on(connection)
                        .set("session", claim.holder().session())
                        .set("process", process)
                        .set("token", claim.holder().token())
                        .update());
        if (stopped == 0) {
            throw new SessionEndedException(claim.holder().session());
        }
        List<Long> ids = claim.ids().stream().sorted().toList();
        List<ClaimedTask> held = Database.after(
                claim.ids(),
                () -> database.write(
                        claim.ids(),
                        connection -> SETTLE.on(connection)
                                .set("session", claim.holder().session())
                                .set("process", process)
                                .set("token", claim.holder().token())
                                .longs("ids", ids)
                                .rows(row -> task(row, claim.holder()))));
        return complete(
                claim,
                held,
                rest -> database.read(connection -> SETTLE_REST
                        .on(connection)
                        .set("session", claim.holder().session())
                        .set("process", process)
                        .set("token", claim.holder().token())
                        .longs("ids", rest)
                        .rows(row -> new Rest(held(row), row.flag("alive")))));
    }

    @Override
    public int hinted(List<Hint> hints, Instant stamp) {
        if (hints.isEmpty()) {
            return 0;
        }
        List<Hint> sorted =
                hints.stream().sorted(Comparator.comparingLong(Hint::id)).toList();
        List<Long> ids = sorted.stream().map(Hint::id).toList();
        return database.write(
                ids,
                connection -> HINTED.on(connection)
                        .longs("ids", ids)
                        .instants("stamps", sorted.stream().map(Hint::hintedAt).toList())
                        .set("stamp", Stamps.bounded(stamp))
                        .set("most_ahead_us", Stamps.micros(Hint.MOST_AHEAD))
                        .update());
    }

    @Override
    public Promotion promoteDue(DueRange range, int max) {
        if (max < 1) {
            throw new IllegalArgumentException("max must be 1 or more");
        }
        Query.Both<Hint, Duration> promoted = database.write(
                List.of(),
                connection -> PROMOTE.on(connection)
                        .set("due_from", Stamps.text(Stamps.place(range.from())))
                        .set("due_before", Stamps.text(range.before()))
                        .set("max", max)
                        .rows(PostgresDispatch::hint, row -> Stamps.ofMicros(row.number("wait_us"))));
        return new Promotion(promoted.first(), promoted.second().stream().findFirst());
    }

    @Override
    public List<Hint> promote(List<Long> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        List<Long> sorted = ids.stream().sorted().toList();
        return database.write(
                sorted,
                connection -> PROMOTE_SOME.on(connection).longs("ids", sorted).rows(PostgresDispatch::hint));
    }

    private static Hint hint(Query.Row row) throws SQLException {
        return new Hint(row.text("type"), row.number("id"), row.instant("hinted_at"));
    }

    /** Gives a result for each item. Items that the claim did not return are read in a second scan. */
    private static List<ClaimResult> complete(Claim claim, List<ClaimedTask> got, SecondScan scan) {
        Map<Long, ClaimResult> results = new HashMap<>();
        got.forEach(task -> results.put(task.running().id(), new ClaimResult.Claimed(task)));
        List<Long> missing =
                claim.ids().stream().filter(id -> !results.containsKey(id)).toList();
        if (!missing.isEmpty()) {
            for (Rest rest : Database.after(claim.ids(), () -> scan.at(missing))) {
                if (got.isEmpty() && !rest.alive()) {
                    throw new SessionEndedException(claim.holder().session());
                }
                results.put(rest.result().id(), rest.result());
            }
        }
        List<ClaimResult> answer = new ArrayList<>();
        for (long id : claim.ids()) {
            answer.add(results.getOrDefault(id, new ClaimResult.Gone(id)));
        }
        return answer;
    }

    private static ClaimResult held(Query.Row row) throws SQLException {
        long id = row.number("id");
        return row.flag("held") ? new ClaimResult.Locked(id) : new ClaimResult.Gone(id);
    }

    private static ClaimedTask task(Query.Row row, Holder holder) throws SQLException {
        return new ClaimedTask(
                RunningTasks.of(row, row.text("type"), holder),
                row.text("payload"),
                row.number("size"),
                checkpoint(row),
                row.instant("queued_at"),
                row.instant("started_at"),
                row.someText("schedule").isPresent()
                        ? Optional.of(new Fire(row.text("schedule"), row.someInstant("fire_at")))
                        : Optional.empty());
    }

    private static Optional<SavedCheckpoint> checkpoint(Query.Row row) throws SQLException {
        Optional<String> json = row.someText("checkpoint");
        return json.isEmpty()
                ? Optional.empty()
                : Optional.of(new SavedCheckpoint(json.get(), row.integer("checkpoint_number")));
    }

    /** Reads the rows that a claim did not get. */
    @FunctionalInterface
    private interface SecondScan {
        List<Rest> at(List<Long> ids);
    }

    /** A task that a claim did not get. */
    record Rest(ClaimResult result, boolean alive) {}
}
