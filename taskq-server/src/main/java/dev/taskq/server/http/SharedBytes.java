package dev.taskq.server.http;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that are costly to make. They are made at most once a second, however many callers ask: a caller gets the bytes
 * of the last second or waits for those that are being made. Thread-safe.
 */
public final class SharedBytes {
    static final Duration FRESH = Duration.ofSeconds(1);

    private final Supplier<byte[]> make;
    private final LongSupplier nanoTime;
    private final ReentrantLock making = new ReentrantLock();
    private volatile @Nullable Made last;

    /**
     * Creates an empty cache.
     *
     * @param make makes the bytes, which are never changed afterwards
     * @param nanoTime a monotonic clock
     */
    public SharedBytes(Supplier<byte[]> make, LongSupplier nanoTime) {
        this.make = make;
        this.nanoTime = nanoTime;
    }

    /**
     * Some bytes.
     *
     * @param at when they were finished: if their age counted from the begin, a process under load would make them
     *     without pause
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Made(byte[] bytes, long at) {}

    /**
     * Returns bytes that were finished within the last second.
     *
     * @return the bytes, not to be changed
     */
    public byte[] get() {
        Made made = last;
        return made != null && isFresh(made) ? made.bytes() : makeOnce();
    }

    private byte[] makeOnce() {
        making.lock();
        try {
            Made made = last;
            if (made == null || !isFresh(made)) {
                made = new Made(make.get(), nanoTime.getAsLong());
                last = made;
            }
            return made.bytes();
        } finally {
            making.unlock();
        }
    }

    private boolean isFresh(Made made) {
        return nanoTime.getAsLong() - made.at() < FRESH.toNanos();
    }
}
