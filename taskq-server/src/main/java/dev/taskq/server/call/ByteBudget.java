package dev.taskq.server.call;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the bytes that all calls in progress hold in memory, either of their bodies or of their responses. A body
 * takes a multiple of its bytes while it is read, parsed and stored, so the budget is a small part of the heap. Small
 * items may use all of it, large items three quarters: a few large bodies that never end then block no small one. A
 * single item always fits. Thread-safe.
 */
public final class ByteBudget {
    /** The size up to which a body or a response is small. */
    public static final int SMALL = 64 * 1024;

    private static final long STEP = 16 * 1024;

    private final long bytes;
    private final String what;
    private final Optional<ByteBudget> whole;
    private final AtomicLong used = new AtomicLong();

    /**
     * Creates a budget with nothing used.
     *
     * @param bytes the most bytes
     * @param what the name of the bytes in messages
     */
    public ByteBudget(long bytes, String what) {
        this(bytes, what, Optional.empty());
    }

    private ByteBudget(long bytes, String what, Optional<ByteBudget> whole) {
        this.bytes = bytes;
        this.what = what;
        this.whole = whole;
    }

    /**
     * Creates a budget that is a part of this one: what a share takes of it counts in both, and must fit in both.
     *
     * @param most the most bytes
     * @param name the name of the bytes in messages
     * @return the part, with nothing used
     */
    public ByteBudget part(long most, String name) {
        return new ByteBudget(most, name, Optional.of(this));
    }

    /** The bytes that are held now. */
    public long used() {
        return used.get();
    }

    /** A share of no bytes yet, for an item of unknown length. */
    public Share nothing() {
        return new Share();
    }

    /**
     * Takes some bytes.
     *
     * @return the share, to be closed
     * @throws ProblemException if the budget is exhausted
     */
    public Share take(long number) {
        Share share = new Share();
        share.grow(number);
        return share;
    }

    /** The share of one call. Used by one thread. */
    public final class Share {
        private final Optional<Share> ofWhole = whole.map(ByteBudget::nothing);
        private long taken;

        private Share() {}

        /**
         * Takes more bytes.
         *
         * @throws ProblemException if the budget is exhausted
         */
        public void grow(long more) {
            long most = more <= SMALL - taken ? bytes : bytes / 4 * 3;
            long before = used.getAndUpdate(now -> fits(now, more, most) ? now + more : now);
            if (!fits(before, more, most)) {
                throw new ProblemException(Problem.busy("too many bytes of " + what + " are held in memory"));
            }
            try {
                ofWhole.ifPresent(share -> share.grow(more));
            } catch (ProblemException e) {
                used.addAndGet(-more);
                throw e;
            }
            taken += more;
        }

        private boolean fits(long now, long more, long most) {
            // Compares a difference, since a sum would overflow for a large declared length.
            return more <= most - now || now == taken;
        }

        /** Counts the bytes of a stream as they are read. */
        public InputStream counting(InputStream in) {
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

        /** Gives back all that was taken. */
        public void giveBack() {
            used.addAndGet(-taken);
            taken = 0;
            ofWhole.ifPresent(Share::giveBack);
        }
    }
}
