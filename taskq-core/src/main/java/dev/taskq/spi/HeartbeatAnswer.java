package dev.taskq.spi;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answer to a heartbeat. Immutable.
 *
 * @param ended whether the session has ended, or belongs to another process: then it holds nothing any more, and must
 *     be replaced by a new one
 * @param leads whether the session holds the lease now
 * @param drain whether the session, of an agent, was asked to take no more tasks. True after its end too, until it is cleared: the
 *     agent goes on under a new session
 * @param cancelled the held tasks that a cancel was requested for
 * @param lost the held executions that no longer belong to this session
 * @param types the state of the requested types; types that the store does not know are absent
 * @param facts the leader's last published facts; empty before the first leader
 * @param now the store's clock
 */
public record HeartbeatAnswer(
        boolean ended,
        boolean leads,
        boolean drain,
        List<Long> cancelled,
        List<Held> lost,
        Map<String, TypeState> types,
        Optional<LeaseFacts> facts,
        Instant now) {
    /** Copies the collections. */
    public HeartbeatAnswer {
        cancelled = List.copyOf(cancelled);
        lost = List.copyOf(lost);
        types = Map.copyOf(types);
    }
}
