package dev.taskq.postgres;

import dev.taskq.StoreUnavailableException;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.HeartbeatAnswer;
import dev.taskq.spi.Held;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.LeaseFacts;
import dev.taskq.spi.Progress;
import dev.taskq.spi.Sessions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Heartbeats of sessions, the leader's lease that they renew, and the progress that comes after them. */
final class Heartbeats {
    private static final Query HEARTBEAT = Query.load("sessions/heartbeat");
    private static final Query REPORT_PROGRESS = Query.load("sessions/report_progress");
    private static final Query ASK = Query.load("sessions/heartbeat_ask");
    private static final Query TOGETHER = HEARTBEAT.then(ASK);

    /** How long a heartbeat that is sent together with its question waits for a lock, in the units of Postgres. */
    private static final String BRIEFLY = "100ms";

    /** A heartbeat must not wait for a question that takes long. */
    private static final String LONGEST_TOGETHER = "1s";

    private static final String LONGEST = "5s";

    private static final String AS_LONG_AS_ALL = "3s";
    private static final LeaseFacts NO_FACTS =
            new LeaseFacts(Instant.EPOCH, 0, Map.of(), Duration.ZERO, false, Duration.ZERO);

    private final Line line;
    private final long process;
    private final String commit;

    Heartbeats(Line line, long process, boolean synchronous) {
        this.line = line;
        this.process = process;
        this.commit = synchronous ? "on" : "off";
    }

    /** The connection for heartbeats: their own, or one of the pool. */
    interface Line {
        <T> T run(Database.Work<T> statement);
    }

    /**
     * Increments the counter and asks, in one transaction. If that fails, for example because tasks are locked, the two are
     * repeated one by one: the heartbeat, which reads no other table, must not fail with the question.
     */
    HeartbeatAnswer heartbeat(Heartbeat heartbeat) {
        try {
            return line.run(connection -> together(connection, heartbeat));
        } catch (StoreUnavailableException e) {
            if (!Failures.isOfStatement(e.getCause())) {
                throw e;
            }
        }
        Moved moved = line.run(connection -> moving(HEARTBEAT.on(connection), heartbeat, AS_LONG_AS_ALL, LONGEST)
                .row(Moved::of));
        List<HeartbeatReply> replies = Database.after(
                heartbeat.held().stream().map(Held::id).toList(),
                () -> line.run(connection ->
                        asking(ASK.on(connection), heartbeat).rows(row -> HeartbeatReply.of(row, heartbeat))));
        return HeartbeatReply.answer(replies, moved.moved(), moved.leads(), moved.drain());
    }

    private HeartbeatAnswer together(Connection connection, Heartbeat heartbeat) throws SQLException {
        Query.Both<Moved, HeartbeatReply> both = asking(
                        moving(TOGETHER.on(connection), heartbeat, BRIEFLY, LONGEST_TOGETHER), heartbeat)
                .rows(Moved::of, row -> HeartbeatReply.of(row, heartbeat));
        Moved moved = both.first().getFirst();
        return HeartbeatReply.answer(both.second(), moved.moved(), moved.leads(), moved.drain());
    }

    private Query.Call moving(Query.Call call, Heartbeat heartbeat, String lockTimeout, String statementTimeout)
            throws SQLException {
        LeaseBid bid = heartbeat.bid();
        LeaseFacts facts = bid.facts().orElse(NO_FACTS);
        List<String> types = List.copyOf(facts.agentsByType().keySet());
        List<Map.Entry<Duration, Duration>> longer =
                List.copyOf(facts.longerPeriods().entrySet());
        return call.set("commit", commit)
                .set("lock_timeout", lockTimeout)
                .set("statement_timeout", statementTimeout)
                .set("session", heartbeat.session())
                .set("process", process)
                .set("hints_fail", heartbeat.hintsFail())
                .set("wish", bid.wish().name())
                .set("wait_us", Stamps.micros(bid.waitAfterLease()))
                .set("lease_us", Stamps.micros(bid.lease()))
                .set("furthest_end_us", Stamps.micros(Sessions.FURTHEST_LEASE_END))
                .set("with_facts", bid.facts().isPresent())
                .set("facts_at_us", Stamps.epochMicros(facts.at()))
                .set("agents", facts.agents())
                .texts("agent_types", types)
                .texts(
                        "agent_counts",
                        types.stream()
                                .map(type -> String.valueOf(facts.agentsByType().get(type)))
                                .toList())
                .set("heartbeat_period_us", Stamps.micros(facts.heartbeatPeriod()))
                .set("any_hints_fail", facts.hintsFail())
                .set("facts_valid_us", Stamps.micros(facts.valid()))
                .texts(
                        "longer_periods_us",
                        longer.stream().map(period -> micros(period.getKey())).toList())
                .texts(
                        "longer_left_us",
                        longer.stream().map(period -> micros(period.getValue())).toList());
    }

    private static String micros(Duration time) {
        return String.valueOf(Stamps.micros(time));
    }

    private static Query.Call asking(Query.Call call, Heartbeat heartbeat) throws SQLException {
        return call.set("session", heartbeat.session())
                .longs("ids", heartbeat.held().stream().map(Held::id).toList())
                .longs("tokens", heartbeat.held().stream().map(Held::token).toList())
                .texts("types", heartbeat.types());
    }

    /** Stores progress, on the connection of the heartbeats. */
    void reportProgress(long session, List<Progress> progress) {
        List<Progress> sorted = progress.stream()
                .sorted(Comparator.comparingLong(each -> each.held().id()))
                .toList();
        line.run(connection -> REPORT_PROGRESS
                .on(connection)
                .set("session", session)
                .set("process", process)
                .longs("ids", sorted.stream().map(each -> each.held().id()).toList())
                .longs(
                        "tokens",
                        sorted.stream().map(each -> each.held().token()).toList())
                .doubles("fractions", sorted.stream().map(Progress::fraction).toList())
                .texts("notes", notes(sorted))
                .update());
    }

    private static List<@Nullable String> notes(List<Progress> progress) {
        List<@Nullable String> notes = new ArrayList<>();
        progress.forEach(each -> notes.add(each.note().orElse(null)));
        return notes;
    }

    /** The result of the first statement: whether the session is one of this process, holds the lease, and was asked to take no more. */
    private record Moved(boolean moved, boolean leads, boolean drain) {
        static Moved of(Query.Row row) throws SQLException {
            return new Moved(row.flag("moved"), row.flag("leads"), row.flag("drain"));
        }
    }
}
