package dev.taskq.coordinator;

import dev.taskq.StoreUnavailableException;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.platform.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A reading of the store that all callers share. One caller at a time reads; those that come meanwhile are given the reading
 * before, if it is not much too old, or wait for the new one. Thread-safe.
 *
 * @param <T> the class of the reading
 */
final class Cached<T> {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration USABLE = Duration.ofSeconds(3);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final Platform platform;
    private final Duration freshFor;
    private final Duration usableFor;
    private final Supplier<T> read;
    private final AtomicReference<@Nullable Load<T>> loading = new AtomicReference<>();
    private volatile @Nullable Value<T> last;

    Cached(Platform platform, Supplier<T> read) {
        this(platform, FRESH, USABLE, read);
    }

    /**
     * A reading that is kept for a time of its own.
     *
     * @param freshFor for how long it is given to all
     * @param usableFor for how long it is given to those that would have to wait for a new one
     */
    Cached(Platform platform, Duration freshFor, Duration usableFor, Supplier<T> read) {
        this.platform = platform;
        this.freshFor = freshFor;
        this.usableFor = usableFor;
        this.read = read;
    }

    private record Value<T>(T reading, Timer fresh, Timer usable) {}

    private static final class Load<T> {
        final Signal done;
        volatile boolean isDone;
        volatile @Nullable Value<T> value;

        Load(Signal done) {
            this.done = done;
        }
    }

    /**
     * The reading.
     *
     * @throws StoreUnavailableException if the store does not answer
     */
    T get() {
        Value<T> known = last;
        if (known != null && !known.fresh().isExpired()) {
            return known.reading();
        }
        Load<T> own = new Load<>(platform.newSignal());
        Load<T> other = loading.compareAndExchange(null, own);
        if (other == null) {
            return load(own);
        }
        return known != null && !known.usable().isExpired() ? known.reading() : await(other);
    }

    /** The next call reads anew. */
    void expire() {
        Value<T> known = last;
        if (known != null) {
            known.fresh().expire();
            known.usable().expire();
        }
    }

    private T load(Load<T> own) {
        try {
            // Before the read: the reading is at least as new as that.
            Timer fresh = platform.timer(freshFor);
            Timer usable = platform.timer(usableFor);
            Value<T> value = new Value<>(read.get(), fresh, usable);
            last = value;
            own.value = value;
            return value.reading();
        } finally {
            own.isDone = true;
            loading.set(null);
            own.done.raise();
        }
    }

    private T await(Load<T> other) {
        try {
            other.done.await(() -> other.isDone, platform.timer(LONGEST_WAIT));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException(e);
        }
        Value<T> value = other.value;
        if (value == null) {
            throw new StoreUnavailableException(null);
        }
        return value.reading();
    }
}
