package dev.taskq.leader;

import dev.taskq.platform.Platform;
import dev.taskq.platform.Stopwatch;
import dev.taskq.platform.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the store's clock with the machine's own. After the store's clock has jumped, what is old by it may not be old in
 * truth: a duty that ends or deletes by age waits for as long as the clock jumped. Thread-safe.
 */
public final class ClockWatch {
    private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);
    private static final Duration JUMP = Duration.ofSeconds(5);

    private final Platform platform;
    private final Timer suspended;
    private Optional<Instant> last = Optional.empty();
    private Stopwatch sinceLast;

    /** Nothing compared yet. */
    public ClockWatch(Platform platform) {
        this.platform = platform;
        this.suspended = platform.timer(Duration.ZERO);
        this.sinceLast = platform.stopwatch();
    }

    /** Takes in what the store's clock has just said. */
    public synchronized void learn(Instant storeTime) {
        Stopwatch now = platform.stopwatch();
        Instant expected = last.map(before -> before.plus(sinceLast.elapsed())).orElse(storeTime);
        Duration jumped = Duration.between(expected, storeTime).abs();
        last = Optional.of(storeTime);
        sinceLast = now;
        if (jumped.compareTo(JUMP) > 0) {
            LOG.warn("the store's clock jumped, nothing is ended or deleted by its age for as long by={}", jumped);
            suspended.reset(jumped.compareTo(suspended.remaining()) > 0 ? jumped : suspended.remaining());
        }
    }

    /** Whether ages by the store's clock are not to be believed now. */
    public synchronized boolean isSuspended() {
        return !suspended.isExpired();
    }
}
