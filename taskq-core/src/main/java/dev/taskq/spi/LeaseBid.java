package dev.taskq.spi;

import java.util.Optional;

/**
 * A heartbeat's bid for the lease. Immutable.
 *
 * @param wish the kind of bid
 * @param facts the leader's facts, written only if the session holds the lease
 */
public record LeaseBid(Wish wish, Optional<LeaseFacts> facts) {
    /** No bid: that of every agent, and of a leader with stalled duties. */
    public static final LeaseBid NONE = new LeaseBid(Wish.NONE, Optional.empty());

    /** The kinds of bids. */
    public enum Wish {
        /** No bid; a held lease expires. */
        NONE,
        /** To lead: takes the lease if the session holds it or it has expired, and extends it. */
        LEAD,
        /**
         * To lead if no other candidate bids: takes the lease if the session holds it, or it expired
         * {@link Sessions#STAND_BACK_WAIT} ago.
         */
        STAND_BACK,
        /**
         * To lead if no candidate bids: takes the lease if the session holds it, or it expired
         * {@link Sessions#SPARE_WAIT} ago.
         */
        SPARE,
        /** Gives the lease up, if the session holds it. */
        GIVE_UP
    }
}
