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
 * Prepares a database that was restored to an earlier time for use: no id that callers received after that time is
 * given to another task. Run it while no coordinator and no agent runs. It checks for living sessions, and refuses if
 * it finds any.
 *
 * Checks that the schema is complete, advances the id sequences, ends the restored sessions (so that their tasks are
 * reclaimed at once), frees the lease, and resets the scan floors to the first row. All this is one transaction. A
 * repeated run, or a run without a restore, does no harm.
 */
public final class AfterRestore {
    /**
     * How far ids are advanced: by more tasks than were submitted since the restored time. The range of ids allows
     * 9,223,372,036 such steps.
     */
    public static final long AHEAD = 1_000_000_000L;

    private static final Query COUNTERS = Query.load("restore/counters");
    private static final Query HOLDERS = Query.load("restore/holders");
    private static final Query SEQUENCES = Query.load("restore/sequences");
    private static final Query SESSIONS = Query.load("restore/sessions");
    private static final Query LEASE = Query.load("restore/lease");
    private static final Query TYPES = Query.load("restore/types");
    /** Up to this number of sessions all heartbeat at the same interval; with more sessions the interval grows. */
    private static final int SESSIONS_AT_PACE = 250;

    private AfterRestore() {}

    /**
     * The result of a run.
     *
     * @param firstTask the lowest id of new tasks
     * @param sessionsEnded how many sessions were restored as living and are now ended
     * @param types the known types; hints for them in a queue describe another state
     */
    public record Restored(long firstTask, int sessionsEnded, List<String> types) {
        /** Copies the list. */
        public Restored {
            types = List.copyOf(types);
        }
    }

    /**
     * Prepares the database.
     *
     * @param config how to reach Postgres, with the role that migrates; one connection is used
     * @param watch how long to check for living processes, at least 3 s; extended if there are many sessions
     * @return what was changed
     * @throws LivingSessionsException if a coordinator or agent runs on this database; nothing was changed
     * @throws StoreUnavailableException if Postgres cannot be reached or refuses, or the schema is incomplete (the
     *     cause says what is missing); nothing was changed
     * @throws InterruptedException if the thread was interrupted; nothing was changed
     */
    public static Restored run(PostgresConfig config, Duration watch) throws InterruptedException {
        try (Connection connection = ConnectionSettings.forMigrations(config).getConnection()) {
            SchemaCheck.require(connection);
            Map<Long, Long> before = counters(connection);
            Thread.sleep(watch.multipliedBy(1 + before.size() / SESSIONS_AT_PACE));
            connection.setAutoCommit(false);
            // From here on no process can open a session or heartbeat until the transaction ends.
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
