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
 * @param longerPeriods the longer intervals at which sessions may still send heartbeats, because they were asked to before: each with
 *     for how much longer they may after these facts
 */
public record LeaseFacts(
        Instant at,
        int agents,
        Map<String, Integer> agentsByType,
        Duration heartbeatPeriod,
        boolean hintsFail,
        Duration valid,
        Map<Duration, Duration> longerPeriods) {
    /** Copies the maps. */
    public LeaseFacts {
        agentsByType = Map.copyOf(agentsByType);
        longerPeriods = Map.copyOf(longerPeriods);
    }

    /**
     * Facts without longer periods.
     *
     * @param at the time of the facts on the store's clock
     * @param agents the number of living agents
     * @param agentsByType the number of living agents that serve each type
     * @param heartbeatPeriod the interval between the heartbeats of each session
     * @param hintsFail whether any living coordinator reports failing hints
     * @param valid how long the facts are valid
     */
    public LeaseFacts(
            Instant at,
            int agents,
            Map<String, Integer> agentsByType,
            Duration heartbeatPeriod,
            boolean hintsFail,
            Duration valid) {
        this(at, agents, agentsByType, heartbeatPeriod, hintsFail, valid, Map.of());
    }

    /**
     * The same facts with other longer periods.
     *
     * @param longer each with for how much longer after these facts
     * @return the facts
     */
    public LeaseFacts withLongerPeriods(Map<Duration, Duration> longer) {
        return new LeaseFacts(at, agents, agentsByType, heartbeatPeriod, hintsFail, valid, longer);
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
