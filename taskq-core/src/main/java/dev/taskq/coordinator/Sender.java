package dev.taskq.coordinator;

import dev.taskq.QueueUnavailableException;
import dev.taskq.engine.Duty;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Platform;
import dev.taskq.spi.TaskQueue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends hints from a bounded buffer. What does not fit, fails, or has waited for longer than {@link #STALE} is dropped:
 * a coordinator that was frozen must not send a buffer of hints that were sent again long ago.
 *
 * <p>While there is nothing to send, it probes the queue: so whether hints fail is known in an idle system too, soon after it
 * has changed.
 */
final class Sender implements Duty {
    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
    private static final Duration STALE = Duration.ofSeconds(1);
    /** How long nothing may be heard of a queue that works. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(2);
    /** How soon one that fails is asked again, between half and the whole of it. */
    private static final Duration AGAIN = Duration.ofMillis(200);

    private static final int MOST_WAITING = 20_000;
    private static final int BATCH = 500;

    private final Platform platform;
    private final TaskQueue queue;
    private final Runnable wake;
    private final CoordinatorMetrics metrics;
    private final Deque<Waiting> buffer = new ArrayDeque<>();
    private boolean lostSinceHeartbeat;
    private volatile boolean failing;
    private long probeAt;

    /**
     * A sender.
     *
     * @param wake asks the loop that runs this duty for a round
     */
    Sender(Platform platform, TaskQueue queue, Runnable wake, CoordinatorMetrics metrics) {
        this.platform = platform;
        this.queue = queue;
        this.wake = wake;
        this.metrics = metrics;
        this.probeAt = platform.nanoTime() + LONGEST_SILENCE.toNanos();
    }

    private record Waiting(Hint hint, long since) {}

    void offer(List<Hint> hints) {
        if (hints.isEmpty() || !queue.carriesHints()) {
            return;
        }
        long now = platform.nanoTime();
        int room;
        synchronized (buffer) {
            room = MOST_WAITING - buffer.size();
            hints.stream().limit(room).forEach(hint -> buffer.addLast(new Waiting(hint, now)));
            lostSinceHeartbeat |= room < hints.size();
        }
        metrics.hintsDropped(CoordinatorMetrics.FULL, Math.max(0, hints.size() - room));
        wake.run();
    }

    /** Whether hints fail, failed or were dropped since the last call, or there is no queue to send them to. */
    boolean hintsFail() {
        synchronized (buffer) {
            boolean lost = lostSinceHeartbeat;
            lostSinceHeartbeat = false;
            return lost || failing || !queue.carriesHints();
        }
    }

    /** Whether there is a queue, and hints cannot be sent to it. */
    boolean isCutOffFromQueue() {
        return failing;
    }

    boolean isEmpty() {
        synchronized (buffer) {
            return buffer.isEmpty();
        }
    }

    @Override
    public Duration round() {
        List<Hint> batch = nextBatch();
        if (batch.isEmpty()) {
            return probeInTime();
        }
        try {
            queue.enqueue(batch);
            metrics.hintsSent(batch.size());
            works();
        } catch (QueueUnavailableException e) {
            lost();
            metrics.hintsDropped(CoordinatorMetrics.FAILED, batch.size());
            fails(e);
        }
        return Duration.ZERO;
    }

    /** Probes the queue, if nothing was heard of it for a while; when to come again. */
    private Duration probeInTime() {
        if (!queue.carriesHints()) {
            return WHEN_WOKEN;
        }
        if (probeAt - platform.nanoTime() <= 0) {
            try {
                queue.probe(TaskQueue.Use.ADD);
                works();
            } catch (QueueUnavailableException e) {
                fails(e);
            }
        }
        return Duration.ofNanos(Math.max(1, probeAt - platform.nanoTime()));
    }

    private void works() {
        probeAt = platform.nanoTime() + LONGEST_SILENCE.toNanos();
        if (failing) {
            failing = false;
            LOG.info("hints go out again");
        }
    }

    private void fails(QueueUnavailableException failure) {
        if (Thread.currentThread().isInterrupted()) {
            // The coordinator stops: the call was cut short, and says nothing of the queue.
            return;
        }
        // Not all processes at once, when it is back.
        probeAt = platform.nanoTime()
                + (long) (AGAIN.toNanos() * (0.5 + platform.random().nextDouble() / 2));
        if (!failing) {
            failing = true;
            LOG.warn("hints fail, agents ask the store meanwhile reason={}", String.valueOf(failure.getCause()));
        }
    }

    private List<Hint> nextBatch() {
        long oldest = platform.nanoTime() - STALE.toNanos();
        List<Hint> batch = new ArrayList<>();
        int dropped = 0;
        synchronized (buffer) {
            while (batch.size() < BATCH && !buffer.isEmpty()) {
                Waiting next = buffer.removeFirst();
                if (next.since() - oldest < 0) {
                    lostSinceHeartbeat = true;
                    dropped++;
                } else {
                    batch.add(next.hint());
                }
            }
        }
        if (dropped > 0) {
            metrics.hintsDropped(CoordinatorMetrics.STALE, dropped);
            LOG.warn(
                    "hints waited for too long and were dropped, they are sent again by the leader number={}", dropped);
        }
        return batch;
    }

    private void lost() {
        synchronized (buffer) {
            lostSinceHeartbeat = true;
        }
    }
}
