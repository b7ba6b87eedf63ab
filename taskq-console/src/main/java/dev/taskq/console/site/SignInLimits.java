package dev.taskq.console.site;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Slows the search for a token: each address has {@value #BURST} attempts to sign in at once, and one more every ten seconds.
 * An attempt that succeeds gives all of them back. Behind a proxy all callers have its address, and share its attempts.
 * Thread-safe.
 */
final class SignInLimits {
    /** The attempts that an address has at once. */
    static final int BURST = 10;

    /** The most addresses that are remembered; the one that was seen least lately gives way. */
    static final int MOST = 10_000;

    private static final long PERIOD = Duration.ofSeconds(10).toNanos();

    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();

    /** When the attempts of an address will all be there again. Those that are there already are as if never seen. */
    private final Map<String, Long> full = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST;
        }
    };

    SignInLimits(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Takes an attempt.
     *
     * @return how long to wait if there is none; empty if there was one
     */
    Optional<Duration> take(String address) {
        long now = nanoTime.getAsLong();
        lock.lock();
        try {
            Long known = full.get(address);
            long missing = known == null ? 0 : Math.max(0, known - now);
            if (missing > (BURST - 1) * PERIOD) {
                return Optional.of(Duration.ofNanos(missing - (BURST - 1) * PERIOD));
            }
            full.put(address, now + missing + PERIOD);
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    void succeeded(String address) {
        lock.lock();
        try {
            full.remove(address);
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return full.size();
        } finally {
            lock.unlock();
        }
    }
}
