package dev.taskq.leader;

import dev.taskq.spi.Platform;
import java.time.Duration;
import java.time.Instant;
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
    private boolean compared;
    private long storeAhead;
    private long suspendedUntil;

    /** Nothing compared yet. */
    public ClockWatch(Platform platform) {
        this.platform = platform;
        this.suspendedUntil = platform.nanoTime();
    }

    /** Takes in what the store's clock has just said. */
    public synchronized void learn(Instant storeTime) {
        long now = platform.nanoTime();
        long ahead = Duration.between(Instant.EPOCH, storeTime).toNanos() - now;
        Duration jumped = Duration.ofNanos(compared ? ahead - storeAhead : 0).abs();
        compared = true;
        storeAhead = ahead;
        if (jumped.compareTo(JUMP) > 0) {
            LOG.warn("the store's clock jumped, nothing is ended or deleted by its age for as long by={}", jumped);
            long until = now + jumped.toNanos();
            suspendedUntil = until - suspendedUntil > 0 ? until : suspendedUntil;
        }
    }

    /** Whether ages by the store's clock are not to be believed now. */
    public synchronized boolean isSuspended() {
        return suspendedUntil - platform.nanoTime() > 0;
    }
}
