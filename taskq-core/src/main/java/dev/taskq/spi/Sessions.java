package dev.taskq.spi;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The sessions of agents and coordinators, their heartbeats, and the leader's lease. {@link StorePort} describes what
 * holds for every method, and what a process is.
 */
public interface Sessions {
    /** How long the lease is usually valid after the heartbeat that took or extended it. A bid may ask for another length. */
    Duration LEASE = Duration.ofSeconds(2);

    /** The longest lease that a bid may ask for. */
    Duration LONGEST_LEASE = Duration.ofSeconds(8);

    /**
     * A lease that ends further ahead has run out: the store's clock was put back. It is longer than the longest lease, so that a small
     * correction of the clock takes no lease from a leader that lives. If the clock was put back by less, a lease whose leader died just
     * then is held for up to this time, and not only for its own length.
     */
    Duration FURTHEST_LEASE_END = LONGEST_LEASE.plusSeconds(1);

    /** How long a lease must have been expired before a {@link LeaseBid.Wish#SPARE} may take it. */
    Duration SPARE_WAIT = Duration.ofSeconds(10);

    /** How old a store's own connection must be before the store reports other processes as disconnected. */
    Duration SETTLED = Duration.ofSeconds(10);

    /**
     * Opens a session, and registers the types that it serves. If the outcome is unknown, the session may be left, and nothing uses
     * it. The process's next opening stops it, unless it becomes visible after that. Then it is found dead.
     *
     * @param session the data of the session
     * @return its id. It is new, except that after a restore another process may have had it. The ids of one process
     *     always increase
     */
    default long open(NewSession session) {
        return open(session, false);
    }

    /**
     * Opens a session as {@link #open(NewSession)} does.
     *
     * @param session the data of the session
     * @param draining whether it begins as one that was asked to take no more tasks, as by {@link #drain}: that of an agent which was
     *     asked under a session before
     * @return its id, as of {@link #open(NewSession)}
     */
    long open(NewSession session, boolean draining);

    /**
     * Records a heartbeat: increments the session's counter and processes the bid for the lease, without touching other
     * tables. Then reads the answer. The heartbeats of all sessions of this object use one separate connection.
     *
     * @param heartbeat the heartbeat
     * @return the answer
     */
    HeartbeatAnswer heartbeat(Heartbeat heartbeat);

    /**
     * Stores the progress of executions, each in place of the task's last one. Skips executions that do not hold their
     * task, and all of a session that belongs to another process. A task shows only the progress of the execution that
     * holds it, or that reported its last outcome itself.
     *
     * Uses the connection of the heartbeats. So it never waits for a lock on a task, and gives up soon if another
     * transaction holds what it writes. A crash of the store may lose it.
     *
     * @param session the session
     * @param progress each task once
     */
    void reportProgress(long session, List<Progress> progress);

    /**
     * Reads all sessions that are not cleared.
     *
     * @return the sessions
     */
    SessionList all();

    /**
     * Asks an agent, of any process, to take no more tasks. Its next heartbeat brings that, and so do all later ones of the session,
     * even one that comes after the session was ended. It cannot be taken back.
     *
     * @param session the session
     * @return the agent, as the same transaction found it; empty if no agent of that session lives
     */
    Optional<Drained> drain(long session);

    /**
     * Stops a session of this process: none of its claims commits afterwards. A session that has ended, or belongs to
     * another process, is left unchanged.
     *
     * @param session the session
     * @return true if this call ended it
     */
    boolean stop(long session);

    /**
     * Ends a session of any process that was detected as lost: none of its claims commits afterwards. The session is
     * left unchanged if it has ended, or if its heartbeat counter has changed since it was read: a leader that was
     * paused between its decision and this call must not end a living session.
     *
     * @param session the session
     * @param heartbeats the heartbeat counter on which the decision was based
     * @return true if this call ended it
     */
    boolean endLost(long session, long heartbeats);

    /**
     * Removes ended sessions that hold no running task any more. Living and unknown sessions are skipped.
     *
     * @param sessions their ids
     */
    void clear(Collection<Long> sessions);
}
