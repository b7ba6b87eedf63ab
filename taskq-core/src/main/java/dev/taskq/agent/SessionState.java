package dev.taskq.agent;

import dev.taskq.platform.Platform;
import dev.taskq.platform.Stopwatch;
import dev.taskq.spi.HeartbeatAnswer;
import dev.taskq.spi.LeaseFacts;
import dev.taskq.spi.TypeState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The agent's session, and what it knows of the world by its last heartbeat. Thread-safe. */
final class SessionState {
    private static final Duration SHORTEST_FRESH = Duration.ofSeconds(2);

    private final AtomicLong tokens = new AtomicLong();
    private volatile long session;
    private volatile boolean open;
    private volatile boolean heartbeats;
    /** Stays, whatever becomes of the session: it is the agent that was asked. */
    private volatile boolean draining;

    private final Stopwatch sinceHeartbeat;
    private volatile Duration heartbeatPeriod = Duration.ofMillis(500);
    private volatile Instant storeTime = Instant.EPOCH;
    private volatile Map<String, TypeState> types = Map.of();
    private volatile Optional<LeaseFacts> facts = Optional.empty();

    SessionState(Platform platform) {
        this.sinceHeartbeat = platform.stopwatch();
    }

    /** A new session, which takes nothing before its first heartbeat: only with that it learns what is paused. */
    void opened(long id) {
        session = id;
        heartbeats = false;
        open = true;
    }

    /** Notes that a session has ended; of another than the one that stands, nothing changes. */
    void ended(long id) {
        if (session == id) {
            open = false;
        }
    }

    void learn(HeartbeatAnswer answer) {
        // Before the types: a floor is not judged by an earlier clock.
        storeTime = answer.now();
        draining |= answer.drain();
        types = answer.types();
        facts = answer.facts().filter(found -> found.isFresh(answer.now()));
        heartbeatPeriod = facts.map(LeaseFacts::heartbeatPeriod).orElse(heartbeatPeriod);
        sinceHeartbeat.restart();
        heartbeats = true;
    }

    void heartbeatFailed() {
        heartbeats = false;
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

    boolean isHeartbeatWorking() {
        return heartbeats;
    }

    /** Whether it was asked to take no more. */
    boolean isDraining() {
        return draining;
    }

    /** Whether it may take tasks: it was not asked to take no more, its session stands, and its last heartbeat went well, not long ago. */
    boolean mayTake() {
        Duration fresh = heartbeatPeriod.multipliedBy(4);
        Duration longest = fresh.compareTo(SHORTEST_FRESH) > 0 ? fresh : SHORTEST_FRESH;
        return !draining && open && heartbeats && sinceHeartbeat.elapsed().compareTo(longest) <= 0;
    }

    Duration heartbeatPeriod() {
        return heartbeatPeriod;
    }

    Optional<LeaseFacts> facts() {
        return facts;
    }

    /** Those that are not paused, as far as heartbeats have learned. */
    List<String> unpaused(List<String> of) {
        return of.stream().filter(type -> !isPaused(type)).toList();
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
