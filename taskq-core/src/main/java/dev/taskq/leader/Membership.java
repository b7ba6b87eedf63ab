package dev.taskq.leader;

import dev.taskq.engine.Intervals;
import dev.taskq.spi.LeaseFacts;
import dev.taskq.spi.NewSession.Kind;
import dev.taskq.spi.Session;
import dev.taskq.spi.SessionList;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Makes known how many agents take tasks, which types they serve, how often all send heartbeats, and whether hints fail. Not
 * thread-safe.
 */
final class Membership {
    private static final Duration PERIOD_A_SESSION = Duration.ofMillis(2);

    private final Leadership leadership;
    private final LeaderMetrics metrics;
    private final SessionTally tally = new SessionTally();
    private final Intervals intervals;

    /** Of one term. */
    Membership(Leadership leadership, LeaderMetrics metrics, Intervals intervals) {
        this.leadership = leadership;
        this.metrics = metrics;
        this.intervals = intervals;
    }

    /** How rarely sessions may still send heartbeats, by what this leader and those before it made known to them. */
    Duration heartbeatPeriod() {
        return longer(intervals.heartbeat(), leadership.expectedPeriod());
    }

    /** Makes known what was observed. */
    void publish(SessionList sessions, FailureDetector detector) {
        List<Session> living = sessions.sessions().stream()
                .filter(session -> !detector.isSilent(session.id(), intervals.heard()))
                .toList();
        List<Session> agents = living.stream()
                .filter(session -> session.spec().kind() == Kind.AGENT && !session.draining())
                .toList();
        Map<String, Integer> byType = agents.stream()
                .flatMap(agent -> agent.spec().types().stream())
                .collect(Collectors.toMap(type -> type, type -> 1, Integer::sum));
        boolean hintsFail =
                living.stream().anyMatch(session -> session.spec().kind() == Kind.COORDINATOR && session.hintsFail());
        Duration period = longer(intervals.heartbeat(), PERIOD_A_SESSION.multipliedBy(living.size()));
        metrics.sessions(living, byType);
        tally.endedSince(sessions).forEach(metrics::sessionEnded);
        leadership.publish(
                new LeaseFacts(sessions.at(), agents.size(), byType, period, hintsFail, intervals.factsValid()));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
