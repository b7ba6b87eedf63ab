package dev.taskq.postgres;

import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.HeartbeatAnswer;
import dev.taskq.spi.Held;
import dev.taskq.spi.LeaseFacts;
import dev.taskq.spi.TypeState;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A row of the reply to a heartbeat. Immutable.
 *
 * @param alive whether the session has not ended
 * @param type the state of one type, if a type was asked for; everything else is the same in each row
 */
record HeartbeatReply(
        boolean alive,
        List<Long> cancelled,
        List<Held> lost,
        Optional<LeaseFacts> facts,
        Optional<TypeState> type,
        Instant now) {
    /** The row for the question of a heartbeat. */
    static HeartbeatReply of(Query.Row row, Heartbeat heartbeat) throws SQLException {
        List<Long> cancelled = new ArrayList<>();
        for (long place : row.elements("cancelled", Long.class)) {
            cancelled.add(heartbeat.held().get((int) place - 1).id());
        }
        List<Held> lost = new ArrayList<>();
        for (long place : row.elements("lost", Long.class)) {
            lost.add(heartbeat.held().get((int) place - 1));
        }
        return new HeartbeatReply(
                row.flag("alive"),
                cancelled,
                lost,
                facts(row),
                row.someText("name").isPresent() ? Optional.of(state(row)) : Optional.empty(),
                row.instant("now"));
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
        if (!row.has("valid_us")) {
            return Optional.empty();
        }
        Map<String, Integer> byType = new HashMap<>();
        List<String> types = row.elements("agent_types", String.class);
        List<Integer> counts = row.elements("agent_counts", Integer.class);
        for (int i = 0; i < types.size(); i++) {
            byType.put(types.get(i), counts.get(i));
        }
        Map<Duration, Duration> longer = new HashMap<>();
        List<Long> periods = row.elements("longer_periods_us", Long.class);
        List<Long> left = row.elements("longer_left_us", Long.class);
        for (int i = 0; i < periods.size(); i++) {
            longer.put(Stamps.ofMicros(periods.get(i)), Stamps.ofMicros(left.get(i)));
        }
        return Optional.of(new LeaseFacts(
                Stamps.ofEpochMicros(row.number("at_us")),
                row.integer("agents"),
                byType,
                Stamps.ofMicros(row.number("heartbeat_period_us")),
                row.flag("hints_fail"),
                Stamps.ofMicros(row.number("valid_us")),
                longer));
    }

    /**
     * The answer to a heartbeat.
     *
     * @param rows at least one
     * @param moved whether the session is one of this process
     * @param leads whether the session holds the lease
     * @param drain whether the session, which may have ended, was asked to take no more
     */
    static HeartbeatAnswer answer(List<HeartbeatReply> rows, boolean moved, boolean leads, boolean drain) {
        Map<String, TypeState> types = new HashMap<>();
        rows.forEach(row -> row.type().ifPresent(type -> types.put(type.name(), type)));
        HeartbeatReply first = rows.getFirst();
        boolean alive = moved && first.alive();
        return new HeartbeatAnswer(
                !alive, alive && leads, drain, first.cancelled(), first.lost(), types, first.facts(), first.now());
    }
}
