package dev.taskq.agent;

import dev.taskq.OutcomeUnknownException;
import dev.taskq.QueueUnavailableException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.agent.Claims.Source;
import dev.taskq.engine.Duty;
import dev.taskq.engine.QueueWatch;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Stopwatch;
import dev.taskq.platform.Timer;
import dev.taskq.spi.Delivery;
import dev.taskq.spi.Hint;
import dev.taskq.spi.TaskQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills free slots: settles, asks the store when its turn has come, takes hints, claims, acknowledges. It takes no more
 * than there are free slots and bytes of memory, and only while its heartbeat and its claims go well. While it takes nothing, for
 * whatever reason, it probes the queue: so whether hints fail is known soon after it has changed.
 */
final class Poller implements Duty {
    private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
    private static final Duration NOT_NOW = Duration.ofMillis(100);
    private static final Duration LONGEST_AWAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_QUEUE_PAUSE = Duration.ofSeconds(5);

    /** Shorter than the second after which the queue delivers a hint again. */
    private static final Duration KEPT = Duration.ofMillis(800);

    /** For so long after something was left for want of room, the wake-up is waited for only in short pieces: none comes for room. */
    private static final Duration STARVED = Duration.ofSeconds(3);

    private static final Duration SHORT_OF_ROOM = Duration.ofMillis(100);
    private static final int MOST_AT_ONCE = 200;

    private final Platform platform;
    private final TaskQueue queue;
    private final List<String> allTypes;
    private final SessionState sessionState;
    private final Slots slots;
    private final HeldBytes bytes;
    private final Reporter reporter;
    private final Claims claims;
    private final StoreScan storeScan;
    private final AgentMetrics metrics;
    /** Delivered, and too large when there was little room: claimed before there is anything else. */
    private List<Delivery> left = List.of();

    private final Timer keepsLeft;
    private final Timer starved;
    private int rotation;
    private boolean storeHadWork;
    private final QueueWatch watch;

    Poller(
            Platform platform,
            TaskQueue queue,
            List<String> types,
            SessionState sessionState,
            Slots slots,
            HeldBytes bytes,
            Reporter reporter,
            Claims claims,
            StoreScan storeScan,
            AgentMetrics metrics) {
        this.platform = platform;
        this.queue = queue;
        this.allTypes = types;
        this.sessionState = sessionState;
        this.slots = slots;
        this.bytes = bytes;
        this.reporter = reporter;
        this.claims = claims;
        this.storeScan = storeScan;
        this.metrics = metrics;
        this.keepsLeft = platform.timer(Duration.ZERO);
        this.starved = platform.timer(Duration.ZERO);
        this.watch = new QueueWatch(platform, queue, TaskQueue.Use.TAKE, LONGEST_QUEUE_PAUSE);
    }

    /** Whether hints fail for this agent. */
    boolean hintsFail() {
        return watch.hintsFail();
    }

    /** Whether there is a queue, and hints cannot be taken from it. */
    boolean isCutOffFromQueue() {
        return watch.isFailing();
    }

    @Override
    public Duration round() throws InterruptedException {
        Duration next = fill();
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
        int free = Math.min(slots.free(), MOST_AT_ONCE);
        if (free <= 0 || reporter.isFull() || !bytes.hasRoom()) {
            return WHEN_WOKEN;
        }
        if (!left.isEmpty()) {
            return claimLeft(free);
        }
        Duration untilScan = storeScan.untilNext(types, hintsFail());
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
        List<String> types = new ArrayList<>(allTypes);
        types.removeIf(sessionState::isPaused);
        if (types.size() > 1) {
            rotation = (rotation + 1) % types.size();
            Collections.rotate(types, rotation);
        }
        return types;
    }

    private Duration scanStore(List<String> types, int free) {
        List<Hint> candidates = storeScan.scan(types, free, hintsFail());
        if (candidates.isEmpty()) {
            return Duration.ZERO;
        }
        long given = bytes.given();
        Set<Long> settled = claims.claim(candidates, Source.STORE);
        if (!claims.withoutRoom().isEmpty()) {
            if (bytes.isGivenSince(given) || !storeScan.isAlone(hintsFail())) {
                // The next scan begins with them again: there is room by then, or hints bring what is smaller.
                storeScan.learn(claims.withoutRoom());
                storeScan.soon(hintsFail());
                return Duration.ZERO;
            }
            // Woken as soon as there is more room. The next scan begins behind them, and finds what is smaller.
            storeScan.learn(settled);
            storeScan.soon(hintsFail());
            return LONGEST_AWAIT;
        }
        storeScan.learn(settled);
        storeHadWork = !settled.isEmpty();
        if (candidates.size() == free || settled.size() < candidates.size()) {
            storeScan.soon(hintsFail());
        }
        return Duration.ZERO;
    }

    private Duration takeFromQueue(List<String> types, int free, Duration untilScan) throws InterruptedException {
        try {
            watch.asks(Duration.ZERO);
            List<Delivery> deliveries = queue.take(types, free);
            if (!deliveries.isEmpty()) {
                keepsLeft.reset(KEPT);
                Duration next = claim(deliveries, List.of());
                watch.works();
                return next;
            } else if (storeHadWork) {
                // Tasks wait whose hints were lost: an agent with free slots does not leave them to its next turn.
                storeHadWork = false;
                storeScan.atOnce();
            } else {
                Duration longest = starved.isExpired() ? LONGEST_AWAIT : SHORT_OF_ROOM;
                Duration wait = shorter(untilScan, longest);
                watch.asks(wait);
                queue.await(types, wait);
                watch.works();
            }
        } catch (QueueUnavailableException e) {
            watch.failed(e);
        }
        return Duration.ZERO;
    }

    /** What was left for want of room, oldest first; given up in time, before the queue delivers it to another agent. */
    private Duration claimLeft(int free) {
        List<Delivery> kept = left;
        left = List.of();
        if (keepsLeft.isExpired()) {
            return Duration.ZERO;
        }
        int now = Math.min(free, kept.size());
        try {
            return claim(kept.subList(0, now), kept.subList(now, kept.size()));
        } catch (QueueUnavailableException e) {
            // They are claimed, and their hints are found gone by the agent that gets them next.
            LOG.debug("hints of claimed tasks were not removed number={}", now);
            return Duration.ZERO;
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Duration claim(List<Delivery> deliveries, List<Delivery> others) {
        Stopwatch took = platform.stopwatch();
        long given = bytes.given();
        Set<Long> settled = claims.claim(deliveries.stream().map(Delivery::hint).toList(), Source.QUEUE);
        left = Stream.concat(
                        deliveries.stream()
                                .filter(delivery -> claims.withoutRoom()
                                        .contains(delivery.hint().id())),
                        others.stream())
                .toList();
        List<Delivery> done = deliveries.stream()
                .filter(delivery -> settled.contains(delivery.hint().id()))
                .toList();
        if (!done.isEmpty()) {
            watch.asks(Duration.ZERO);
            queue.ack(done);
            Duration acked = took.elapsed();
            done.forEach(delivery -> metrics.acked(acked));
        }
        if (claims.withoutRoom().isEmpty()) {
            return Duration.ZERO;
        }
        starved.reset(STARVED);
        if (bytes.isGivenSince(given)) {
            return Duration.ZERO;
        }
        // Nothing smaller goes first meanwhile, or what is large would wait for ever.
        return keepsLeft.remaining();
    }
}
