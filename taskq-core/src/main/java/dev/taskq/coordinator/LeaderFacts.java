package dev.taskq.coordinator;

import dev.taskq.spi.HeartbeatAnswer;
import dev.taskq.spi.LeaseFacts;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What the leader publishes, as this coordinator's last heartbeat brought it. Thread-safe. */
final class LeaderFacts {
    private volatile boolean heard;
    private volatile Optional<LeaseFacts> fresh = Optional.empty();

    void learn(HeartbeatAnswer answer) {
        fresh = answer.facts().filter(facts -> facts.isFresh(answer.now()));
        heard = true;
    }

    /** Whether no coordinator leads. Unknown before the first heartbeat, and then false. */
    boolean isLeaderMissing() {
        return heard && fresh.isEmpty();
    }

    boolean hintsFail() {
        return fresh.map(LeaseFacts::hintsFail).orElse(false);
    }

    /** How often the leader expects heartbeats. */
    Optional<Duration> heartbeatPeriod() {
        return fresh.map(LeaseFacts::heartbeatPeriod);
    }

    /** The types that living agents serve; empty while that is not known. */
    Set<String> servedTypes() {
        return fresh.map(facts -> facts.agentsByType().keySet()).orElse(Set.of());
    }
}
