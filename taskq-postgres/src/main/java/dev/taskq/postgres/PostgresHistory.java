package dev.taskq.postgres;

import static dev.taskq.postgres.generated.Tables.TYPE_HISTORY;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.val;

import dev.taskq.TaskHistory.Counts;
import dev.taskq.TaskHistory.SlowAttempt;
import dev.taskq.postgres.generated.tables.records.TypeHistoryRecord;
import dev.taskq.spi.History;
import dev.taskq.spi.HistoryEntry;
import dev.taskq.spi.HistoryRow;
import dev.taskq.spi.TimeBuckets;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** The history of types. Reads have a bounded share of the pool. */
final class PostgresHistory implements History {
    private static final Query ADD = Query.load("history/add");
    private static final Query PURGE_MINUTES = Query.load("history/purge_minutes");
    private static final Query PURGE_HOURS = Query.load("history/purge_hours");

    private final Database database;
    private final Share reads;

    PostgresHistory(Database database, int poolSize) {
        this.database = database;
        this.reads = Share.ofPool(poolSize);
    }

    @Override
    public void add(List<HistoryEntry> entries, Optional<String> version) {
        database.write(
                List.of(),
                connection -> ADD.on(connection)
                        .texts("types", column(entries, HistoryEntry::type))
                        .longs(
                                "submitted",
                                column(entries, entry -> entry.counts().submitted()))
                        .longs(
                                "started",
                                column(entries, entry -> entry.counts().started()))
                        .longs(
                                "succeeded",
                                column(entries, entry -> entry.counts().succeeded()))
                        .longs(
                                "finished",
                                column(entries, entry -> entry.counts().finished()))
                        .longs(
                                "failed_attempts",
                                column(entries, entry -> entry.counts().failedAttempts()))
                        .longs(
                                "failed_tasks",
                                column(entries, entry -> entry.counts().failedTasks()))
                        .texts("waits", column(entries, entry -> array(entry.waits())))
                        .texts("runs", column(entries, entry -> array(entry.runs())))
                        .longs("slowest_task", column(entries, entry -> slowest(entry, SlowAttempt::task)))
                        .longs(
                                "slowest_us",
                                column(entries, entry -> slowest(entry, slow -> Stamps.micros(slow.ran()))))
                        .texts("versions", version.stream().toList())
                        // One more, for all types together.
                        .set("most", MOST_TYPES + 1)
                        .set("most_versions", MOST_VERSIONS)
                        .update());
    }

    private static <T> List<@Nullable T> column(List<HistoryEntry> entries, Function<HistoryEntry, @Nullable T> value) {
        List<@Nullable T> column = new ArrayList<>(entries.size());
        entries.forEach(entry -> column.add(value.apply(entry)));
        return column;
    }

    private static @Nullable Long slowest(HistoryEntry entry, Function<SlowAttempt, Long> value) {
        return entry.slowest().isPresent() ? value.apply(entry.slowest().get()) : null;
    }

    /** As Postgres writes an array. A parameter can have no arrays of different lengths. */
    private static String array(TimeBuckets buckets) {
        return Arrays.stream(buckets.counts()).mapToObj(Long::toString).collect(Collectors.joining(",", "{", "}"));
    }

    @Override
    public List<HistoryRow> read(Span span, String type, Instant from, Instant until) {
        return reads.call(() -> database.read(connection -> rows(connection, span, type, from, until)));
    }

    private static List<HistoryRow> rows(Connection connection, Span span, String type, Instant from, Instant until) {
        return Jooq.on(connection)
                .selectFrom(TYPE_HISTORY)
                // Postgres does not see the value, so it can use none of the indexes of one span, only the key.
                .where(TYPE_HISTORY.SPAN.eq(select(val(span.wireName()))))
                .and(TYPE_HISTORY.TYPE.eq(type))
                .and(TYPE_HISTORY.AT.ge(Stamps.bounded(from)))
                .and(TYPE_HISTORY.AT.lt(Stamps.bounded(until)))
                .orderBy(TYPE_HISTORY.AT)
                .fetch(PostgresHistory::row);
    }

    private static HistoryRow row(TypeHistoryRecord row) {
        Long slowest = row.getSlowestTask();
        return new HistoryRow(
                row.getAt(),
                new HistoryEntry(
                        row.getType(),
                        new Counts(
                                row.getSubmitted(),
                                row.getStarted(),
                                row.getSucceeded(),
                                row.getFinished(),
                                row.getFailedAttempts(),
                                row.getFailedTasks()),
                        buckets(row.getWaits()),
                        buckets(row.getRuns()),
                        slowest == null
                                ? Optional.empty()
                                : Optional.of(new SlowAttempt(slowest, Stamps.ofMicros(row.getSlowestUs())))),
                List.of(row.getVersions()));
    }

    /** A later version may have more of them. */
    private static TimeBuckets buckets(Long[] counts) {
        return TimeBuckets.of(Arrays.stream(counts)
                .limit(TimeBuckets.MOST)
                .mapToLong(Long::longValue)
                .toArray());
    }

    @Override
    public Map<String, Counts> sums(Instant from, Instant until) {
        return reads.call(() -> database.read(connection -> {
            Map<String, Counts> sums = new TreeMap<>();
            Jooq.on(connection)
                    .select(
                            TYPE_HISTORY.TYPE,
                            sum(TYPE_HISTORY.SUBMITTED),
                            sum(TYPE_HISTORY.STARTED),
                            sum(TYPE_HISTORY.SUCCEEDED),
                            sum(TYPE_HISTORY.FINISHED),
                            sum(TYPE_HISTORY.FAILED_ATTEMPTS),
                            sum(TYPE_HISTORY.FAILED_TASKS))
                    .from(TYPE_HISTORY)
                    .where(TYPE_HISTORY.SPAN.eq(inline(Span.MINUTE.wireName())))
                    .and(TYPE_HISTORY.AT.ge(Stamps.bounded(from)))
                    .and(TYPE_HISTORY.AT.lt(Stamps.bounded(until)))
                    .and(TYPE_HISTORY.TYPE.ne(ALL))
                    .groupBy(TYPE_HISTORY.TYPE)
                    .forEach(row -> sums.put(row.get(TYPE_HISTORY.TYPE), counts(row)));
            return sums;
        }));
    }

    private static Counts counts(Record row) {
        return new Counts(
                row.get(1, Long.class),
                row.get(2, Long.class),
                row.get(3, Long.class),
                row.get(4, Long.class),
                row.get(5, Long.class),
                row.get(6, Long.class));
    }

    @Override
    public int purge(Span span, Duration kept, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("most must be 1 or more");
        }
        Query purge = span == Span.MINUTE ? PURGE_MINUTES : PURGE_HOURS;
        return database.write(
                List.of(),
                connection -> purge.on(connection)
                        .set("kept_us", Stamps.micros(kept))
                        .set("rows", (long) most)
                        .update());
    }
}
