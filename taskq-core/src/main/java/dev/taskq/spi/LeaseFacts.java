package dev.taskq.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What the leader makes known to all. Immutable.
 *
 * @param at the store's clock when the facts were found; older than {@link #FRESH} they count as unknown
 * @param agents how many agents live
 * @param agentsByType how many of them serve each type
 * @param heartbeatPeriod how often all send heartbeats
 * @param hintsFail whether hints fail for any coordinator that lives
 */
public record LeaseFacts(
        Instant at, int agents, Map<String, Integer> agentsByType, Duration heartbeatPeriod, boolean hintsFail) {
    /** How long the facts are believed. */
    public static final Duration FRESH = Duration.ofSeconds(5);

    /** Copies the map. */
    public LeaseFacts {
        agentsByType = Map.copyOf(agentsByType);
    }
}
