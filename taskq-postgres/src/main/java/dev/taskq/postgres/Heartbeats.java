package dev.taskq.postgres;

import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.HeartbeatAnswer;
import dev.taskq.spi.Held;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.LeaseFacts;
import dev.taskq.spi.Progress;
import dev.taskq.spi.Sessions;
import dev.taskq.spi.TypeState;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Heartbeats of sessions, the leader's lease that they renew, and the progress that comes after them. */
final class Heartbeats {
    private static final Query HEARTBEAT = Query.load("sessions/heartbeat");
    private static final Query REPORT_PROGRESS = Query.load("sessions/report_progress");
    private static final Query ASK = Query.load("sessions/heartbeat_ask");
    private static final LeaseFacts NO_FACTS = new LeaseFacts(Instant.EPOCH, 0, Map.of(), Duration.ZERO, false);

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

    HeartbeatAnswer heartbeat(Heartbeat heartbeat) {
        Moved moved = line.run(connection -> move(connection, heartbeat));
        return Database.after(
                heartbeat.held().stream().map(Held::id).toList(),
                () -> line.run(connection -> ask(connection, heartbeat, moved)));
    }

    private Moved move(Connection connection, Heartbeat heartbeat) throws SQLException {
        LeaseBid bid = heartbeat.bid();
        LeaseFacts facts = bid.facts().orElse(NO_FACTS);
        List<String> types = List.copyOf(facts.agentsByType().keySet());
        return HEARTBEAT
                .on(connection)
                .set("commit", commit)
                .set("session", heartbeat.session())
                .set("process", process)
                .set("hints_fail", heartbeat.hintsFail())
                .set("wish", bid.wish().name())
                .set("wait_us", Stamps.micros(wait(bid.wish())))
                .set("lease_us", Stamps.micros(Sessions.LEASE))
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
                .row(row -> new Moved(row.flag("moved"), row.flag("leads")));
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

    private static Duration wait(LeaseBid.Wish wish) {
        return switch (wish) {
            case SPARE -> Sessions.SPARE_WAIT;
            case STAND_BACK -> Sessions.STAND_BACK_WAIT;
            case NONE, LEAD, GIVE_UP -> Duration.ZERO;
        };
    }

    private HeartbeatAnswer ask(Connection connection, Heartbeat heartbeat, Moved moved) throws SQLException {
        Map<String, TypeState> types = new HashMap<>();
        List<HeartbeatAnswer> answers = ASK.on(connection)
                .set("session", heartbeat.session())
                .longs("ids", heartbeat.held().stream().map(Held::id).toList())
                .longs("tokens", heartbeat.held().stream().map(Held::token).toList())
                .texts("types", heartbeat.types())
                .rows(row -> {
                    if (row.someText("name").isPresent()) {
                        types.put(row.text("name"), state(row));
                    }
                    return answer(row, heartbeat, moved);
                });
        HeartbeatAnswer first = answers.getFirst();
        return new HeartbeatAnswer(
                first.ended(), first.leads(), first.cancelled(), first.lost(), types, first.facts(), first.now());
    }

    private static HeartbeatAnswer answer(Query.Row row, Heartbeat heartbeat, Moved moved) throws SQLException {
        boolean alive = moved.moved() && row.flag("alive");
        List<Long> cancelled = new ArrayList<>();
        for (long place : row.elements("cancelled", Long.class)) {
            cancelled.add(heartbeat.held().get((int) place - 1).id());
        }
        List<Held> lost = new ArrayList<>();
        for (long place : row.elements("lost", Long.class)) {
            lost.add(heartbeat.held().get((int) place - 1));
        }
        return new HeartbeatAnswer(
                !alive, alive && moved.leads(), cancelled, lost, Map.of(), facts(row), row.instant("now"));
    }

    private static TypeState state(Query.Row row) throws SQLException {
        return new TypeState(
                row.text("name"),
                row.flag("paused"),
                row.instant("floor"),
                row.number("depth"),
                row.someInstant("counted_at"));
    }

    private static Optional<LeaseFacts> facts(Query.Row row) throws SQLException {
        if (!row.has("at_us")) {
            return Optional.empty();
        }
        Map<String, Integer> byType = new HashMap<>();
        List<String> types = row.elements("agent_types", String.class);
        List<Integer> counts = row.elements("agent_counts", Integer.class);
        for (int i = 0; i < types.size(); i++) {
            byType.put(types.get(i), counts.get(i));
        }
        return Optional.of(new LeaseFacts(
                Stamps.ofEpochMicros(row.number("at_us")),
                row.integer("agents"),
                byType,
                Stamps.ofMicros(row.number("heartbeat_period_us")),
                row.flag("hints_fail")));
    }

    /** The result of the first statement: whether the session exists, and whether it holds the lease. */
    private record Moved(boolean moved, boolean leads) {}
}
