package dev.taskq.server.rate;

import dev.taskq.server.RateLimit;
import java.time.Duration;
import java.util.Optional;

/**
 * What one caller has left of its burst, kept as the time that the used part of the burst takes to grow again. It is
 * exact at any rate, and needs no background work. Not thread-safe.
 */
final class Bucket {
    private final RateLimit limit;
    private final long nanosPerCall;
    private long used;
    private long at;

    /**
     * Creates a bucket with the whole burst.
     *
     * @param now the time on a monotonic clock
     */
    Bucket(RateLimit limit, long now) {
        this.limit = limit;
        this.nanosPerCall = limit.period().toNanos() / limit.calls();
        this.at = now;
    }

    /**
     * Takes calls, all or none. More calls than the burst need the whole burst. The rest is owed then, and later calls
     * wait for it, so the rate holds on average.
     *
     * @param calls how many, at least 1
     * @param now the time on the same clock
     */
    Quota take(int calls, long now) {
        grow(now);
        long needed = Math.min(calls, limit.burst()) * nanosPerCall;
        long missing = used + needed - burst();
        if (missing > 0) {
            return quota(Optional.of(Duration.ofNanos(missing)));
        }
        used += Math.min(calls, RateLimit.MOST) * nanosPerCall;
        return quota(Optional.empty());
    }

    /**
     * Takes all calls of a batch, of which one was taken when the batch arrived. That one is given back first, also if the batch
     * is refused.
     *
     * @param calls how many in all, at least 1
     * @param now the time on the same clock
     */
    Quota takeRest(int calls, long now) {
        grow(now);
        used = Math.max(0, used - nanosPerCall);
        return take(calls, now);
    }

    /**
     * Where its caller stands.
     *
     * @param now the time on the same clock
     */
    Quota quota(long now) {
        grow(now);
        return quota(Optional.empty());
    }

    private void grow(long now) {
        used = Math.max(0, used - Math.max(0, now - at));
        at = now;
    }

    private long burst() {
        return limit.burst() * nanosPerCall;
    }

    private Quota quota(Optional<Duration> retryAfter) {
        return new Quota(limit, Math.max(0, (burst() - used) / nanosPerCall), Duration.ofNanos(used), retryAfter);
    }
}
