package dev.taskq.console.site;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What pages that refresh themselves show, shared by all pages that show the same to callers with the same rights. Many open pages so cost
 * as much as one. A page that a person opens is always read anew. Bounded. Thread-safe.
 */
final class SharedReadings {
    /** The period of the refreshes. */
    static final Duration FRESH = Duration.ofSeconds(2);

    /** The most readings that are kept; each is what a page shows. */
    static final int MOST = 50;

    private final LongSupplier nanoTime;
    /** The oldest first. */
    private final Map<Object, Reading> kept = new LinkedHashMap<>();

    SharedReadings(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * A reading.
     *
     * @param begun when it was begun, so that it is at least as new as that
     * @param took how long it took
     */
    private record Reading(Object value, long begun, Duration took) {}

    /**
     * Reads, or gives what another page has read within the period.
     *
     * @param key what is read, and by which rights: equal keys have values of one class, which their callers may share
     * @param anew whether it is read in any case
     * @param read reads it; if it fails, nothing is kept
     */
    @SuppressWarnings("unchecked")
    <T> T get(Object key, boolean anew, Supplier<T> read) {
        long now = nanoTime.getAsLong();
        if (!anew) {
            Reading known = find(key, now);
            if (known != null) {
                return (T) known.value();
            }
        }
        T value = read.get();
        keep(key, new Reading(value, now, Duration.ofNanos(nanoTime.getAsLong() - now)));
        return value;
    }

    /** How long the reading took; zero if there is none, or no longer. */
    synchronized Duration took(Object key) {
        Reading known = kept.get(key);
        return known == null ? Duration.ZERO : known.took();
    }

    private synchronized @Nullable Reading find(Object key, long now) {
        kept.values().removeIf(reading -> now - reading.begun() >= FRESH.toNanos());
        return kept.get(key);
    }

    private synchronized void keep(Object key, Reading reading) {
        Reading known = kept.get(key);
        if (known != null && known.begun() - reading.begun() > 0) {
            return;
        }
        kept.remove(key);
        kept.put(key, reading);
        if (kept.size() > MOST) {
            kept.remove(kept.keySet().iterator().next());
        }
    }

    /** How many readings are kept. */
    synchronized int size() {
        return kept.size();
    }
}
