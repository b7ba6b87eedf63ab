package dev.taskq.spi;

import java.time.Duration;
import java.util.Collection;

/**
 * The sessions of agents and coordinators, their heartbeats, and the lease of the leader. What holds for every method, and
 * what a process is, is said at {@link StorePort}.
 */
public interface Sessions {
    /** How long the lease holds after a heartbeat that took or prolonged it. */
    Duration LEASE = Duration.ofSeconds(2);

    /** How long a lease must have run out before a {@link LeaseBid.Wish#STAND_BACK} may take it: some heartbeats of a candidate. */
    Duration STAND_BACK_WAIT = Duration.ofSeconds(2);

    /** How long a lease must have run out before a {@link LeaseBid.Wish#SPARE} may take it. */
    Duration SPARE_WAIT = Duration.ofSeconds(10);

    /** How long a store's own connection must have stood before it says of others that they are disconnected. */
    Duration SETTLED = Duration.ofSeconds(10);

    /**
     * Opens a session, and registers the types that it serves.
     *
     * @param session what to open
     * @return its id, never used before; after a restore, never by this process, and above all that it was given
     */
    long open(NewSession session);

    /**
     * Heartbeats: moves the session's counter and deals with the lease, touching no other table; then asks. Heartbeats of all
     * sessions of this object go over one connection of their own.
     *
     * @param heartbeat the heartbeat
     * @return the answer
     */
    HeartbeatAnswer heartbeat(Heartbeat heartbeat);

    /**
     * Reads all sessions that are not cleared.
     *
     * @return the sessions
     */
    SessionList all();

    /**
     * Stops a session of this process: no claim of it commits later. A session that has ended, or is another process's, is left
     * as it is.
     *
     * @param session the session
     * @return whether this call ended it
     */
    boolean stop(long session);

    /**
     * Ends a session of any process that was found lost: no claim of it commits later. The session is left as it is if it has
     * ended, or if its counter of heartbeats has moved since it was read. A leader that stood still between its judgement and
     * this call must not end a session that lives.
     *
     * @param session the session
     * @param heartbeats its counter of heartbeats, as it was read when the session was judged
     * @return whether this call ended it
     */
    boolean endLost(long session, long heartbeats);

    /**
     * Forgets ended sessions that hold nothing any more. Sessions that live, or that are unknown, are passed over.
     *
     * @param sessions their ids
     */
    void clear(Collection<Long> sessions);
}
