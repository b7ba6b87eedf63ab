package dev.taskq.agent;

import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.agent.Claims.Source;
import dev.taskq.engine.Duty;
import dev.taskq.engine.Linger;
import dev.taskq.engine.QueueWatch;
import dev.taskq.spi.Hint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills free slots: settles, asks the store when its turn has come, takes hints, claims, acknowledges. It takes no more
 * than there are free slots and bytes of memory, and only while its heartbeat and its claims go well. While it takes nothing, for
 * whatever reason, it probes the queue.
 */
final class Poller implements Duty {
    private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
    private static final Duration NOT_NOW = Duration.ofMillis(100);
    private static final Duration LONGEST_AWAIT = Duration.ofSeconds(1);

    private static final int MOST_AT_ONCE = 200;

    private final Handlers handlers;
    private final SessionState sessionState;
    private final HeldBytes bytes;
    private final Capacity capacity;
    private final Claims claims;
    private final StoreScan storeScan;
    private final HintIntake hints;
    private final OwnProcessTasks ownProcess;
    private final QueueWatch watch;
    private int rotation;
    private boolean storeHadWork;

    Poller(
            Handlers handlers,
            SessionState sessionState,
            Capacity capacity,
            Claims claims,
            StoreScan storeScan,
            HintIntake hints,
            OwnProcessTasks ownProcess,
            QueueWatch watch) {
        this.handlers = handlers;
        this.sessionState = sessionState;
        this.bytes = capacity.bytes();
        this.capacity = capacity;
        this.claims = claims;
        this.storeScan = storeScan;
        this.hints = hints;
        this.ownProcess = ownProcess;
        this.watch = watch;
    }

    @Override
    public Duration round() throws InterruptedException {
        Duration next = fill();
        if (next.compareTo(Linger.Bounds.TAKES.most()) > 0) {
            hints.acknowledge();
        }
        return next.isZero() ? next : shorter(next, watch.probeInTime());
    }

    private Duration fill() throws InterruptedException {
        if (claims.isUnsettled() && !settles()) {
            return NOT_NOW;
        }
        if (!claims.pause().isZero()) {
            return claims.pause();
        }
        List<String> types = typesInTurn();
        if (types.isEmpty() || !sessionState.mayTake()) {
            return NOT_NOW;
        }
        int free = capacity.free(MOST_AT_ONCE);
        if (free == 0) {
            return WHEN_WOKEN;
        }
        if (hints.hasLeft()) {
            return hints.claimLeft(free);
        }
        if (ownProcess.haveQueued()) {
            storeScan.queuedHere();
        }
        Duration untilScan = storeScan.untilNext(types, watch.hintsFail());
        if (untilScan.isZero()) {
            return scanStore(types, free);
        }
        if (!watch.mayAsk()) {
            return untilScan;
        }
        return takeFromQueue(types, free, untilScan);
    }

    /**
     * Whether nothing is left unsettled. Asked only while heartbeats go well, and asked again soon: work must go on as soon as the
     * store is back, not when a back-off that grew meanwhile is over.
     */
    private boolean settles() {
        if (sessionState.isOpen() && !sessionState.isHeartbeatWorking()) {
            return false;
        }
        try {
            claims.settle();
        } catch (StoreUnavailableException | OutcomeUnknownException e) {
            LOG.debug("a claim cannot be settled yet session={}", sessionState.session(), e);
        }
        return !claims.isUnsettled();
    }

    /** The types that are not paused, beginning with another one each time: none is served last for ever. */
    private List<String> typesInTurn() {
        List<String> types = new ArrayList<>(sessionState.unpaused(handlers.types()));
        if (types.size() > 1) {
            rotation = (rotation + 1) % types.size();
            Collections.rotate(types, rotation);
        }
        return types;
    }

    private Duration scanStore(List<String> types, int free) throws InterruptedException {
        hints.acknowledge();
        List<String> wanted = sessionState.unpaused(types);
        if (wanted.isEmpty() || !sessionState.mayTake()) {
            // The heartbeat has learned so since the round began.
            return Duration.ZERO;
        }
        ownProcess.scanning();
        List<Hint> candidates = storeScan.scan(wanted, free, watch.hintsFail());
        if (candidates.isEmpty()) {
            return Duration.ZERO;
        }
        long given = bytes.given();
        Set<Long> settled = claims.claim(handlers.items(candidates), Source.STORE);
        if (!claims.withoutRoom().isEmpty()) {
            if (bytes.isGivenSince(given) || !storeScan.isAlone(watch.hintsFail())) {
                // The next scan begins with them again: there is room by then, or hints bring what is smaller.
                storeScan.learn(claims.withoutRoom());
                storeScan.soon(watch.hintsFail());
                return Duration.ZERO;
            }
            // Woken as soon as there is more room. The next scan begins behind them, and finds what is smaller.
            storeScan.learn(settled);
            storeScan.soon(watch.hintsFail());
            return LONGEST_AWAIT;
        }
        storeScan.learn(settled);
        storeHadWork = !settled.isEmpty();
        if (candidates.size() == free || settled.size() < candidates.size()) {
            storeScan.soon(watch.hintsFail());
        }
        return Duration.ZERO;
    }

    private Duration takeFromQueue(List<String> types, int free, Duration untilScan) throws InterruptedException {
        if (!hints.hasTakenAll() || storeHadWork) {
            Optional<Duration> next = hints.take(types, free);
            if (next.isPresent()) {
                return next.get();
            }
        }
        if (storeHadWork) {
            // Tasks wait whose hints were lost: an agent with free slots does not leave them to its next turn.
            storeHadWork = false;
            storeScan.atOnce();
            return Duration.ZERO;
        }
        return hints.takeWhenWoken(types, free, untilScan);
    }

    /** Acknowledges what was claimed last, once its loop has ended. A failure must not hold up the rest of a stop. */
    void close() throws InterruptedException {
        try {
            hints.acknowledge();
        } catch (RuntimeException e) {
            LOG.debug("hints of claimed tasks were not removed, they will be found gone", e);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
