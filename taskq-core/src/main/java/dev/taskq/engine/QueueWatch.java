package dev.taskq.engine;

import dev.taskq.QueueUnavailableException;
import dev.taskq.platform.BackOff;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Timer;
import dev.taskq.spi.QueuePort;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether the queue is down for one loop. It is down when the loop's calls fail, because Redis does not answer or refuses
 * them. Then it is asked again every 100 to 200 ms, so that hints continue soon after it is back. A loop that has nothing to ask
 * probes the queue, so an idle system notices a change too. Any thread may read; the rest is for the loop's thread only.
 */
public final class QueueWatch {
    private static final Logger LOG = LoggerFactory.getLogger(QueueWatch.class);
    /** How long nothing may be heard of a queue that works. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(2);
    /** How soon one that fails is asked again: 100 to 200 ms, so that not all processes ask at once when it is back. */
    private static final BackOff AGAIN = new BackOff(Duration.ofMillis(150), 1, Duration.ofMillis(150), 1.0 / 3);

    private static final int PAUSE_OF_A_DELAY = 4;

    private final Platform platform;
    private final QueuePort queue;
    private final QueuePort.Use use;
    private final Duration longestPause;
    private final Timer untilProbe;
    private final Timer answerDue;
    private volatile boolean failing;

    /**
     * Works, until it is found to fail.
     *
     * @param longestPause a queue that hangs costs its time-out each time: it is asked less often, after this time at most
     */
    public QueueWatch(Platform platform, QueuePort queue, QueuePort.Use use, Duration longestPause) {
        this.platform = platform;
        this.queue = queue;
        this.use = use;
        this.longestPause = longestPause;
        this.untilProbe = platform.timer(LONGEST_SILENCE);
        this.answerDue = platform.timer(Duration.ZERO);
    }

    /** Whether there is no queue, or it fails. */
    public boolean hintsFail() {
        return failing || !queue.carriesHints();
    }

    /** Whether there is a queue, and it fails. */
    public boolean isFailing() {
        return failing;
    }

    /** Whether calls may be made now: there is a queue, and no pause after a failure. */
    public boolean mayAsk() {
        return queue.carriesHints() && (!failing || untilProbe.isExpired());
    }

    /** A call is about to be made. */
    public void asks(Duration wait) {
        answerDue.reset(wait);
    }

    /** A call went well. */
    public void works() {
        untilProbe.reset(LONGEST_SILENCE);
        if (failing) {
            failing = false;
            LOG.info("Redis works again use={}", use);
        }
    }

    /** A call failed. */
    public void failed(QueueUnavailableException failure) throws InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            // The process stops: the call was cut short, and says nothing of the queue.
            throw new InterruptedException();
        }
        Duration delay = answerDue.overdue().multipliedBy(PAUSE_OF_A_DELAY);
        Duration ofHang = delay.compareTo(longestPause) < 0 ? delay : longestPause;
        Duration pause = AGAIN.after(1, platform);
        untilProbe.reset(pause.compareTo(ofHang) > 0 ? pause : ofHang);
        if (!failing) {
            failing = true;
            LOG.warn(
                    "Redis does not answer or refuses, tasks are found in the store use={} reason=\"{}\"",
                    use,
                    // What repeating does not heal has a message that names the remedy.
                    failure.repeatingHelps() ? Causes.text(failure) : String.valueOf(failure.getMessage()));
        }
    }

    /** Probes the queue, if nothing was heard of it for a while. */
    public Duration probeInTime() throws InterruptedException {
        if (!queue.carriesHints()) {
            return Duty.WHEN_WOKEN;
        }
        if (untilProbe.isExpired()) {
            try {
                asks(Duration.ZERO);
                queue.probe(use);
                works();
            } catch (QueueUnavailableException e) {
                failed(e);
            }
        }
        Duration left = untilProbe.remaining();
        return left.isZero() ? Duration.ofNanos(1) : left;
    }
}
