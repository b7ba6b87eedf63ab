package dev.taskq.chaos;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that were opened, and the attempts that were lost with them.
 *
 * @param openings the sessions
 * @param attempts the attempts
 */
record Losses(List<Opening> openings, List<Attempt> attempts) {
    static final Losses NONE = new Losses(List.of(), List.of());

    Losses {
        openings = List.copyOf(openings);
        attempts = List.copyOf(attempts);
    }

    /**
     * A session that was opened.
     *
     * @param session its id
     * @param process the number of its process in Postgres, which no later process has
     * @param kind whether an agent or a coordinator opened it
     * @param heardAt when its first heartbeat was; far in the future if it sent none. Then its process may not know of it, or may be dead
     */
    record Opening(long session, long process, String kind, long heardAt) {
        private boolean isOfSame(Opening other) {
            return process == other.process && kind.equals(other.kind);
        }
    }

    /**
     * An attempt that was lost.
     *
     * @param task its task
     * @param session the session with which it was lost
     * @param counts whether it counts among the losses of its task
     * @param lostAt when it was taken back
     * @param finalAt when the task was final; far in the future if it is not
     */
    record Attempt(long task, long session, boolean counts, long lostAt, long finalAt) {}

    static Losses read(Database database) throws SQLException {
        return new Losses(
                database.query(
                        "select o.session, o.process, o.kind, h.at"
                                + " from chaos.session_openings o left join chaos.first_heartbeats h on h.session = o.session",
                        row -> new Opening(
                                row.getLong(1), row.getLong(2), row.getString(3), microsIfAny(row.getTimestamp(4)))),
                database.query("""
                        select a.task_id, a.session_id, a.counts, a.ended_at, t.finished_at
                        from taskq.task_attempts a join taskq.tasks t on t.id = a.task_id
                        where a.outcome = 'lost'
                        """, Losses::attempt));
    }

    private static Attempt attempt(ResultSet row) throws SQLException {
        return new Attempt(
                row.getLong(1),
                row.getLong(2),
                row.getBoolean(3),
                microsIfAny(row.getTimestamp(4)),
                microsIfAny(row.getTimestamp(5)));
    }

    private static long microsIfAny(@Nullable Timestamp time) {
        return time == null ? Long.MAX_VALUE : Time.micros(time.toInstant());
    }

    /** The next sessions of the same process, in the order in which they were opened. */
    List<Opening> after(long session) {
        Optional<Opening> of =
                openings.stream().filter(each -> each.session() == session).findFirst();
        return of.stream()
                .flatMap(known -> openings.stream().filter(known::isOfSame))
                .filter(each -> each.session() > session)
                .sorted(Comparator.comparingLong(Opening::session))
                .toList();
    }

    /** The attempts that were lost with a session and count among the losses of their tasks. */
    Stream<Attempt> countedWith(long session) {
        return attempts.stream().filter(attempt -> attempt.session() == session && attempt.counts());
    }

    /** How many attempts do not count, because their agent came back. */
    long takenBack() {
        return attempts.stream().filter(attempt -> !attempt.counts()).count();
    }
}
