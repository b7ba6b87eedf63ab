package dev.taskq.postgres;

import static dev.taskq.postgres.generated.Tables.HEARTBEATS;
import static dev.taskq.postgres.generated.Tables.SESSIONS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;

import dev.taskq.spi.NewSession;
import dev.taskq.spi.Session;
import dev.taskq.spi.Sessions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jooq.Field;
import org.jooq.Record;

/** The lives of agents and coordinators. */
final class SessionRows {
    private static final Query OPEN = Query.load("open_session");
    private static final Query STOP = Query.load("stop_session");
    private static final Query END_LOST = Query.load("end_lost_session");
    private static final Query DISCONNECTED = Query.load("disconnected");
    private static final Query CLEAR = Query.load("clear_sessions");
    private static final Field<Instant> CLOCK = field("clock_timestamp()", Instant.class);
    private static final Field<Long> COUNT = coalesce(HEARTBEATS.HEARTBEATS_, inline(0L));
    private static final Field<Boolean> HINTS_FAIL = coalesce(HEARTBEATS.HINTS_FAIL, inline(false));

    private final Database database;
    private final long process;
    private final Optional<HeartbeatConnection> heartbeatConnection;
    private final Duration settled;
    /** The highest id that this process was given. */
    private final AtomicLong last = new AtomicLong();

    /**
     * Of one process.
     *
     * @param heartbeatConnection what heartbeats go over, if the process holds its lock
     * @param settled how long it must have stood before others are told to be disconnected
     */
    SessionRows(Database database, long process, Optional<HeartbeatConnection> heartbeatConnection, Duration settled) {
        this.database = database;
        this.process = process;
        this.heartbeatConnection = heartbeatConnection;
        this.settled = settled;
    }

    long open(NewSession session) {
        long above = last.get();
        long id = database.write(
                List.of(),
                connection -> OPEN.on(connection)
                        .set("above", above)
                        .set("process", process)
                        .set("locks", heartbeatConnection.isPresent())
                        .set("kind", name(session.kind()))
                        .set("name", session.name())
                        .set("host", session.host())
                        .texts("types", session.types())
                        .row(row -> row.number("session_id")));
        last.accumulateAndGet(id, Math::max);
        return id;
    }

    Sessions all() {
        return database.readFromPrimary(connection -> new Sessions(
                now(connection),
                Jooq.on(connection)
                        .select(SESSIONS.fields())
                        .select(COUNT, HINTS_FAIL)
                        .from(SESSIONS)
                        .leftJoin(HEARTBEATS)
                        .on(HEARTBEATS.SESSION_ID.eq(SESSIONS.ID))
                        .orderBy(SESSIONS.ID)
                        .fetch(SessionRows::session),
                disconnected(connection)));
    }

    private Set<Long> disconnected(Connection connection) throws SQLException {
        OptionalInt own = heartbeatConnection
                .map(heartbeats -> heartbeats.backend(settled))
                .orElse(OptionalInt.empty());
        if (own.isEmpty()) {
            return Set.of();
        }
        return Set.copyOf(DISCONNECTED
                .on(connection)
                .set("process", process)
                .set("backend", own.getAsInt())
                .rows(row -> row.number("process")));
    }

    boolean stop(long session) {
        return database.write(
                        List.of(),
                        connection -> STOP.on(connection)
                                .set("session", session)
                                .set("process", process)
                                .update())
                > 0;
    }

    boolean endLost(long session, long heartbeats) {
        return !database.write(
                        List.of(),
                        connection -> END_LOST.on(connection)
                                .set("session", session)
                                .set("heartbeats", heartbeats)
                                .rows(row -> row.number("id")))
                .isEmpty();
    }

    void clear(Collection<Long> sessions) {
        if (!sessions.isEmpty()) {
            database.write(
                    List.of(),
                    connection -> CLEAR.on(connection)
                            .longs("ids", List.copyOf(sessions))
                            .update());
        }
    }

    Instant now() {
        return database.read(SessionRows::now);
    }

    private static Instant now(Connection connection) {
        return Jooq.on(connection).select(CLOCK).fetchSingle().value1();
    }

    private static Session session(Record row) {
        Instant endedAt = row.get(SESSIONS.ENDED_AT);
        return new Session(
                row.get(SESSIONS.ID),
                row.get(SESSIONS.PROCESS),
                new NewSession(
                        NewSession.Kind.valueOf(constant(row.get(SESSIONS.KIND))),
                        row.get(SESSIONS.NAME),
                        row.get(SESSIONS.HOST),
                        List.of(row.get(SESSIONS.TYPES))),
                row.get(SESSIONS.OPENED_AT),
                row.get(COUNT),
                row.get(HINTS_FAIL),
                endedAt == null
                        ? Optional.empty()
                        : Optional.of(new Session.End(
                                endedAt, Session.EndReason.valueOf(constant(row.get(SESSIONS.END_REASON))))));
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String constant(String name) {
        return name.toUpperCase(Locale.ROOT);
    }
}
