package dev.taskq.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The facts that the leader publishes. Immutable.
 *
 * @param at the time of the facts on the store's clock
 * @param agents the number of living agents
 * @param agentsByType the number of living agents that serve each type
 * @param heartbeatPeriod the interval between the heartbeats of each session
 * @param hintsFail whether any living coordinator reports failing hints
 * @param valid how long the facts are valid: as long as this leader takes at most to publish others, by its preset
 */
public record LeaseFacts(
        Instant at,
        int agents,
        Map<String, Integer> agentsByType,
        Duration heartbeatPeriod,
        boolean hintsFail,
        Duration valid) {
    /** Copies the map. */
    public LeaseFacts {
        agentsByType = Map.copyOf(agentsByType);
    }

    /**
     * Whether the facts are still valid. Older ones count as unknown.
     *
     * @param now the time on the store's clock
     * @return true if they are
     */
    public boolean isFresh(Instant now) {
        return Duration.between(at, now).compareTo(valid) <= 0;
    }
}
