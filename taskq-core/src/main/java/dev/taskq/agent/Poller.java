package dev.taskq.agent;

import dev.taskq.QueueUnavailableException;
import dev.taskq.agent.Claims.Source;
import dev.taskq.engine.Duty;
import dev.taskq.spi.Delivery;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Platform;
import dev.taskq.spi.TaskQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills free slots: settles, asks the store when its turn has come, takes hints, claims, acknowledges. It takes no more
 * than there are free slots, and only while its beat and its claims go well.
 */
final class Poller implements Duty {
    private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
    private static final Duration NOT_NOW = Duration.ofMillis(100);
    private static final Duration LONGEST_AWAIT = Duration.ofSeconds(1);
    private static final Duration SHORTEST_QUEUE_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_QUEUE_PAUSE = Duration.ofSeconds(5);
    private static final int MOST_AT_ONCE = 200;

    private final Platform platform;
    private final TaskQueue queue;
    private final List<String> allTypes;
    private final Standing standing;
    private final Slots slots;
    private final Reporter reporter;
    private final Claims claims;
    private final StoreLook storeLook;
    private final AgentMetrics metrics;
    private int rotation;
    private boolean storeHadWork;
    private volatile boolean queueFails;
    private long queueAgainAt;

    Poller(
            Platform platform,
            TaskQueue queue,
            List<String> types,
            Standing standing,
            Slots slots,
            Reporter reporter,
            Claims claims,
            StoreLook storeLook,
            AgentMetrics metrics) {
        this.platform = platform;
        this.queue = queue;
        this.allTypes = types;
        this.standing = standing;
        this.slots = slots;
        this.reporter = reporter;
        this.claims = claims;
        this.storeLook = storeLook;
        this.metrics = metrics;
    }

    /** Whether hints fail for this agent. */
    boolean hintsFail() {
        return queueFails || !queue.carriesHints();
    }

    /** Whether there is a queue, and hints cannot be taken from it. */
    boolean isCutOffFromQueue() {
        return queueFails;
    }

    @Override
    public Duration round() throws InterruptedException {
        if (claims.isUnsettled()) {
            claims.settle();
            if (claims.isUnsettled()) {
                return NOT_NOW;
            }
        }
        if (!claims.pause().isZero()) {
            return claims.pause();
        }
        List<String> types = typesInTurn();
        if (types.isEmpty() || !standing.mayTake()) {
            return NOT_NOW;
        }
        int free = Math.min(slots.free(), MOST_AT_ONCE);
        if (free <= 0 || reporter.isFull()) {
            return WHEN_WOKEN;
        }
        Duration untilLook = storeLook.untilNext(types, hintsFail());
        if (untilLook.isZero()) {
            return lookAtStore(types, free);
        }
        if (!queue.carriesHints() || (queueFails && queueAgainAt - platform.nanoTime() > 0)) {
            return untilLook;
        }
        return takeFromQueue(types, free, untilLook);
    }

    /** The types that are not paused, beginning with another one each time: none is served last for ever. */
    private List<String> typesInTurn() {
        List<String> types = new ArrayList<>(allTypes);
        types.removeIf(standing::isPaused);
        if (types.size() > 1) {
            rotation = (rotation + 1) % types.size();
            Collections.rotate(types, rotation);
        }
        return types;
    }

    private Duration lookAtStore(List<String> types, int free) {
        List<Hint> candidates = storeLook.look(types, free, hintsFail());
        if (candidates.isEmpty()) {
            return Duration.ZERO;
        }
        Set<Long> settled = claims.claim(candidates, Source.STORE);
        storeLook.learn(settled);
        storeHadWork = !settled.isEmpty();
        if (candidates.size() == free || settled.size() < candidates.size()) {
            storeLook.soon(hintsFail());
        }
        return Duration.ZERO;
    }

    private Duration takeFromQueue(List<String> types, int free, Duration untilLook) throws InterruptedException {
        long begun = platform.nanoTime();
        try {
            List<Delivery> deliveries = queue.take(types, free);
            queueWorks();
            if (!deliveries.isEmpty()) {
                claim(deliveries);
            } else if (storeHadWork) {
                // Tasks wait whose hints were lost: an agent with free slots does not leave them to its next turn.
                storeHadWork = false;
                storeLook.atOnce();
            } else {
                queue.await(types, untilLook.compareTo(LONGEST_AWAIT) < 0 ? untilLook : LONGEST_AWAIT);
            }
        } catch (QueueUnavailableException e) {
            if (Thread.currentThread().isInterrupted()) {
                // The agent stops: the call was cut short, and says nothing of the queue.
                throw new InterruptedException();
            }
            queueFailed(e, begun);
        }
        return Duration.ZERO;
    }

    private void claim(List<Delivery> deliveries) {
        long delivered = platform.nanoTime();
        Set<Long> settled = claims.claim(deliveries.stream().map(Delivery::hint).toList(), Source.QUEUE);
        List<Delivery> done = deliveries.stream()
                .filter(delivery -> settled.contains(delivery.hint().id()))
                .toList();
        if (!done.isEmpty()) {
            queue.ack(done);
            Duration took = Duration.ofNanos(platform.nanoTime() - delivered);
            done.forEach(delivery -> metrics.acked(took));
        }
    }

    private void queueWorks() {
        if (queueFails) {
            queueFails = false;
            LOG.info("hints are taken again session={}", standing.session());
        }
    }

    private void queueFailed(QueueUnavailableException failure, long begun) {
        long now = platform.nanoTime();
        // A queue that hangs costs its time-out each time it is asked: asked the more seldom.
        Duration pause = Duration.ofNanos(now - begun).multipliedBy(4);
        if (pause.compareTo(SHORTEST_QUEUE_PAUSE) < 0) {
            pause = SHORTEST_QUEUE_PAUSE;
        }
        queueAgainAt = now + (pause.compareTo(LONGEST_QUEUE_PAUSE) > 0 ? LONGEST_QUEUE_PAUSE : pause).toNanos();
        if (!queueFails) {
            queueFails = true;
            LOG.warn(
                    "hints cannot be taken, the store is asked meanwhile session={} reason={}",
                    standing.session(),
                    String.valueOf(failure.getCause()));
        }
    }
}
