package dev.taskq.console.site;

import dev.taskq.console.ConsoleConfig;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** The sessions of a console, bounded in number and in time. Thread-safe. */
final class Sessions {
    private final ConsoleConfig config;
    private final LongSupplier nanoTime;
    private final Secrets secrets;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Session> byId = new HashMap<>();

    Sessions(ConsoleConfig config, LongSupplier nanoTime, Secrets secrets) {
        this.config = config;
        this.nanoTime = nanoTime;
        this.secrets = secrets;
    }

    /**
     * Begins a session. If there are too many, the one that was idle for longest ends.
     *
     * @return its id, which only its browser may know
     */
    String begin(String token) {
        String id = secrets.next();
        long now = nanoTime.getAsLong();
        lock.lock();
        try {
            byId.values().removeIf(session -> isOver(session, now));
            if (byId.size() >= config.sessions()) {
                byId.entrySet().stream()
                        .max(Comparator.comparingLong(
                                entry -> now - entry.getValue().used()))
                        .map(Map.Entry::getKey)
                        .ifPresent(byId::remove);
            }
            byId.put(id, new Session(token, secrets.next(), now));
            return id;
        } finally {
            lock.unlock();
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
            return byId.size();
        } finally {
            lock.unlock();
        }
    }

    private boolean isOver(Session session, long now) {
        return now - session.used() >= config.idle().toNanos()
                || now - session.begun() >= config.lifetime().toNanos();
    }
}
