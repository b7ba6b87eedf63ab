package dev.taskq.console.site;

import dev.taskq.server.call.Network;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the unknown tokens that the addresses of a {@link Network} may try: {@value #BURST} at once, and one more every ten seconds. Says
 * in the log that there were too many, in at most one line a minute. Thread-safe.
 */
final class SignInLimits {
    private static final Logger LOG = LoggerFactory.getLogger(SignInLimits.class);

    /** The attempts that an address has at once. */
    static final int BURST = 10;

    /** The most addresses that are remembered; the one that was seen least lately gives way. */
    static final int MOST = 10_000;

    private static final long PERIOD = Duration.ofSeconds(10).toNanos();
    private static final long LINE_PERIOD = Duration.ofMinutes(1).toNanos();

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

    private long nextLine;
    private int untold;

    SignInLimits(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.nextLine = nanoTime.getAsLong();
    }

    /**
     * Takes an attempt with an unknown token.
     *
     * @return how long to wait if there is none; empty if there was one
     */
    Optional<Duration> take(String address) {
        String network = Network.of(address);
        long now = nanoTime.getAsLong();
        lock.lock();
        try {
            Long known = full.get(network);
            long missing = known == null ? 0 : Math.max(0, known - now);
            if (missing > (BURST - 1) * PERIOD) {
                tell(address, now);
                return Optional.of(Duration.ofNanos(missing - (BURST - 1) * PERIOD));
            }
            full.put(network, now + missing + PERIOD);
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private void tell(String address, long now) {
        untold++;
        if (now - nextLine >= 0) {
            LOG.warn("unknown tokens are tried at the console refused={} last_address={}", untold, address);
            untold = 0;
            nextLine = now + LINE_PERIOD;
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
