package dev.taskq.coordinator;

import dev.taskq.spi.LeaseFacts;
import dev.taskq.spi.NewSession.Kind;
import dev.taskq.spi.Session;
import dev.taskq.spi.Sessions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What all should know of the living: how many agents there are, how often to beat, whether hints fail. */
final class Census {
    private static final Duration SILENCE = Duration.ofSeconds(10);
    private static final Duration SHORTEST_BEAT = Duration.ofMillis(500);
    private static final Duration BEAT_A_SESSION = Duration.ofMillis(2);

    private final Lead lead;
    private final CoordinatorMetrics metrics;
    private final SessionTally tally = new SessionTally();
    private Duration beatPeriod = SHORTEST_BEAT;

    Census(Lead lead, CoordinatorMetrics metrics) {
        this.lead = lead;
        this.metrics = metrics;
    }

    /** How often everybody beats, as it was published last. */
    Duration beatPeriod() {
        return beatPeriod;
    }

    /** Makes known what a look found. */
    void publish(Sessions sessions, Silences silences) {
        List<Session> living = sessions.all().stream()
                .filter(session -> !silences.isSilent(session.id(), SILENCE))
                .toList();
        List<Session> agents = living.stream()
                .filter(session -> session.spec().kind() == Kind.AGENT)
                .toList();
        Map<String, Integer> byType = agents.stream()
                .flatMap(agent -> agent.spec().types().stream())
                .collect(Collectors.toMap(type -> type, type -> 1, Integer::sum));
        boolean hintsFail =
                living.stream().anyMatch(session -> session.spec().kind() == Kind.COORDINATOR && session.hintsFail());
        Duration period = BEAT_A_SESSION.multipliedBy(living.size());
        beatPeriod = period.compareTo(SHORTEST_BEAT) < 0 ? SHORTEST_BEAT : period;
        metrics.sessions(living, byType);
        tally.endedSince(sessions).forEach(metrics::sessionEnded);
        lead.publish(new LeaseFacts(sessions.at(), agents.size(), byType, beatPeriod, hintsFail));
    }
}
