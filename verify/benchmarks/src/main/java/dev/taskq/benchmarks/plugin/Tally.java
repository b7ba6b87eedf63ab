package dev.taskq.benchmarks.plugin;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * How many tasks a process has run, and how often each latency was seen: counters in a file that both the process and its reader have
 * mapped into their memory. So counting costs no call, and reading costs the process nothing. Each counter stands for a
 * range of times that is less than one percent wide. Thread-safe; a reader may see one counter before another.
 */
public final class Tally {
    private static final VarHandle COUNTER =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** Below 2 to this power each nanosecond has a counter. Above, each doubling of the time has so many. */
    private static final int PRECISION = 7;

    private static final int EACH_DOUBLING = 1 << PRECISION;
    private static final int RANGES = (Long.SIZE - PRECISION) << PRECISION;

    private final ByteBuffer counters;

    private Tally(ByteBuffer counters) {
        this.counters = counters;
    }

    /**
     * Opens a tally.
     *
     * @param file its file, which is created if it does not exist
     * @return the tally
     * @throws IOException if the file cannot be opened
     */
    public static Tally open(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            return new Tally(channel.map(MapMode.READ_WRITE, 0, (long) Long.BYTES * (1 + RANGES)));
        }
    }

    /** Counts a task. */
    public void count() {
        add(0);
    }

    /**
     * Counts a latency.
     *
     * @param nanos in nanoseconds; a negative one counts as 0
     */
    public void count(long nanos) {
        add(1 + range(Math.max(0, nanos)));
    }

    private void add(int counter) {
        long unused = (long) COUNTER.getAndAdd(counters, counter * Long.BYTES, 1L);
    }

    /**
     * How many tasks were counted.
     *
     * @return the number
     */
    public long tasks() {
        return get(0);
    }

    /**
     * Reads all latencies.
     *
     * @return how often each range was seen
     */
    public Latencies latencies() {
        long[] counts = new long[RANGES];
        for (int i = 0; i < RANGES; i++) {
            counts[i] = get(1 + i);
        }
        return new Latencies(counts);
    }

    private long get(int counter) {
        return (long) COUNTER.getVolatile(counters, counter * Long.BYTES);
    }

    private static int range(long nanos) {
        if (nanos < EACH_DOUBLING) {
            return (int) nanos;
        }
        int shift = Long.SIZE - 1 - PRECISION - Long.numberOfLeadingZeros(nanos);
        return ((shift + 1) << PRECISION) + (int) ((nanos >>> shift) & (EACH_DOUBLING - 1));
    }

    private static long middle(int range) {
        if (range < EACH_DOUBLING) {
            return range;
        }
        int shift = (range >> PRECISION) - 1;
        return ((EACH_DOUBLING + (range & (EACH_DOUBLING - 1L))) << shift) + (1L << shift) / 2;
    }

    /** How often each range of times was seen. Immutable. */
    public static final class Latencies {
        private final long[] counts;

        private Latencies(long[] counts) {
            this.counts = counts;
        }

        /** Receives a time, and how often it was seen. */
        @FunctionalInterface
        public interface Reader {
            /**
             * Receives it.
             *
             * @param nanos the middle of a range of times, in nanoseconds
             * @param times how often it was seen, 1 or more
             */
            void read(long nanos, long times);
        }

        /**
         * Reads those that were seen after an earlier reading of the same tally.
         *
         * @param earlier the earlier reading
         * @param reader receives the times in rising order
         */
        public void since(Latencies earlier, Reader reader) {
            for (int i = 0; i < counts.length; i++) {
                long times = counts[i] - earlier.counts[i];
                if (times > 0) {
                    reader.read(middle(i), times);
                }
            }
        }
    }
}
