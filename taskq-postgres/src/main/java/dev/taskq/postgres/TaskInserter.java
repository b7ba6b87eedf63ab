package dev.taskq.postgres;

import dev.taskq.Due;
import dev.taskq.KeyConflictException;
import dev.taskq.NewTask;
import dev.taskq.StoreBusyException;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stores new tasks.
 *
 * Tasks without a key are stored by one statement. Tasks with a key are stored unless the key exists already; the tasks
 * that were not stored are then read. If a task is neither stored nor found, because the row with its key was deleted
 * in between, everything is repeated.
 */
final class TaskInserter {
    private static final Query INSERT = Query.load("submissions/insert");
    private static final Query INSERT_KEYED = Query.load("submissions/insert_keyed");
    private static final Query KEYED = Query.load("submissions/keyed");
    private static final int MOST_STARTS = 3;

    private final Database database;

    TaskInserter(Database database) {
        this.database = database;
    }

    List<Inserted> insert(List<Insert> inserts) {
        if (inserts.isEmpty()) {
            throw new IllegalArgumentException("one or more");
        }
        if (inserts.stream().noneMatch(TaskInserter::hasKey)) {
            return database.write(List.of(), connection -> store(connection, inserts));
        }
        for (int start = 0; start < MOST_STARTS; start++) {
            try {
                return database.transact(List.of(), connection -> storeMixed(connection, inserts));
            } catch (KeyVanishedException e) {
                // Rolled back: repeats everything.
            }
        }
        throw new StoreBusyException(null);
    }

    /**
     * Stores one task in the transaction of a connection.
     *
     * @throws StoreBusyException if its key was taken and vanished meanwhile
     */
    static Inserted insertOn(Connection connection, Insert insert) throws SQLException {
        try {
            return hasKey(insert)
                    ? storeMixed(connection, List.of(insert)).getFirst()
                    : store(connection, List.of(insert)).getFirst();
        } catch (KeyVanishedException e) {
            throw new StoreBusyException(e);
        }
    }

    /** Whether a task exists under the key of one. */
    static boolean isKnown(Connection connection, Insert insert) throws SQLException {
        return hasKey(insert) && !lookUp(connection, List.of(insert)).isEmpty();
    }

    private static boolean hasKey(Insert insert) {
        return insert.task().idempotencyKey().isPresent();
    }

    private static List<Inserted> storeMixed(Connection connection, List<Insert> inserts) throws SQLException {
        List<Insert> unkeyed =
                inserts.stream().filter(insert -> !hasKey(insert)).toList();
        List<Inserted> plain = unkeyed.isEmpty() ? List.of() : store(connection, unkeyed);
        Map<Key, Integer> firsts = new LinkedHashMap<>();
        for (int place = 0; place < inserts.size(); place++) {
            if (hasKey(inserts.get(place))) {
                firsts.putIfAbsent(Key.of(inserts.get(place)), place);
            }
        }
        Map<Key, Stored> stored = storeKeyed(
                connection, firsts.values().stream().map(inserts::get).toList());
        refuseConflicts(inserts, stored);

        Iterator<Inserted> unkeyedRows = plain.iterator();
        List<Inserted> answer = new ArrayList<>();
        for (int place = 0; place < inserts.size(); place++) {
            Insert insert = inserts.get(place);
            answer.add(hasKey(insert) ? underKey(insert, place, firsts, stored) : unkeyedRows.next());
        }
        return answer;
    }

    /** The second row with a key in one call is a replay of the first. */
    private static Inserted underKey(Insert insert, int place, Map<Key, Integer> firsts, Map<Key, Stored> stored) {
        Inserted row = known(stored, Key.of(insert)).row();
        return firsts.getOrDefault(Key.of(insert), place) == place
                ? row
                : new Inserted(row.id(), row.status(), true, Optional.empty());
    }

    private static void refuseConflicts(List<Insert> inserts, Map<Key, Stored> stored) {
        List<Integer> places = new ArrayList<>();
        for (int place = 0; place < inserts.size(); place++) {
            Insert insert = inserts.get(place);
            if (hasKey(insert) && !known(stored, Key.of(insert)).hash().equals(insert.bodyHash())) {
                places.add(place);
            }
        }
        if (!places.isEmpty()) {
            throw new KeyConflictException(places);
        }
    }

    private static Stored known(Map<Key, Stored> stored, Key key) {
        Stored found = stored.get(key);
        if (found == null) {
            throw new KeyVanishedException();
        }
        return found;
    }

    private static List<Inserted> store(Connection connection, List<Insert> inserts) throws SQLException {
        List<Inserted> answer = new ArrayList<>();
        for (NewRow row : bind(INSERT.on(connection), inserts).rows(TaskInserter::newRow)) {
            answer.add(row.inserted(inserts.get(answer.size()).task().type()));
        }
        return answer;
    }

    private static Map<Key, Stored> storeKeyed(Connection connection, List<Insert> inserts) throws SQLException {
        List<NewRow> rows = bind(INSERT_KEYED.on(connection), inserts)
                .texts("keys", column(inserts, insert -> Key.of(insert).key()))
                .texts("hashes", column(inserts, Insert::bodyHash))
                .rows(row -> row.flag("stored") ? newRow(row) : NewRow.IN_THE_WAY);
        Map<Key, Stored> answer = new HashMap<>();
        List<Insert> others = new ArrayList<>();
        for (int place = 0; place < inserts.size(); place++) {
            Insert insert = inserts.get(place);
            if (rows.get(place).equals(NewRow.IN_THE_WAY)) {
                others.add(insert);
            } else {
                Inserted row = rows.get(place).inserted(insert.task().type());
                answer.put(Key.of(insert), new Stored(row, insert.bodyHash()));
            }
        }
        if (!others.isEmpty()) {
            answer.putAll(lookUp(connection, others));
        }
        return answer;
    }

    private static Map<Key, Stored> lookUp(Connection connection, List<Insert> inserts) throws SQLException {
        Map<Key, Stored> found = new HashMap<>();
        KEYED.on(connection)
                .texts("callers", column(inserts, insert -> Key.of(insert).caller()))
                .texts("keys", column(inserts, insert -> Key.of(insert).key()))
                .rows(row -> {
                    Inserted earlier =
                            new Inserted(row.number("id"), status(row.flag("scheduled")), true, Optional.empty());
                    return found.put(
                            Key.of(inserts.get(row.integer("place"))), new Stored(earlier, row.text("body_hash")));
                });
        return found;
    }

    /** Binds all but the keys. */
    static Query.Call bind(Query.Call call, List<Insert> inserts) throws SQLException {
        return call.texts("types", column(inserts, insert -> insert.task().type()))
                .texts("payloads", column(inserts, insert -> insert.task().params()))
                .instants("due_at", column(inserts, insert -> dueAt(insert.task())))
                .longs("delays_us", column(inserts, insert -> delay(insert.task())))
                .ints("max_attempts", column(inserts, insert -> maxAttempts(insert.task())))
                .longs("timeouts_ms", column(inserts, insert -> timeout(insert.task())))
                .texts(
                        "callers",
                        column(inserts, insert -> insert.task().origin().caller()))
                .texts(
                        "correlation_ids",
                        column(inserts, insert -> insert.task().origin().correlationId()))
                .texts("traceparents", column(inserts, insert -> traceparent(insert.task())));
    }

    private static <T> List<@Nullable T> column(List<Insert> inserts, Function<Insert, @Nullable T> value) {
        List<@Nullable T> column = new ArrayList<>(inserts.size());
        for (Insert insert : inserts) {
            column.add(value.apply(insert));
        }
        return column;
    }

    private static @Nullable Instant dueAt(NewTask task) {
        return switch (task.due()) {
            case Due.Now now -> null;
            case Due.After after -> null;
            case Due.At at -> at.time().isBefore(Instant.EPOCH) ? Instant.EPOCH : at.time();
        };
    }

    private static @Nullable Long delay(NewTask task) {
        return switch (task.due()) {
            case Due.Now now -> null;
            case Due.After after -> Stamps.micros(after.delay());
            case Due.At at -> null;
        };
    }

    private static @Nullable Integer maxAttempts(NewTask task) {
        OptionalInt given = task.limits().maxAttempts();
        return given.isPresent() ? Integer.valueOf(given.getAsInt()) : null;
    }

    private static @Nullable Long timeout(NewTask task) {
        Optional<Duration> given = task.limits().timeout();
        return given.isPresent() ? Long.valueOf(given.get().toMillis()) : null;
    }

    private static @Nullable String traceparent(NewTask task) {
        return task.origin().traceparent().orElse(null);
    }

    private static NewRow newRow(Query.Row row) throws SQLException {
        return new NewRow(row.number("id"), row.flag("scheduled"), row.instant("at"));
    }

    private static TaskStatus status(boolean scheduled) {
        return scheduled ? TaskStatus.SCHEDULED : TaskStatus.QUEUED;
    }

    /** The scope in which a key is unique, and the key. */
    private record Key(String caller, String key) {
        static Key of(Insert insert) {
            NewTask task = insert.task();
            return new Key(task.origin().caller(), task.idempotencyKey().orElseThrow());
        }
    }

    private record NewRow(long id, boolean scheduled, Instant at) {
        /** Marks a row that was not stored because its key existed. */
        static final NewRow IN_THE_WAY = new NewRow(0, false, Instant.EPOCH);

        Inserted inserted(String type) {
            Optional<Hint> hint = scheduled ? Optional.empty() : Optional.of(new Hint(type, id, at));
            return new Inserted(id, status(scheduled), false, hint);
        }
    }

    /** The row with a key, and the hash that a replay must have. */
    private record Stored(Inserted row, String hash) {}

    /** A key existed at the insert and was gone at the read. */
    private static final class KeyVanishedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
