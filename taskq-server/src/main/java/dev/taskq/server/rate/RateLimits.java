package dev.taskq.server.rate;

import dev.taskq.server.Caller;
import dev.taskq.server.RateLimit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * What each caller has left of its limit. A change of the list of tokens keeps it for every caller whose name and limit
 * are as before, so a new token brings no new burst. Bounded: beyond {@link #MOST} callers the one that called least
 * recently is forgotten, which is the one most likely to have its whole burst again. Thread-safe.
 */
public final class RateLimits {
    /** The most callers with a limit that are remembered. */
    static final int MOST = 10_000;

    private final LongSupplier nanoTime;
    private final LongAdder refused = new LongAdder();
    private final ReentrantLock lock = new ReentrantLock();

    @SuppressWarnings("serial") // it is never serialized
    private final Map<Key, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Bucket> eldest) {
            return size() > MOST;
        }
    };

    /**
     * Creates limits of which nothing is used.
     *
     * @param nanoTime a monotonic clock
     */
    public RateLimits(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record Key(String caller, RateLimit limit) {}

    /** A way to take calls from a bucket. */
    private interface Taking {
        Quota take(Bucket bucket, int calls, long now);
    }

    /**
     * Takes calls of a caller, all or none.
     *
     * @param caller the caller
     * @param calls how many, at least 1
     * @return where the caller stands now; empty if it has no limit
     */
    public Optional<Quota> take(Caller caller, int calls) {
        return caller.rateLimit().map(limit -> take(new Key(caller.name(), limit), calls, Bucket::take));
    }

    /**
     * Takes all calls of a batch of a caller, all or none. One of them was taken when the batch arrived; it is given back if the
     * batch is refused.
     *
     * @param caller the caller
     * @param calls how many in all, at least 1
     * @return where the caller stands now; empty if it has no limit
     */
    public Optional<Quota> takeRest(Caller caller, int calls) {
        return caller.rateLimit().map(limit -> take(new Key(caller.name(), limit), calls, Bucket::takeRest));
    }

    /**
     * Where a caller stands.
     *
     * @param caller the caller
     * @return where it stands, without a refusal; empty if it has no limit
     */
    public Optional<Quota> quota(Caller caller) {
        return caller.rateLimit().map(limit -> quota(new Key(caller.name(), limit)));
    }

    /**
     * How often calls were refused.
     *
     * @return the number of refusals so far
     */
    public long refused() {
        return refused.sum();
    }

    private Quota take(Key key, int calls, Taking taking) {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            Quota quota = taking.take(bucket(key, now), calls, now);
            if (quota.retryAfter().isPresent()) {
                refused.increment();
            }
            return quota;
        } finally {
            lock.unlock();
        }
    }

    private Quota quota(Key key) {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            return bucket(key, now).quota(now);
        } finally {
            lock.unlock();
        }
    }

    private Bucket bucket(Key key, long now) {
        return buckets.computeIfAbsent(key, fresh -> new Bucket(fresh.limit(), now));
    }
}
