package dev.taskq.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Stopwatch;
import dev.taskq.platform.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the store's clock, and compares it with the machine's own. After the store's clock has jumped, what is old by it may not be
 * old in truth: a duty that ends or deletes by age waits for as long as the clock jumped. Thread-safe.
 */
public final class StoreClock {
    private static final Logger LOG = LoggerFactory.getLogger(StoreClock.class);
    private static final Duration JUMP = Duration.ofSeconds(5);

    private final Platform platform;
    private final InstantSource source;
    private final Timer suspended;

    @GuardedBy("this")
    private Optional<Instant> last = Optional.empty();

    @GuardedBy("this")
    private Stopwatch sinceLast;

    /** Nothing read yet. */
    public StoreClock(Platform platform, InstantSource source) {
        this.platform = platform;
        this.source = source;
        this.suspended = platform.timer(Duration.ZERO);
        this.sinceLast = platform.stopwatch();
    }

    /** Asks the store. */
    public Instant read() {
        Instant storeTime = source.instant();
        learn(storeTime);
        return storeTime;
    }

    /** Takes in what the store's clock has just said. */
    public synchronized void learn(Instant storeTime) {
        Stopwatch now = platform.stopwatch();
        Duration jumped = last.map(before -> Duration.between(before.plus(sinceLast.elapsed()), storeTime))
                .orElse(Duration.ZERO)
                .abs();
        last = Optional.of(storeTime);
        sinceLast = now;
        if (jumped.compareTo(JUMP) > 0) {
            LOG.warn("the store's clock jumped, nothing is ended or deleted by its age for as long by={}", jumped);
            Duration left = suspended.remaining();
            suspended.reset(jumped.compareTo(left) > 0 ? jumped : left);
        }
    }

    /** What the store's clock says, roughly, without asking the store. */
    public synchronized Instant estimate() {
        return last.map(before -> before.plus(sinceLast.elapsed())).orElse(Instant.EPOCH);
    }

    /** Whether ages by the store's clock are not to be believed now. */
    public synchronized boolean isSuspended() {
        return !suspended.isExpired();
    }
}
