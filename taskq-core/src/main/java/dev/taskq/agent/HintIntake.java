package dev.taskq.agent;

import dev.taskq.QueueUnavailableException;
import dev.taskq.agent.Claims.Source;
import dev.taskq.engine.Linger;
import dev.taskq.engine.QueueWatch;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Stopwatch;
import dev.taskq.platform.Timer;
import dev.taskq.spi.Delivery;
import dev.taskq.spi.QueuePort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Takes hints from the queue, claims their tasks, and acknowledges them. A wait for a wake-up ends with a take. Where the next take
 * follows soon, because hints keep coming and there is room, the acknowledgement rides on it. What was too large for the room there
 * was is kept for a moment, and claimed before anything else. For the poller's thread only.
 */
final class HintIntake {
    private static final Duration LONGEST_AWAIT = Duration.ofSeconds(1);

    /** Shorter than the second after which the queue delivers a hint again. */
    private static final Duration KEPT = Duration.ofMillis(800);

    /** For so long after something was left for want of room, the wake-up is waited for only in short pieces: none comes for room. */
    private static final Duration STARVED = Duration.ofSeconds(3);

    private static final Duration SHORT_OF_ROOM = Duration.ofMillis(100);

    /** So long an acknowledgement waits for a wake-up, and the take with it, if one is expected meanwhile. */
    private static final Duration RIDE = Duration.ofMillis(20);

    /** Where so many hints may be expected, one comes nearly surely. */
    private static final double SURELY = 2;

    private final Platform platform;
    private final QueuePort queue;
    private final QueueWatch watch;
    private final Handlers handlers;
    private final SessionState sessionState;
    private final Claims claims;
    private final HeldBytes bytes;
    private final AgentMetrics metrics;
    private final Linger linger;
    /** Claimed or gone, and not acknowledged yet. */
    private List<Settled> settled = List.of();
    /** Whether the last take has left no hint behind, so that the next one is worth it only with a wake-up. */
    private boolean hasTakenAll;
    /** Delivered, and too large when there was little room. */
    private List<Delivery> left = List.of();

    private final Timer keepsLeft;
    private final Timer starved;

    HintIntake(
            Platform platform,
            QueuePort queue,
            QueueWatch watch,
            Handlers handlers,
            SessionState sessionState,
            Claims claims,
            HeldBytes bytes,
            AgentMetrics metrics) {
        this.platform = platform;
        this.queue = queue;
        this.watch = watch;
        this.handlers = handlers;
        this.sessionState = sessionState;
        this.claims = claims;
        this.bytes = bytes;
        this.metrics = metrics;
        this.linger = new Linger(platform, Linger.Bounds.TAKES);
        this.keepsLeft = platform.timer(Duration.ZERO);
        this.starved = platform.timer(Duration.ZERO);
    }

    private record Settled(Delivery delivery, Stopwatch sinceDelivery) {}

    boolean hasLeft() {
        return !left.isEmpty();
    }

    /** Claims what was left for want of room, oldest first; gives it up in time, before the queue delivers it to another agent. */
    Duration claimLeft(int free) {
        List<Delivery> kept = left;
        left = List.of();
        if (keepsLeft.isExpired()) {
            return Duration.ZERO;
        }
        int now = Math.min(free, kept.size());
        return claim(kept.subList(0, now), kept.subList(now, kept.size()));
    }

    boolean hasTakenAll() {
        return hasTakenAll;
    }

    /**
     * Takes hints that wait, and claims their tasks.
     *
     * @return when to come again; empty where no hint waits
     */
    Optional<Duration> take(List<String> types, int free) throws InterruptedException {
        return take(free, Duration.ZERO, riding -> queue.take(types, free, riding));
    }

    /**
     * Waits for a wake-up of the queue, takes hints with it or after the wait, and claims their tasks. While hints keep coming, the
     * acknowledgement rides on that take.
     *
     * @return when to come again
     */
    Duration takeWhenWoken(List<String> types, int free, Duration untilScan) throws InterruptedException {
        Duration wait = shorter(untilScan, starved.isExpired() ? LONGEST_AWAIT : SHORT_OF_ROOM);
        if (!linger.areExpected(SURELY, RIDE)) {
            acknowledge();
        } else if (!settled.isEmpty()) {
            wait = shorter(wait, RIDE);
        }
        List<String> wanted = sessionState.unpaused(types);
        if (wanted.isEmpty() || !sessionState.mayTake()) {
            // The heartbeat has learned so since the round began.
            return Duration.ZERO;
        }
        Duration longest = wait;
        return take(free, longest, riding -> queue.takeWhenWoken(wanted, free, riding, longest))
                .orElse(Duration.ZERO);
    }

    /** A call that takes hints, and acknowledges others. */
    @FunctionalInterface
    private interface Take {
        List<Delivery> with(List<Delivery> acknowledged) throws InterruptedException;
    }

    private Optional<Duration> take(int free, Duration wait, Take call) throws InterruptedException {
        hasTakenAll = false;
        List<Delivery> deliveries;
        try {
            deliveries = takeAndAcknowledge(wait, call);
            watch.works();
        } catch (QueueUnavailableException e) {
            watch.failed(e);
            return Optional.of(Duration.ZERO);
        }
        if (deliveries.isEmpty()) {
            hasTakenAll = true;
            return Optional.empty();
        }
        linger.came(deliveries.size());
        keepsLeft.reset(KEPT);
        Duration next = claim(deliveries, List.of());
        if (!next.isZero() || deliveries.size() == free) {
            return Optional.of(next);
        }
        Duration pause = linger.length();
        // Of hints that are delivered again, a take brings no more than half of what it may.
        hasTakenAll = pause.isZero() && deliveries.size() < free / 2;
        return Optional.of(pause);
    }

    private List<Delivery> takeAndAcknowledge(Duration wait, Take call) throws InterruptedException {
        List<Settled> riding = settled;
        // If the call fails, they are delivered again, and found gone.
        settled = List.of();
        watch.asks(wait);
        List<Delivery> deliveries =
                call.with(riding.stream().map(Settled::delivery).toList());
        riding.forEach(each -> metrics.acked(each.sinceDelivery().elapsed()));
        return wait.isZero() ? deliveries : stillWanted(deliveries);
    }

    /** During the wait a heartbeat may have failed, or said that a type is paused. Such hints are delivered again after a second. */
    private List<Delivery> stillWanted(List<Delivery> deliveries) {
        if (!sessionState.mayTake()) {
            return List.of();
        }
        return deliveries.stream()
                .filter(delivery -> !sessionState.isPaused(delivery.hint().type()))
                .toList();
    }

    /**
     * Acknowledges what is claimed or gone, because no take follows soon. Else these hints would be delivered again, though in vain.
     */
    void acknowledge() throws InterruptedException {
        if (settled.isEmpty()) {
            return;
        }
        List<Settled> now = settled;
        settled = List.of();
        if (watch.isFailing()) {
            // A queue that hangs would hold up the agent once more. The hints are delivered again, and found gone.
            return;
        }
        try {
            watch.asks(Duration.ZERO);
            queue.ack(now.stream().map(Settled::delivery).toList());
            watch.works();
            now.forEach(each -> metrics.acked(each.sinceDelivery().elapsed()));
        } catch (QueueUnavailableException e) {
            watch.failed(e);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Duration claim(List<Delivery> deliveries, List<Delivery> others) {
        Stopwatch sinceDelivery = platform.stopwatch();
        long given = bytes.given();
        Set<Long> over = claims.claim(
                handlers.items(deliveries.stream().map(Delivery::hint).toList()), Source.QUEUE);
        linger.wrote(sinceDelivery.elapsed());
        left = Stream.concat(
                        deliveries.stream()
                                .filter(delivery -> claims.withoutRoom()
                                        .contains(delivery.hint().id())),
                        others.stream())
                .toList();
        List<Settled> all = new ArrayList<>(settled);
        for (Delivery delivery : deliveries) {
            if (over.contains(delivery.hint().id())) {
                all.add(new Settled(delivery, sinceDelivery));
            }
        }
        settled = List.copyOf(all);
        if (claims.withoutRoom().isEmpty()) {
            return Duration.ZERO;
        }
        starved.reset(STARVED);
        // Nothing smaller goes first meanwhile, or what is large would wait for ever.
        return bytes.isGivenSince(given) ? Duration.ZERO : keepsLeft.remaining();
    }
}
