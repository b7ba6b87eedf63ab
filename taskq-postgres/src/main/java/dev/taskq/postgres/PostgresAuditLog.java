package dev.taskq.postgres;

import dev.taskq.AuditAction;
import dev.taskq.AuditEntry;
import dev.taskq.AuditFilter;
import dev.taskq.AuditPage;
import dev.taskq.NewAuditEntry;
import dev.taskq.spi.AuditLog;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What callers changed. Reads and writes have a bounded share of the pool each, so that no number of reads keeps an entry from being
 * written.
 */
final class PostgresAuditLog implements AuditLog {
    private static final Query WRITE = Query.load("audit/write");
    private static final Query LIST = Query.load("audit/list");
    private static final Query LIST_OF_CALLER = Query.load("audit/list_of_caller");
    private static final Query PURGE = Query.load("audit/purge");

    /** Changes of all kinds end in one share, and an entry that is not written is lost: it waits longer than a call that is repeated. */
    private static final Duration LONGEST_WRITE = Duration.ofSeconds(10);

    private static final int MOST_WRITES_WAITING = 1_000;

    private final Database database;
    private final Share reads;
    private final Share writes;

    PostgresAuditLog(Database database, int poolSize) {
        this.database = database;
        this.reads = Share.ofPool(poolSize);
        this.writes = Share.ofPool(poolSize, LONGEST_WRITE, MOST_WRITES_WAITING);
    }

    @Override
    public AuditEntry write(NewAuditEntry change) {
        return writes.call(() -> database.write(
                List.of(),
                connection -> WRITE.on(connection)
                        .set("caller", change.caller())
                        .set("action", change.action().wireName())
                        .set("subject", change.subject())
                        .set("detail", change.detail())
                        .set("correlation_id", change.correlationId())
                        .row(row -> new AuditEntry(row.number("id"), row.instant("at"), change))));
    }

    @Override
    public AuditPage entries(AuditFilter filter, OptionalLong before, int limit, int scan) {
        if (limit < 1 || scan < 1) {
            throw new IllegalArgumentException("limit and scan must be 1 or more");
        }
        return reads.call(() -> database.read(connection -> page(connection, filter, before, limit, scan)));
    }

    /** A row that was read: its entry if it fits. Another row may have an action that only a later version of taskq knows. */
    private record Seen(long id, Optional<AuditEntry> entry, long scanned) {}

    private static AuditPage page(Connection connection, AuditFilter filter, OptionalLong before, int limit, int scan)
            throws SQLException {
        List<Seen> seen = begin(connection, filter)
                .texts("actions", actions(filter))
                .texts("subjects", filter.subject().stream().toList())
                .set("before_id", before.orElse(Long.MAX_VALUE))
                .set("scan", scan)
                .set("most", limit + 1)
                .rows(row -> new Seen(
                        row.number("id"),
                        row.flag("fits") ? Optional.of(entry(row)) : Optional.empty(),
                        row.number("scanned")));
        List<AuditEntry> fitting =
                seen.stream().flatMap(row -> row.entry().stream()).limit(limit).toList();
        return new AuditPage(fitting, next(seen, fitting, limit, scan));
    }

    private static Query.Call begin(Connection connection, AuditFilter filter) throws SQLException {
        return filter.caller().isPresent()
                ? LIST_OF_CALLER.on(connection).set("caller", filter.caller().get())
                : LIST.on(connection);
    }

    private static List<String> actions(AuditFilter filter) {
        return filter.action().map(List::of).orElseGet(() -> Arrays.asList(AuditAction.values())).stream()
                .map(AuditAction::wireName)
                .toList();
    }

    private static AuditEntry entry(Query.Row row) throws SQLException {
        return new AuditEntry(
                row.number("id"),
                row.instant("at"),
                new NewAuditEntry(
                        row.text("caller"),
                        AuditAction.ofWireName(row.text("action")).orElseThrow(),
                        row.text("subject"),
                        row.text("detail"),
                        row.text("correlation_id")));
    }

    /** Behind the last entry of a full page, or the last row that was read, if more may follow. */
    private static OptionalLong next(List<Seen> seen, List<AuditEntry> fitting, int limit, int scan) {
        long fits = seen.stream().filter(row -> row.entry().isPresent()).count();
        if (fits > limit) {
            return OptionalLong.of(fitting.getLast().id());
        }
        return !seen.isEmpty() && seen.getLast().scanned() == scan
                ? OptionalLong.of(seen.getLast().id())
                : OptionalLong.empty();
    }

    @Override
    public int purge(Duration retention, long most, int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("rows must be 1 or more");
        }
        return database.write(
                List.of(),
                connection -> PURGE.on(connection)
                        .set("retention_us", Stamps.micros(retention))
                        .set("most", most)
                        .set("rows", rows)
                        .update());
    }
}
