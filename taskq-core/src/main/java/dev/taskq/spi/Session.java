package dev.taskq.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * A session, as others see it. Immutable.
 *
 * @param id its id
 * @param process the process it belongs to
 * @param spec what it was opened with
 * @param openedAt when
 * @param heartbeats how many heartbeats it has sent
 * @param hintsFail whether it said, with its last heartbeat, that hints fail
 * @param end how it ended; empty while it lives
 */
public record Session(
        long id,
        long process,
        NewSession spec,
        Instant openedAt,
        long heartbeats,
        boolean hintsFail,
        Optional<End> end) {
    /**
     * The end of a session.
     *
     * @param at when, by the store's clock
     * @param reason why
     */
    public record End(Instant at, EndReason reason) {}

    /** Why a session ended. */
    public enum EndReason {
        /** It stopped by itself. */
        STOPPED,
        /** It was found dead. */
        LOST
    }
}
