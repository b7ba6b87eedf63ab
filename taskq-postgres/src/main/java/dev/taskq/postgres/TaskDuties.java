package dev.taskq.postgres;

import dev.taskq.StoreUnavailableException;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Promotion;
import dev.taskq.spi.Purge;
import dev.taskq.spi.Purged;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the leader's duties change of tasks. Rows that another transaction holds are passed over: the next round comes. */
final class TaskDuties {
    private static final Query OLDEST_TRANSACTION = Query.load("oldest_transaction");
    private static final Query HINTED = Query.load("hinted");
    private static final Query PROMOTE = Query.load("promote");
    private static final Query NEXT_DUE = Query.load("next_due");
    private static final Query PURGE = Query.load("purge");
    private static final Query PROVE_WRITABLE = Query.load("prove_writable");

    private final Database database;

    TaskDuties(Database database) {
        this.database = database;
    }

    int hinted(List<Hint> hints, Instant stamp) {
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

    Promotion promoteDue(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("max must be 1 or more");
        }
        List<Hint> hints = database.write(
                List.of(),
                connection -> PROMOTE.on(connection)
                        .set("max", max)
                        .rows(row -> new Hint(row.text("type"), row.number("id"), row.instant("hinted_at"))));
        List<Long> ids = hints.stream().map(Hint::id).toList();
        Optional<Duration> untilNext = Database.after(
                ids,
                () -> database.read(connection ->
                        NEXT_DUE.on(connection).rows(row -> Stamps.ofMicros(row.number("wait_us"))).stream()
                                .findFirst()));
        return new Promotion(hints, untilNext);
    }

    void proveWritable() {
        boolean idsGoOn = database.write(
                List.of(), connection -> PROVE_WRITABLE.on(connection).row(row -> row.flag("ids_go_on")));
        if (!idsGoOn) {
            throw new StoreUnavailableException(
                    new IllegalStateException("taskq.tasks_id_seq stands behind the rows, or at its end"));
        }
    }

    Optional<Duration> oldestTransaction() {
        return database.read(connection -> OLDEST_TRANSACTION
                .on(connection)
                .row(row -> row.has("age_us")
                        ? Optional.of(Stamps.ofMicros(Math.max(0, row.number("age_us"))))
                        : Optional.empty()));
    }

    Purged purge(Purge step) {
        if (step.rows() < 1) {
            throw new IllegalArgumentException("rows must be 1 or more");
        }
        return database.write(
                List.of(),
                connection -> PURGE.on(connection)
                        .set("after", step.after())
                        .set("rows", step.rows())
                        .set("retention_us", Stamps.micros(step.retention()))
                        .set("failed_retention_us", Stamps.micros(step.failedRetention()))
                        .row(row -> new Purged(
                                row.integer("deleted"),
                                row.integer("scanned") < step.rows()
                                        ? OptionalLong.empty()
                                        : OptionalLong.of(row.number("last")))));
    }
}
