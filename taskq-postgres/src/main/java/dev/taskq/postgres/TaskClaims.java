package dev.taskq.postgres;

import dev.taskq.SessionEndedException;
import dev.taskq.Task.Counts;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.ClaimedTask;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Moves queued tasks to running, and finds out what became of such a move. */
final class TaskClaims {
    private static final Query CLAIM = Query.load("claim");
    private static final Query CLAIM_REST = Query.load("claim_rest");
    private static final Query SETTLE_STOP = Query.load("settle_stop");
    private static final Query SETTLE = Query.load("settle");
    private static final Query SETTLE_REST = Query.load("settle_rest");

    private final Database database;
    private final long process;
    private final String commit;

    TaskClaims(Database database, long process, boolean synchronous) {
        this.database = database;
        this.process = process;
        this.commit = synchronous ? "on" : "off";
    }

    List<ClaimResult> claim(Claim claim) {
        List<ClaimedTask> claimed = database.write(
                claim.ids(),
                connection -> bound(connection, claim, process, commit).rows(TaskClaims::task));
        return complete(
                claim,
                claimed,
                rest -> LeftOver.judged(
                        claim,
                        claimed,
                        database.read(connection -> CLAIM_REST
                                .on(connection)
                                .set("session", claim.session())
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
                .set("session", claim.session())
                .set("process", process)
                .set("token", claim.token())
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

    List<ClaimResult> settle(Claim claim) {
        int stopped = database.write(
                claim.ids(),
                connection -> SETTLE_STOP
                        .on(connection)
                        .set("session", claim.session())
                        .set("process", process)
                        .set("token", claim.token())
                        .update());
        if (stopped == 0) {
            throw new SessionEndedException(claim.session());
        }
        List<Long> ids = claim.ids().stream().sorted().toList();
        List<ClaimedTask> held = Database.after(
                claim.ids(),
                () -> database.write(
                        claim.ids(),
                        connection -> SETTLE.on(connection)
                                .set("session", claim.session())
                                .set("process", process)
                                .set("token", claim.token())
                                .longs("ids", ids)
                                .rows(TaskClaims::task)));
        return complete(
                claim,
                held,
                rest -> database.read(connection -> SETTLE_REST
                        .on(connection)
                        .set("session", claim.session())
                        .set("process", process)
                        .set("token", claim.token())
                        .longs("ids", rest)
                        .rows(row -> new Rest(held(row), row.flag("alive")))));
    }

    /** Answers for each item; what did not come back is asked for, for which a second scan is taken. */
    private static List<ClaimResult> complete(Claim claim, List<ClaimedTask> got, SecondScan scan) {
        Map<Long, ClaimResult> results = new HashMap<>();
        got.forEach(task -> results.put(task.id(), new ClaimResult.Claimed(task)));
        List<Long> missing =
                claim.ids().stream().filter(id -> !results.containsKey(id)).toList();
        if (!missing.isEmpty()) {
            for (Rest rest : Database.after(claim.ids(), () -> scan.at(missing))) {
                if (got.isEmpty() && !rest.alive()) {
                    throw new SessionEndedException(claim.session());
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

    private static ClaimedTask task(Query.Row row) throws SQLException {
        return new ClaimedTask(
                row.number("id"),
                row.text("type"),
                row.text("payload"),
                row.number("payload_bytes"),
                counts(row),
                row.integer("max_attempts"),
                Duration.ofMillis(row.number("timeout_ms")),
                row.text("correlation_id"),
                row.someText("traceparent"),
                row.instant("due_at"),
                row.instant("queued_at"),
                row.instant("started_at"));
    }

    static Counts counts(Query.Row row) throws SQLException {
        return new Counts(
                row.integer("attempt"), row.integer("failures"), row.integer("losses"), row.integer("releases"));
    }

    /** Looks at what a claim did not get. */
    @FunctionalInterface
    private interface SecondScan {
        List<Rest> at(List<Long> ids);
    }

    /** A task that a claim did not get. */
    record Rest(ClaimResult result, boolean alive) {}
}
