package dev.taskq.coordinator.app;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the bytes that all calls under way hold in memory: of their bodies, or of their answers. A body takes a multiple of its
 * bytes while it is read, parsed and stored, so the budget is a small part of the heap. What is small may use all of it, what
 * is large three quarters: a few large bodies that never come to their end then refuse no small one. One always fits.
 * Thread-safe.
 */
final class ByteBudget {
    /** Up to here a body or an answer is small. */
    static final int SMALL = 64 * 1024;

    private static final long STEP = 16 * 1024;

    private final long bytes;
    private final String what;
    private final AtomicLong used = new AtomicLong();

    /**
     * Nothing used yet.
     *
     * @param bytes the most bytes
     * @param what what they are, for people
     */
    ByteBudget(long bytes, String what) {
        this.bytes = bytes;
        this.what = what;
    }

    /** The bytes that are held now. */
    long used() {
        return used.get();
    }

    /** Nothing yet, for something whose length is not known. */
    Share nothing() {
        return new Share();
    }

    /**
     * Takes some bytes.
     *
     * @return what is to be given back
     * @throws ProblemException if there is no room now
     */
    Share take(long number) {
        Share share = new Share();
        share.grow(number);
        return share;
    }

    /** What one call takes. Of one thread. */
    final class Share {
        private long taken;

        private Share() {}

        private void grow(long more) {
            long most = more <= SMALL - taken ? bytes : bytes / 4 * 3;
            long before = used.getAndUpdate(now -> fits(now, more, most) ? now + more : now);
            if (!fits(before, more, most)) {
                throw new ProblemException(Problem.busy("too many bytes of " + what + " are under way"));
            }
            taken += more;
        }

        private boolean fits(long now, long more, long most) {
            // Not a sum: it would overflow for a length that is no more than told.
            return more <= most - now || now == taken;
        }

        /** Takes what is read of a stream as it comes. */
        InputStream counting(InputStream in) {
            return new FilterInputStream(in) {
                private long read;

                @Override
                public int read() throws IOException {
                    int one = super.read();
                    count(one < 0 ? 0 : 1);
                    return one;
                }

                @Override
                public int read(byte[] buffer, int from, int most) throws IOException {
                    int number = super.read(buffer, from, most);
                    count(Math.max(0, number));
                    return number;
                }

                private void count(int more) {
                    read += more;
                    if (read > taken) {
                        grow(Math.max(STEP, read - taken));
                    }
                }
            };
        }

        void giveBack() {
            used.addAndGet(-taken);
            taken = 0;
        }
    }
}
