package dev.taskq.spi;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a heartbeat is answered. Immutable.
 *
 * @param ended whether the session was ended, or is another process's: it holds nothing any more, and goes on under a new one
 * @param leads whether this heartbeat holds the lease now
 * @param cancelled the held tasks whose end was asked for
 * @param lost what was held and is no longer this session's
 * @param types the state of the types asked for; those unknown to the store are absent
 * @param facts what the leader made known last; empty before there was a leader
 * @param now the store's clock
 */
public record HeartbeatAnswer(
        boolean ended,
        boolean leads,
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
