package dev.taskq.postgres;

import dev.taskq.spi.Beat;
import dev.taskq.spi.BeatAnswer;
import dev.taskq.spi.Held;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.LeaseFacts;
import dev.taskq.spi.TaskStore;
import dev.taskq.spi.TypeState;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Beats of sessions, and the lease that comes with them. */
final class Beats {
    private static final Query BEAT = Query.load("beat");
    private static final Query ASK = Query.load("beat_ask");
    private static final LeaseFacts NO_FACTS = new LeaseFacts(Instant.EPOCH, 0, Map.of(), Duration.ZERO, false);

    private final Line line;
    private final long process;
    private final String commit;

    Beats(Line line, long process, boolean synchronous) {
        this.line = line;
        this.process = process;
        this.commit = synchronous ? "on" : "off";
    }

    /** What beats go over: a connection of their own, or the pool. */
    interface Line {
        <T> T run(Database.Work<T> statement);
    }

    BeatAnswer beat(Beat beat) {
        Moved moved = line.run(connection -> move(connection, beat));
        return Database.after(
                beat.held().stream().map(Held::id).toList(),
                () -> line.run(connection -> ask(connection, beat, moved)));
    }

    private Moved move(Connection connection, Beat beat) throws SQLException {
        LeaseBid bid = beat.bid();
        LeaseFacts facts = bid.facts().orElse(NO_FACTS);
        List<String> types = List.copyOf(facts.agentsByType().keySet());
        return BEAT.on(connection)
                .set("commit", commit)
                .set("session", beat.session())
                .set("process", process)
                .set("hints_fail", beat.hintsFail())
                .set("wish", bid.wish().name())
                .set("wait_us", Stamps.micros(wait(bid.wish())))
                .set("lease_us", Stamps.micros(TaskStore.LEASE))
                .set("with_facts", bid.facts().isPresent())
                .set("facts_at_us", Stamps.epochMicros(facts.at()))
                .set("agents", facts.agents())
                .texts("agent_types", types)
                .texts(
                        "agent_counts",
                        types.stream()
                                .map(type -> String.valueOf(facts.agentsByType().get(type)))
                                .toList())
                .set("beat_period_us", Stamps.micros(facts.beatPeriod()))
                .set("any_hints_fail", facts.hintsFail())
                .row(row -> new Moved(row.flag("beaten"), row.flag("leads")));
    }

    private static Duration wait(LeaseBid.Wish wish) {
        return switch (wish) {
            case SPARE -> TaskStore.SPARE_WAIT;
            case STAND_BACK -> TaskStore.STAND_BACK_WAIT;
            case NONE, LEAD, GIVE_UP -> Duration.ZERO;
        };
    }

    private BeatAnswer ask(Connection connection, Beat beat, Moved moved) throws SQLException {
        Map<String, TypeState> types = new HashMap<>();
        List<BeatAnswer> answers = ASK.on(connection)
                .set("session", beat.session())
                .longs("ids", beat.held().stream().map(Held::id).toList())
                .longs("tokens", beat.held().stream().map(Held::token).toList())
                .texts("types", beat.types())
                .rows(row -> {
                    if (row.someText("name").isPresent()) {
                        types.put(row.text("name"), state(row));
                    }
                    return answer(row, beat, moved);
                });
        BeatAnswer first = answers.getFirst();
        return new BeatAnswer(
                first.ended(), first.leads(), first.cancelled(), first.lost(), types, first.facts(), first.now());
    }

    private static BeatAnswer answer(Query.Row row, Beat beat, Moved moved) throws SQLException {
        boolean alive = moved.beaten() && row.flag("alive");
        List<Long> cancelled = new ArrayList<>();
        for (long place : row.elements("cancelled", Long.class)) {
            cancelled.add(beat.held().get((int) place - 1).id());
        }
        List<Held> lost = new ArrayList<>();
        for (long place : row.elements("lost", Long.class)) {
            lost.add(beat.held().get((int) place - 1));
        }
        return new BeatAnswer(
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
                Stamps.ofMicros(row.number("beat_period_us")),
                row.flag("hints_fail")));
    }

    /** What the first statement did: whether there is such a session, and whether it holds the lease. */
    private record Moved(boolean beaten, boolean leads) {}
}
