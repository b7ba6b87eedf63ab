package dev.taskq.postgres;

import static dev.taskq.postgres.generated.Tables.SESSIONS;

import dev.taskq.OutcomeUnknownException;
import dev.taskq.spi.Drained;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.HeartbeatAnswer;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Progress;
import dev.taskq.spi.Session;
import dev.taskq.spi.SessionList;
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
import java.util.concurrent.locks.ReentrantLock;
import org.jooq.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of agents and coordinators. A session is known by its number and its process: after a database was restored, its
 * number may be given again, to another process.
 */
final class PostgresSessions implements Sessions {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresSessions.class);
    private static final Query OPEN = Query.load("sessions/open");
    private static final Query STOP = Query.load("sessions/stop");
    private static final Query DRAIN = Query.load("sessions/drain");
    private static final Query END_LOST = Query.load("sessions/end_lost");
    private static final Query DISCONNECTED = Query.load("sessions/disconnected");
    private static final Query CLEAR = Query.load("sessions/clear");
    private static final Query ALL = Query.load("sessions/all");

    private final Database database;
    private final long process;
    private final Optional<HeartbeatConnection> heartbeatConnection;
    private final Duration settled;
    private final Heartbeats heartbeats;
    private final PostgresTypes types;
    /** Sessions are opened one at a time, so that each one with a higher id than the last is of an opening whose answer was lost. */
    private final ReentrantLock opening = new ReentrantLock();
    /** The highest session id that this process was given. */
    private long last;
    /** Whether Postgres may have opened a session of which this process was not told. */
    private boolean mayHaveOpened;

    /**
     * The sessions of one process.
     *
     * @param heartbeatConnection the connection for heartbeats, if the process holds its lock
     * @param synchronous whether a heartbeat returns only when it is durable
     * @param settled how long that connection must have held the lock before other processes are reported as
     *     disconnected
     */
    PostgresSessions(
            Database database,
            long process,
            Optional<HeartbeatConnection> heartbeatConnection,
            boolean synchronous,
            Duration settled) {
        this.database = database;
        this.process = process;
        this.heartbeatConnection = heartbeatConnection;
        this.settled = settled;
        this.heartbeats = new Heartbeats(new HeartbeatLine(database, heartbeatConnection), process, synchronous);
        this.types = new PostgresTypes(database);
    }

    /** Stops first what an opening has left whose answer was lost. If Postgres commits it later than that, it is found dead. */
    @Override
    public long open(NewSession session, boolean draining) {
        types.register(session.types());
        heartbeatConnection.ifPresent(HeartbeatConnection::prepare);
        opening.lock();
        try {
            if (mayHaveOpened) {
                stopUnknown();
                mayHaveOpened = false;
            }
            last = insert(session, draining, last);
            return last;
        } catch (OutcomeUnknownException e) {
            mayHaveOpened = true;
            throw e;
        } finally {
            opening.unlock();
        }
    }

    private void stopUnknown() {
        for (Session session : all().sessions()) {
            if (session.process() == process
                    && session.id() > last
                    && session.end().isEmpty()
                    && stop(session.id())) {
                LOG.info("session stopped that was opened without an answer session={}", session.id());
            }
        }
    }

    private long insert(NewSession session, boolean draining, long above) {
        return database.write(
                List.of(),
                connection -> OPEN.on(connection)
                        .set("above", above)
                        .set("process", process)
                        .set("locks", heartbeatConnection.isPresent())
                        .set("kind", name(session.kind()))
                        .set("name", session.name())
                        .set("host", session.host())
                        .set("drain", draining)
                        .texts("types", session.types())
                        .row(row -> row.number("session_id")));
    }

    @Override
    public HeartbeatAnswer heartbeat(Heartbeat heartbeat) {
        return heartbeats.heartbeat(heartbeat);
    }

    @Override
    public void reportProgress(long session, List<Progress> progress) {
        if (!progress.isEmpty()) {
            heartbeats.reportProgress(session, progress);
        }
    }

    /** Only from a server that accepts writes. One that no longer does, although its connections stay open, has outdated rows. */
    @Override
    public SessionList all() {
        return database.read(connection -> {
            List<Seen> seen = ALL.on(connection).rows(Seen::of);
            PrimarySource.requireWritable(seen.getFirst().readOnly());
            boolean seesDeaths =
                    heartbeatConnection.isPresent() && seen.stream().anyMatch(row -> row.holdsALock(process));
            return new SessionList(
                    seen.getFirst().now(),
                    seen.stream().flatMap(row -> row.session().stream()).toList(),
                    seesDeaths ? disconnected(connection) : Set.of(),
                    seesDeaths);
        });
    }

    private Set<Long> disconnected(Connection connection) throws SQLException {
        OptionalInt own =
                heartbeatConnection.map(connected -> connected.backend(settled)).orElse(OptionalInt.empty());
        if (own.isEmpty()) {
            return Set.of();
        }
        return Set.copyOf(DISCONNECTED
                .on(connection)
                .set("process", process)
                .set("backend", own.getAsInt())
                .rows(row -> row.number("process")));
    }

    @Override
    public boolean stop(long session) {
        return database.write(
                        List.of(),
                        connection -> STOP.on(connection)
                                .set("session", session)
                                .set("process", process)
                                .update())
                > 0;
    }

    @Override
    public Optional<Drained> drain(long session) {
        return database
                .write(
                        List.of(),
                        connection ->
                                DRAIN.on(connection).set("session", session).rows(PostgresSessions::drained))
                .stream()
                .findFirst();
    }

    @Override
    public boolean endLost(long session, long heartbeats) {
        return !database.write(
                        List.of(),
                        connection -> END_LOST.on(connection)
                                .set("session", session)
                                .set("heartbeats", heartbeats)
                                .rows(row -> row.number("id")))
                .isEmpty();
    }

    @Override
    public void clear(Collection<Long> sessions) {
        if (!sessions.isEmpty()) {
            database.write(
                    List.of(),
                    connection -> CLEAR.on(connection)
                            .longs("ids", List.copyOf(sessions))
                            .update());
        }
    }

    /** A row of the read of all sessions: one of them, or none. */
    private record Seen(Instant now, boolean readOnly, boolean locks, Optional<Session> session) {
        static Seen of(Query.Row row) throws SQLException {
            return new Seen(
                    row.instant("now"),
                    row.flag("read_only"),
                    row.flag("locks"),
                    row.has("id") ? Optional.of(PostgresSessions.session(row)) : Optional.empty());
        }

        /** Whether it is a living session of a process other than the given one that holds its lock. */
        boolean holdsALock(long own) {
            return locks
                    && session.filter(it -> it.end().isEmpty() && it.process() != own)
                            .isPresent();
        }
    }

    private static Drained drained(Query.Row row) throws SQLException {
        return new Drained(
                new NewSession(
                        NewSession.Kind.AGENT, row.text("name"), row.text("host"), row.elements("types", String.class)),
                row.instant("opened_at"),
                !row.flag("drain"));
    }

    private static Session session(Query.Row row) throws SQLException {
        Optional<Instant> endedAt = row.someInstant("ended_at");
        return new Session(
                row.number("id"),
                row.number("process"),
                new NewSession(
                        NewSession.Kind.valueOf(constant(row.text("kind"))),
                        row.text("name"),
                        row.text("host"),
                        row.elements("types", String.class)),
                row.instant("opened_at"),
                row.number("heartbeats"),
                row.flag("hints_fail"),
                row.flag("drain"),
                endedAt.isPresent()
                        ? Optional.of(new Session.End(
                                endedAt.get(), Session.EndReason.valueOf(constant(row.text("end_reason")))))
                        : Optional.empty());
    }

    /** The data with which a session was opened. */
    static NewSession spec(Record row) {
        return new NewSession(
                NewSession.Kind.valueOf(constant(row.get(SESSIONS.KIND))),
                row.get(SESSIONS.NAME),
                row.get(SESSIONS.HOST),
                List.of(row.get(SESSIONS.TYPES)));
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String constant(String name) {
        return name.toUpperCase(Locale.ROOT);
    }

    /** Heartbeats use their own connection if there is one. */
    private record HeartbeatLine(Database database, Optional<HeartbeatConnection> own) implements Heartbeats.Line {
        @Override
        public <T> T run(Database.Work<T> statement) {
            return own.isPresent() ? own.get().run(statement) : database.write(List.of(), statement);
        }
    }
}
