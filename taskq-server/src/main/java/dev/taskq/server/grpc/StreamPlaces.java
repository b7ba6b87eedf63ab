package dev.taskq.server.grpc;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds the streams of all connections, so that what they hold has room in the heap. Connections that have shown a
 * valid token are counted apart from others. Thread-safe.
 */
final class StreamPlaces {
    /** A client sends some calls at once before its first one is answered. */
    private static final int LEAST = 100;

    /** Also has room for streams that are answered, and not closed yet. */
    private static final int STREAMS_OF_CALL = 2;

    private final int mostUnknown;
    private final int mostKnown;
    private final AtomicInteger unknown = new AtomicInteger();
    private final AtomicInteger known = new AtomicInteger();

    /**
     * Creates places that are all free.
     *
     * @param calls the most open calls of all callers together
     */
    StreamPlaces(int calls) {
        this.mostUnknown = Math.max(LEAST, calls);
        this.mostKnown = Math.max(LEAST, STREAMS_OF_CALL * calls);
    }

    /** The place of one stream. */
    record Place(AtomicInteger of) {
        void leave() {
            of.decrementAndGet();
        }
    }

    /**
     * Takes a place.
     *
     * @param isKnown whether the connection has shown a valid token
     * @param isOnly whether the connection has no other stream: it has a place in any case, since connections are
     *     bounded
     */
    Optional<Place> take(boolean isKnown, boolean isOnly) {
        AtomicInteger taken = isKnown ? known : unknown;
        if (taken.incrementAndGet() > (isKnown ? mostKnown : mostUnknown) && !isOnly) {
            taken.decrementAndGet();
            return Optional.empty();
        }
        return Optional.of(new Place(taken));
    }
}
