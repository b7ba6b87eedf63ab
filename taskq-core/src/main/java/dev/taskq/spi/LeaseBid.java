package dev.taskq.spi;

import java.time.Duration;
import java.util.Optional;

/**
 * A heartbeat's bid for the lease. Immutable.
 *
 * @param wish the kind of bid
 * @param lease how long the lease is valid after the heartbeat, if the bid takes or extends it; more than zero, at most
 *     {@link Sessions#LONGEST_LEASE}
 * @param facts the leader's facts, written only if the session holds the lease
 */
public record LeaseBid(Wish wish, Duration lease, Optional<LeaseFacts> facts) {
    /** Checks the range. */
    public LeaseBid {
        if (!lease.isPositive() || lease.compareTo(Sessions.LONGEST_LEASE) > 0) {
            throw new IllegalArgumentException(
                    "a lease must be longer than zero and at most " + Sessions.LONGEST_LEASE + ", was " + lease);
        }
    }

    /**
     * A bid for a lease of the usual length.
     *
     * @param wish the kind of bid
     * @param facts the leader's facts
     */
    public LeaseBid(Wish wish, Optional<LeaseFacts> facts) {
        this(wish, Sessions.LEASE, facts);
    }

    /** No bid: that of every agent, and of a leader with stalled duties. */
    public static final LeaseBid NONE = new LeaseBid(Wish.NONE, Optional.empty());

    /** The kinds of bids. */
    public enum Wish {
        /** No bid; a held lease expires. */
        NONE,
        /** To lead: takes the lease if the session holds it or it has expired, and extends it. */
        LEAD,
        /**
         * To lead if no other candidate bids: takes the lease if the session holds it, or it expired as long ago as the bid's
         * lease is valid. In this time any other candidate of the same preset sends a heartbeat, so it takes the lease first.
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

    /**
     * How long another's lease must have been expired before this bid may take it.
     *
     * @return the time
     */
    public Duration waitAfterLease() {
        return switch (wish) {
            case STAND_BACK -> lease;
            case SPARE -> Sessions.SPARE_WAIT;
            case NONE, LEAD, GIVE_UP -> Duration.ZERO;
        };
    }
}
