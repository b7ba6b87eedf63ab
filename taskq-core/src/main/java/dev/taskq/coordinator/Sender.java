package dev.taskq.coordinator;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.QueueUnavailableException;
import dev.taskq.engine.Duty;
import dev.taskq.engine.QueueWatch;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.platform.Stopwatch;
import dev.taskq.platform.Timer;
import dev.taskq.spi.Hint;
import dev.taskq.spi.QueuePort;
import dev.taskq.spi.SameProcess;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends hints: at once, on the thread that offers them and without waiting for the answer, if the queue works and few are on their way.
 * Otherwise they wait in a bounded buffer. What does not fit, fails, or has waited for longer than {@link #STALE} is dropped:
 * a coordinator that was frozen must not send a buffer of hints that were sent again long ago. So hints are lost while Redis is
 * down; the reconciler sends them later.
 */
final class Sender implements Duty {
    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
    private static final Duration STALE = Duration.ofSeconds(1);
    private static final int MOST_WAITING = 20_000;
    private static final int BATCH = 500;

    /** As many hints may be sent and not answered. A queue that hangs gets no more, until a call to it that waits is over. */
    private static final int MOST_ON_THEIR_WAY = 1_000;

    private final Platform platform;
    private final QueuePort queue;
    private final SameProcess sameProcess;
    private final Signal wakeUp;
    private final Signal answers;
    private final CoordinatorMetrics metrics;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Deque<Waiting> buffer = new ArrayDeque<>();

    @GuardedBy("lock")
    private int onTheirWay;

    /** Since the last round. */
    @GuardedBy("lock")
    private boolean answered;

    /** Since the last round. */
    @GuardedBy("lock")
    private Optional<QueueUnavailableException> failure = Optional.empty();

    @GuardedBy("lock")
    private boolean lostSinceHeartbeat;

    private final QueueWatch watch;

    /**
     * A sender.
     *
     * @param sameProcess agents of this process, which need no hint to find what was queued here
     * @param wakeUp asks for a round
     */
    Sender(Platform platform, QueuePort queue, SameProcess sameProcess, Signal wakeUp, CoordinatorMetrics metrics) {
        this.sameProcess = sameProcess;
        this.platform = platform;
        this.queue = queue;
        this.wakeUp = wakeUp;
        this.metrics = metrics;
        this.answers = platform.newSignal();
        this.watch = new QueueWatch(platform, queue, QueuePort.Use.ADD, Duration.ZERO);
    }

    private record Waiting(Hint hint, Stopwatch since) {}

    void offer(List<Hint> hints) {
        sameProcess.queued(hints);
        if (hints.isEmpty() || !queue.carriesHints()) {
            return;
        }
        if (!isSentAtOnce(hints)) {
            buffer(hints);
        }
    }

    private boolean isSentAtOnce(List<Hint> hints) {
        int number = hints.size();
        synchronized (lock) {
            if (watch.isFailing() || !buffer.isEmpty() || onTheirWay + number > MOST_ON_THEIR_WAY) {
                return false;
            }
            onTheirWay += number;
        }
        boolean sent = false;
        try {
            sent = queue.send(hints, new OnTheirWay(number));
        } catch (RuntimeException e) {
            // The tasks are committed, so their batch must not fail by it. The loop sends the hints, and meets it
            // again.
            LOG.debug("hints could not be sent at once", e);
        }
        if (!sent) {
            synchronized (lock) {
                onTheirWay -= number;
            }
        }
        return sent;
    }

    /** Hints that were sent, until the queue has answered. */
    private final class OnTheirWay implements QueuePort.Answer {
        private final int number;

        OnTheirWay(int number) {
            this.number = number;
        }

        @Override
        public void added() {
            synchronized (lock) {
                onTheirWay -= number;
                answered = true;
            }
            answers.raise();
            metrics.hintsSent(number);
        }

        /** The loop learns of it, and asks the queue. */
        @Override
        public void failed(QueueUnavailableException cause) {
            synchronized (lock) {
                onTheirWay -= number;
                failure = Optional.of(cause);
                lostSinceHeartbeat = true;
            }
            answers.raise();
            metrics.hintsDropped(CoordinatorMetrics.FAILED, number);
            wakeUp.raise();
        }
    }

    private void buffer(List<Hint> hints) {
        Stopwatch now = platform.stopwatch();
        int room;
        synchronized (lock) {
            room = MOST_WAITING - buffer.size();
            for (Hint hint : hints.subList(0, Math.min(room, hints.size()))) {
                buffer.addLast(new Waiting(hint, now));
            }
            lostSinceHeartbeat |= room < hints.size();
        }
        metrics.hintsDropped(CoordinatorMetrics.FULL, Math.max(0, hints.size() - room));
        wakeUp.raise();
    }

    /** Whether hints fail, failed or were dropped since the last call, or there is no queue to send them to. */
    boolean hintsFail() {
        boolean lost;
        synchronized (lock) {
            lost = lostSinceHeartbeat;
            lostSinceHeartbeat = false;
        }
        return lost || watch.hintsFail();
    }

    /** Whether there is a queue, and hints cannot be sent to it. */
    boolean isCutOffFromQueue() {
        return watch.isFailing();
    }

    /** Once its loop has ended: sends what waits, and waits for the answers to what is on its way. */
    void close(Timer left) throws InterruptedException {
        while (isWaiting() && !left.isExpired()) {
            round();
        }
        answers.await(this::isAnswered, left);
    }

    private boolean isWaiting() {
        synchronized (lock) {
            return !buffer.isEmpty();
        }
    }

    private boolean isAnswered() {
        synchronized (lock) {
            return onTheirWay == 0;
        }
    }

    @Override
    public Duration round() throws InterruptedException {
        learnAnswers();
        List<Hint> batch = nextBatch();
        if (batch.isEmpty()) {
            return watch.probeInTime();
        }
        try {
            queue.enqueue(batch);
            metrics.hintsSent(batch.size());
            watch.works();
        } catch (QueueUnavailableException e) {
            lost();
            metrics.hintsDropped(CoordinatorMetrics.FAILED, batch.size());
            watch.failed(e);
        }
        return Duration.ZERO;
    }

    private void learnAnswers() throws InterruptedException {
        boolean works;
        Optional<QueueUnavailableException> failed;
        synchronized (lock) {
            works = answered;
            answered = false;
            failed = failure;
            failure = Optional.empty();
        }
        if (failed.isPresent()) {
            watch.failed(failed.get());
        } else if (works) {
            watch.works();
        }
    }

    private List<Hint> nextBatch() {
        List<Hint> batch = new ArrayList<>();
        int dropped = 0;
        synchronized (lock) {
            while (batch.size() < BATCH && !buffer.isEmpty()) {
                Waiting next = buffer.removeFirst();
                if (next.since().elapsed().compareTo(STALE) > 0) {
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
        synchronized (lock) {
            lostSinceHeartbeat = true;
        }
    }
}
