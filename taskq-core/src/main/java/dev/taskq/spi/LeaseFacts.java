package dev.taskq.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * The facts that the leader publishes. Immutable.
 *
 * @param at the time of the facts on the store's clock; facts older than {@link #FRESH} count as unknown
 * @param agents the number of living agents
 * @param agentsByType the number of living agents that serve each type
 * @param heartbeatPeriod the interval between the heartbeats of each session
 * @param hintsFail whether any living coordinator reports failing hints
 */
public record LeaseFacts(
        Instant at, int agents, Map<String, Integer> agentsByType, Duration heartbeatPeriod, boolean hintsFail) {
    /** How long the facts are valid. */
    public static final Duration FRESH = Duration.ofSeconds(5);

    /** Copies the map. */
    public LeaseFacts {
        agentsByType = Map.copyOf(agentsByType);
    }
}
