package dev.taskq.leader;

import dev.taskq.spi.Completions;
import dev.taskq.spi.Forgiven;
import dev.taskq.spi.NewSession.Kind;
import dev.taskq.spi.Session;
import dev.taskq.spi.Sessions;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clears ended sessions that hold nothing more. A session that was found lost is cleared only when its agent has come back, and then
 * its losses are taken back, or after {@link LostSessions#KEPT}. Only {@link #learn} is called by another thread than reclaim's.
 */
final class SessionClearing {
    private static final Logger LOG = LoggerFactory.getLogger(SessionClearing.class);

    private final Sessions sessions;
    private final Completions completions;
    private final LostSessions lost;
    private final EndedSessions ended = new EndedSessions();

    SessionClearing(Sessions sessions, Completions completions, LostSessions lost) {
        this.sessions = sessions;
        this.completions = completions;
        this.lost = lost;
    }

    /** Takes in all sessions that are not cleared; whether some have ended. */
    boolean learn(List<Session> all) {
        lost.learn(all);
        List<Session> over =
                all.stream().filter(session -> session.end().isPresent()).toList();
        ended.replaceBy(over);
        return !over.isEmpty();
    }

    /** The ended sessions of agents that no pass serves. A coordinator holds nothing: its session is cleared at once. */
    List<Session> unserved(Collection<ReclaimPass> passes) {
        List<Session> over = ended.unserved(passes);
        Set<Long> coordinators = new TreeSet<>();
        over.stream()
                .filter(session -> session.spec().kind() == Kind.COORDINATOR)
                .map(Session::id)
                .forEach(coordinators::add);
        if (!coordinators.isEmpty()) {
            sessions.clear(coordinators);
            ended.forget(coordinators);
        }
        return over.stream()
                .filter(session -> session.spec().kind() == Kind.AGENT)
                .toList();
    }

    /**
     * Clears what it may of the sessions that a pass served whose scan is over.
     *
     * @return whether nothing is left of the pass
     */
    boolean clear(ReclaimPass through) {
        Set<Long> done = ended.servedBy(through);
        through.deferred()
                .forEach(one -> done.remove(one.orphan().running().holder().session()));
        done.removeIf(session -> !mayBeCleared(session));
        if (!done.isEmpty()) {
            sessions.clear(done);
            ended.forget(done);
            LOG.info("sessions cleared sessions={} takenBack={}", done, through.takenBack());
        }
        return through.deferred().isEmpty() && ended.servedBy(through).isEmpty();
    }

    /** Of a session that holds nothing more: whether its agent stopped or stays away, or its losses have been taken back. */
    private boolean mayBeCleared(long session) {
        Optional<Long> back = lost.processBack(session);
        if (back.isEmpty()) {
            return !lost.isYoung(session, LostSessions.KEPT);
        }
        Forgiven forgiven = completions.forgiveLosses(session, back.get(), OrphanCompletions.CAME_BACK);
        if (!forgiven.tasks().isEmpty()) {
            LOG.info(
                    "agent of a lost session has come back, losses do not count session={} tasks={}",
                    session,
                    forgiven.tasks().size());
        }
        return forgiven.complete();
    }
}
