package dev.taskq.postgres;

import dev.taskq.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes a database that was restored to an earlier time fit to work on: no id that callers were told after that time is given
 * to another task. To be run while no coordinator and no agent runs; it looks for those that do, and refuses.
 *
 * <p>Checks that the schema is whole, moves the sequences of ids ahead, ends the sessions that were restored (so that what they
 * ran is taken back at once), frees the lease, and lets looks begin at the first row. All in one transaction; it may be run
 * again, and does no harm where nothing was restored.
 */
public final class AfterRestore {
    /** How far ids are moved ahead: more than anybody submitted since, and little of the 9,223,372,036 times that there are. */
    public static final long AHEAD = 1_000_000_000L;

    private static final Query COUNTERS = Query.load("restore/counters");
    private static final Query HOLDERS = Query.load("restore/holders");
    private static final Query SEQUENCES = Query.load("restore/sequences");
    private static final Query SESSIONS = Query.load("restore/sessions");
    private static final Query LEASE = Query.load("restore/lease");
    private static final Query TYPES = Query.load("restore/types");
    /** Of so many sessions, all heartbeat at the same pace; beyond, more and more slowly. */
    private static final int SESSIONS_AT_PACE = 250;

    private AfterRestore() {}

    /**
     * What was done.
     *
     * @param firstTask tasks get ids from here on
     * @param sessionsEnded how many sessions were restored as living, and are ended now
     * @param types the types that are known: their hints, in a queue, are those of another time
     */
    public record Restored(long firstTask, int sessionsEnded, List<String> types) {
        /** Copies. */
        public Restored {
            types = List.copyOf(types);
        }
    }

    /**
     * Does it.
     *
     * @param config how to reach Postgres, by the role that migrates; one of the pool's connections is used
     * @param watch for how long to look for living processes, 3 s at least; longer by itself where there are many sessions
     * @return what was done
     * @throws LivingSessionsException if a coordinator or agent runs on this database; nothing was changed
     * @throws StoreUnavailableException if Postgres cannot be reached or refuses, or the schema is not whole (the cause says
     *     what is missing); nothing was changed
     * @throws InterruptedException if the thread was interrupted; nothing was changed
     */
    public static Restored run(PostgresConfig config, Duration watch) throws InterruptedException {
        try (Connection connection = ConnectionSettings.forMigrations(config).getConnection()) {
            SchemaCheck.require(connection);
            Map<Long, Long> before = counters(connection);
            Thread.sleep(watch.multipliedBy(1 + before.size() / SESSIONS_AT_PACE));
            connection.setAutoCommit(false);
            // From here on nobody opens a session or heartbeats before this is done.
            try (var statement = connection.createStatement()) {
                statement.execute("lock table taskq.sessions, taskq.heartbeats in share row exclusive mode");
            }
            refuseLiving(connection, before);
            Restored restored = restore(connection);
            connection.commit();
            return restored;
        } catch (SQLException e) {
            throw Failures.ofWork(e);
        }
    }

    private static void refuseLiving(Connection connection, Map<Long, Long> before) throws SQLException {
        Set<Long> living = new HashSet<>();
        counters(connection).forEach((session, heartbeats) -> {
            if (!heartbeats.equals(before.get(session))) {
                living.add(session);
            }
        });
        HOLDERS.on(connection).rows(row -> living.add(row.number("id")));
        if (!living.isEmpty()) {
            throw new LivingSessionsException(living.stream().sorted().toList());
        }
    }

    private static Map<Long, Long> counters(Connection connection) throws SQLException {
        Map<Long, Long> counters = new HashMap<>();
        COUNTERS.on(connection).rows(row -> counters.put(row.number("id"), row.number("heartbeats")));
        return counters;
    }

    private static Restored restore(Connection connection) throws SQLException {
        int ended = SESSIONS.on(connection).rows(row -> row.number("id")).size();
        LEASE.on(connection).update();
        List<String> types = TYPES.on(connection).rows(row -> row.text("name"));
        long first = SEQUENCES.on(connection).set("ahead", AHEAD).row(row -> row.number("task")) + 1;
        return new Restored(first, ended, types);
    }
}
