package dev.taskq.console.site;

import dev.taskq.console.ConsoleConfig;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The sessions of a console. Those with a token are bounded in number, in all and for each caller, and in time. Those of persons
 * whom a proxy or the application names are bounded in number. Thread-safe.
 */
final class Sessions {
    /** The most sessions of one caller, so that no caller ends the sessions of others by signing in. */
    static final int MOST_OF_CALLER = 20;

    private final ConsoleConfig config;
    private final LongSupplier nanoTime;
    private final Secrets secrets;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Session> byId = new HashMap<>();

    /** By the name of the person, in the order of their last requests. */
    private final Map<String, Session> introduced = new LinkedHashMap<>(16, 0.75f, true);

    Sessions(ConsoleConfig config, LongSupplier nanoTime, Secrets secrets) {
        this.config = config;
        this.nanoTime = nanoTime;
        this.secrets = secrets;
    }

    /**
     * A session that has begun.
     *
     * @param id its id, which only its browser may know
     * @param session the session
     */
    record Begun(String id, Session session) {}

    /**
     * Begins a session. If its caller has too many, the one of them that was idle for longest ends. If there are too many in
     * all, the one of all that was idle for longest ends.
     *
     * @param caller the name of the caller
     * @param token the token that it signed in with
     * @return the session and its id
     */
    Begun begin(String caller, String token) {
        String id = secrets.next();
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            byId.values().removeIf(session -> isOver(session, now));
            makeRoom(MOST_OF_CALLER, now, session -> session.caller().equals(caller));
            makeRoom(config.sessions(), now, session -> true);
            Session session = new Session(caller, Optional.of(token), secrets.next(), now);
            byId.put(id, session);
            return new Begun(id, session);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The session of a person whom a proxy or the application names with each request. All browsers of the person share it,
     * so it needs no cookie. No sign-in would tell the person of its end, so it has none. If there are too many, the one that
     * had no request for longest is forgotten. Its next one has the same key of forms, so only what was confirmed is lost.
     *
     * @param caller the name of the caller
     */
    Session ofIntroduced(String caller) {
        lock.lock();
        try {
            Session known = introduced.get(caller);
            if (known != null) {
                return known;
            }
            if (introduced.size() == config.sessions()) {
                introduced.remove(introduced.keySet().iterator().next());
            }
            Session session = new Session(caller, Optional.empty(), secrets.of(caller), nanoTime.getAsLong());
            introduced.put(caller, session);
            return session;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the session that was idle for longest, if as many as may be are of a kind. */
    private void makeRoom(int most, long now, Predicate<Session> kind) {
        List<Map.Entry<String, Session>> found = byId.entrySet().stream()
                .filter(entry -> kind.test(entry.getValue()))
                .toList();
        if (found.size() >= most) {
            found.stream()
                    .max(Comparator.comparingLong(
                            entry -> now - entry.getValue().used()))
                    .map(Map.Entry::getKey)
                    .ifPresent(byId::remove);
        }
    }

    /**
     * Finds a session.
     *
     * @param uses whether a person uses it; a page that refreshes itself does not
     */
    Optional<Session> find(String id, boolean uses) {
        long now = nanoTime.getAsLong();
        lock.lock();
        try {
            Optional<Session> session = Optional.ofNullable(byId.get(id));
            if (session.filter(found -> isOver(found, now)).isPresent()) {
                byId.remove(id);
                return Optional.empty();
            }
            if (uses) {
                session.ifPresent(found -> found.use(now));
            }
            return session;
        } finally {
            lock.unlock();
        }
    }

    void end(String id) {
        lock.lock();
        try {
            byId.remove(id);
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return byId.size() + introduced.size();
        } finally {
            lock.unlock();
        }
    }

    private boolean isOver(Session session, long now) {
        return now - session.used() >= config.idle().toNanos()
                || now - session.begun() >= config.lifetime().toNanos();
    }
}
