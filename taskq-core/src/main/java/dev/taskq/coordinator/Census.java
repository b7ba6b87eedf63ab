package dev.taskq.coordinator;

import dev.taskq.engine.Duty;
import dev.taskq.spi.LeaseFacts;
import dev.taskq.spi.NewSession.Kind;
import dev.taskq.spi.Platform;
import dev.taskq.spi.Session;
import dev.taskq.spi.Sessions;
import dev.taskq.spi.TaskStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Finds what all should know of the living: how many agents there are, how often to beat, whether hints fail. */
final class Census implements Duty {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final Duration SHORTEST_BEAT = Duration.ofMillis(500);
    private static final Duration BEAT_A_SESSION = Duration.ofMillis(2);

    private final Platform platform;
    private final TaskStore store;
    private final Lead lead;
    private Map<Long, Seen> seen = Map.of();

    Census(Platform platform, TaskStore store, Lead lead) {
        this.platform = platform;
        this.store = store;
        this.lead = lead;
    }

    /** A beat counter, and when it was first seen there. */
    private record Seen(long beats, long since) {}

    @Override
    public Duration round() {
        if (!lead.leads()) {
            return Lead.NOT_LEADING;
        }
        Sessions sessions = store.sessions();
        List<Session> living = living(sessions.all());
        List<Session> agents = living.stream()
                .filter(session -> session.spec().kind() == Kind.AGENT)
                .toList();
        Map<String, Integer> byType = agents.stream()
                .flatMap(agent -> agent.spec().types().stream())
                .collect(Collectors.toMap(type -> type, type -> 1, Integer::sum));
        boolean hintsFail =
                living.stream().anyMatch(session -> session.spec().kind() == Kind.COORDINATOR && session.hintsFail());
        Duration period = BEAT_A_SESSION.multipliedBy(living.size());
        lead.publish(new LeaseFacts(
                sessions.at(),
                agents.size(),
                byType,
                period.compareTo(SHORTEST_BEAT) < 0 ? SHORTEST_BEAT : period,
                hintsFail));
        return PERIOD;
    }

    /** Those whose beats move, or have been looked at for too short a time to say. */
    private List<Session> living(List<Session> all) {
        long now = platform.nanoTime();
        Map<Long, Seen> next = new HashMap<>();
        for (Session session : all) {
            if (session.end().isEmpty()) {
                Seen before = seen.get(session.id());
                boolean moved = before == null || before.beats() != session.beats();
                next.put(session.id(), moved ? new Seen(session.beats(), now) : before);
            }
        }
        seen = next;
        return all.stream()
                .filter(session -> {
                    Seen last = next.get(session.id());
                    return last != null && now - last.since() < SILENCE.toNanos();
                })
                .toList();
    }
}
