package dev.taskq.agent;

import dev.taskq.QueueUnavailableException;
import dev.taskq.agent.Claims.Source;
import dev.taskq.engine.QueueWatch;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Stopwatch;
import dev.taskq.platform.Timer;
import dev.taskq.spi.Delivery;
import dev.taskq.spi.QueuePort;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes hints from the queue, claims their tasks, and acknowledges them. What was too large for the room there was is kept for a
 * moment, and claimed before anything else. For the poller's thread only.
 */
final class HintIntake {
    private static final Logger LOG = LoggerFactory.getLogger(HintIntake.class);
    private static final Duration LONGEST_AWAIT = Duration.ofSeconds(1);

    /** Shorter than the second after which the queue delivers a hint again. */
    private static final Duration KEPT = Duration.ofMillis(800);

    /** For so long after something was left for want of room, the wake-up is waited for only in short pieces: none comes for room. */
    private static final Duration STARVED = Duration.ofSeconds(3);

    private static final Duration SHORT_OF_ROOM = Duration.ofMillis(100);

    private final Platform platform;
    private final QueuePort queue;
    private final QueueWatch watch;
    private final Handlers handlers;
    private final Claims claims;
    private final HeldBytes bytes;
    private final AgentMetrics metrics;
    /** Delivered, and too large when there was little room. */
    private List<Delivery> left = List.of();

    private final Timer keepsLeft;
    private final Timer starved;

    HintIntake(
            Platform platform,
            QueuePort queue,
            QueueWatch watch,
            Handlers handlers,
            Claims claims,
            HeldBytes bytes,
            AgentMetrics metrics) {
        this.platform = platform;
        this.queue = queue;
        this.watch = watch;
        this.handlers = handlers;
        this.claims = claims;
        this.bytes = bytes;
        this.metrics = metrics;
        this.keepsLeft = platform.timer(Duration.ZERO);
        this.starved = platform.timer(Duration.ZERO);
    }

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
        try {
            return claim(kept.subList(0, now), kept.subList(now, kept.size()));
        } catch (QueueUnavailableException e) {
            // They are claimed, and their hints are found gone by the agent that gets them next.
            LOG.debug("hints of claimed tasks were not removed number={}", now);
            return Duration.ZERO;
        }
    }

    /**
     * Takes hints that wait, and claims their tasks.
     *
     * @return when to come again; empty where no hint waits
     */
    Optional<Duration> take(List<String> types, int free) throws InterruptedException {
        try {
            watch.asks(Duration.ZERO);
            List<Delivery> deliveries = queue.take(types, free);
            if (deliveries.isEmpty()) {
                return Optional.empty();
            }
            keepsLeft.reset(KEPT);
            Duration next = claim(deliveries, List.of());
            watch.works();
            return Optional.of(next);
        } catch (QueueUnavailableException e) {
            watch.failed(e);
            return Optional.of(Duration.ZERO);
        }
    }

    /** Waits for a wake-up of the queue. */
    void await(List<String> types, Duration untilScan) throws InterruptedException {
        Duration longest = starved.isExpired() ? LONGEST_AWAIT : SHORT_OF_ROOM;
        Duration wait = untilScan.compareTo(longest) < 0 ? untilScan : longest;
        try {
            watch.asks(wait);
            queue.await(types, wait);
            watch.works();
        } catch (QueueUnavailableException e) {
            watch.failed(e);
        }
    }

    private Duration claim(List<Delivery> deliveries, List<Delivery> others) {
        Stopwatch sinceDelivery = platform.stopwatch();
        long given = bytes.given();
        Set<Long> settled = claims.claim(
                handlers.items(deliveries.stream().map(Delivery::hint).toList()), Source.QUEUE);
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
            Duration took = sinceDelivery.elapsed();
            done.forEach(delivery -> metrics.acked(took));
        }
        if (claims.withoutRoom().isEmpty()) {
            return Duration.ZERO;
        }
        starved.reset(STARVED);
        // Nothing smaller goes first meanwhile, or what is large would wait for ever.
        return bytes.isGivenSince(given) ? Duration.ZERO : keepsLeft.remaining();
    }
}
