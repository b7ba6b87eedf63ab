package dev.taskq.spi;

import java.util.Optional;

/**
 * What a heartbeat wants of the lease. Immutable.
 *
 * @param wish what it wants
 * @param facts what the leader makes known, written only where the heartbeat holds the lease
 */
public record LeaseBid(Wish wish, Optional<LeaseFacts> facts) {
    /** Wants nothing: every agent's, and a leader's whose duties stand still. */
    public static final LeaseBid NONE = new LeaseBid(Wish.NONE, Optional.empty());

    /** What is wanted. */
    public enum Wish {
        /** Nothing; a lease that it holds is left to run out. */
        NONE,
        /** To lead: takes the lease where it is its own or has run out, and prolongs it. */
        LEAD,
        /** To lead if no other candidate will: takes it where it is its own, or ran out {@link Sessions#STAND_BACK_WAIT} ago. */
        STAND_BACK,
        /** To lead if no other will: takes it where it is its own, or ran out {@link Sessions#SPARE_WAIT} ago. */
        SPARE,
        /** To give it up, where it is its own. */
        GIVE_UP
    }
}
