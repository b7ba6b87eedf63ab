package dev.taskq.spi;

import java.time.Instant;
import java.util.Optional;

/**
 * A living session with its last status. Immutable.
 *
 * @param id its id
 * @param spec the data with which it was opened
 * @param openedAt when it was opened
 * @param draining whether it was asked to take no more tasks
 * @param reported its last status; empty before the first
 */
public record SessionReading(
        long id, NewSession spec, Instant openedAt, boolean draining, Optional<Reported> reported) {
    /**
     * A status, as it is stored.
     *
     * @param at when it was stored
     * @param status the status
     */
    public record Reported(Instant at, SessionStatus status) {
        /**
         * Until when it is believed.
         *
         * @return the time on the store's clock
         */
        public Instant validUntil() {
            return at.plus(status.valid());
        }
    }
}
