package dev.taskq.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * A session, as it is stored. Immutable.
 *
 * @param id its id
 * @param process the process it belongs to
 * @param spec the data with which it was opened
 * @param openedAt when it was opened
 * @param heartbeats the number of its heartbeats
 * @param hintsFail whether its last heartbeat reported failing hints
 * @param draining whether it is that of an agent that was asked to take no more tasks
 * @param end its end; empty while it lives
 */
public record Session(
        long id,
        long process,
        NewSession spec,
        Instant openedAt,
        long heartbeats,
        boolean hintsFail,
        boolean draining,
        Optional<End> end) {
    /**
     * The end of a session.
     *
     * @param at the time, by the store's clock
     * @param reason the reason
     */
    public record End(Instant at, EndReason reason) {}

    /** The reason for a session's end. */
    public enum EndReason {
        /** It was stopped by its owner. */
        STOPPED,
        /** It was detected as dead. */
        LOST
    }
}
