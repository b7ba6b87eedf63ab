package dev.taskq.agent;

import dev.taskq.spi.BeatAnswer;
import dev.taskq.spi.LeaseFacts;
import dev.taskq.spi.Platform;
import dev.taskq.spi.TypeState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The agent's session, and what it knows of the world by its last beat. Thread-safe. */
final class Standing {
    private static final Duration SHORTEST_FRESH = Duration.ofSeconds(2);

    private final Platform platform;
    private final AtomicLong tokens = new AtomicLong();
    private volatile long session;
    private volatile boolean open;
    private volatile boolean beating;
    private volatile long beatAt;
    private volatile Duration beatPeriod = Duration.ofMillis(500);
    private volatile Instant storeTime = Instant.EPOCH;
    private volatile Map<String, TypeState> types = Map.of();
    private volatile Optional<LeaseFacts> facts = Optional.empty();

    Standing(Platform platform) {
        this.platform = platform;
    }

    /** A new session, which takes nothing before its first beat: only with that it learns what is paused. */
    void opened(long id) {
        session = id;
        beating = false;
        open = true;
    }

    /** Notes that a session has ended; of another than the one that stands, nothing changes. */
    void ended(long id) {
        if (session == id) {
            open = false;
        }
    }

    void learn(BeatAnswer answer) {
        // Before the types: a floor is not judged by an earlier clock.
        storeTime = answer.now();
        types = answer.types();
        facts = answer.facts().filter(found -> isFresh(found, answer.now()));
        beatPeriod = facts.map(LeaseFacts::beatPeriod).orElse(beatPeriod);
        beatAt = platform.nanoTime();
        beating = true;
    }

    private static boolean isFresh(LeaseFacts found, Instant now) {
        return Duration.between(found.at(), now).compareTo(LeaseFacts.FRESH) <= 0;
    }

    void beatFailed() {
        beating = false;
    }

    long session() {
        return session;
    }

    long nextToken() {
        return tokens.incrementAndGet();
    }

    boolean isOpen() {
        return open;
    }

    boolean isBeating() {
        return beating;
    }

    /** Whether it may take tasks: its session stands, and its last beat went well, not long ago. */
    boolean mayTake() {
        Duration fresh = beatPeriod.multipliedBy(4);
        long longest = Math.max(fresh.toNanos(), SHORTEST_FRESH.toNanos());
        return open && beating && platform.nanoTime() - beatAt <= longest;
    }

    Duration beatPeriod() {
        return beatPeriod;
    }

    Optional<LeaseFacts> facts() {
        return facts;
    }

    boolean isPaused(String type) {
        TypeState state = types.get(type);
        return state != null && state.paused();
    }

    /** Where a look at a type may begin. */
    Instant floor(String type) {
        TypeState state = types.get(type);
        return state == null ? Instant.EPOCH : state.floorAt(storeTime);
    }
}
