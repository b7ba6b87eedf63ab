package dev.taskq.server.rest;

import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The compressed form of one body that many answers share. It is made once for each body, however many callers ask for it, so
 * callers without a token cannot use up the processor. Thread-safe.
 */
final class SharedGzip {
    private final ReentrantLock making = new ReentrantLock();
    private volatile Optional<Made> last = Optional.empty();

    @SuppressWarnings("ArrayRecordComponent") // compared by identity only
    private record Made(byte[] body, byte[] compressed) {}

    /**
     * The compressed form.
     *
     * @param body the body, which is never changed; the same array for the same body
     * @return the bytes, not to be changed
     */
    byte[] of(byte[] body) {
        return known(body).orElseGet(() -> makeOnce(body));
    }

    private byte[] makeOnce(byte[] body) {
        making.lock();
        try {
            Optional<byte[]> known = known(body);
            if (known.isPresent()) {
                return known.get();
            }
            byte[] compressed = Gzip.compressed(body);
            last = Optional.of(new Made(body, compressed));
            return compressed;
        } finally {
            making.unlock();
        }
    }

    @SuppressWarnings("ReferenceEquality") // an array stands for its body, which is never changed
    private Optional<byte[]> known(byte[] body) {
        return last.filter(made -> made.body() == body).map(Made::compressed);
    }
}
