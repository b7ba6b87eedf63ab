package dev.taskq.simulation.world;

import dev.taskq.spi.Session;
import dev.taskq.spi.SessionList;
import dev.taskq.spi.Sessions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What the {@link StoreHost} knows of its clients' connections: the processes whose own connection is gone. */
final class ServerConnections {
    private final World world;
    private final Sessions sessions;
    private final Map<Long, Member> members = new HashMap<>();

    ServerConnections(World world, Sessions sessions) {
        this.world = world;
        this.sessions = sessions;
    }

    /** A session was opened, which shows the process number of a member in the store. */
    void opened(Member member, long session) {
        sessions.all().sessions().stream()
                .filter(known -> known.id() == session)
                .forEach(known -> members.put(known.process(), member));
    }

    /** All processes lose the locks that their connections hold. */
    void dropAll() {
        world.living().forEach(Member::disconnected);
    }

    /** Adds the disconnected processes to a list of sessions, if the observer's own connection is old enough. */
    SessionList withDisconnected(Member observer, SessionList list) {
        if (observer.connectedFor().compareTo(Sessions.SETTLED) < 0) {
            return list;
        }
        Set<Long> gone = new TreeSet<>();
        for (Session session : list.sessions()) {
            Member member = members.get(session.process());
            if (member != null && member.isCutOff() && session.end().isEmpty()) {
                gone.add(session.process());
            }
        }
        return new SessionList(list.at(), list.sessions(), gone, list.seesDeaths());
    }
}
