package dev.taskq.examples.resize;

import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * The memory that the pictures of all tasks of an agent may use at the same time, because an agent's heap is too small for
 * a large picture in each slot. Thread-safe.
 */
final class MemoryBudget {
    private static final int UNIT = 1 << 10;

    private final int units;
    /** First come, first served. Otherwise small pictures could keep a large one waiting for ever. */
    private final Semaphore free;

    private MemoryBudget(long bytes) {
        units = (int) Math.min(bytes / UNIT, Integer.MAX_VALUE);
        free = new Semaphore(units, true);
    }

    static MemoryBudget of(long bytes) {
        return new MemoryBudget(bytes);
    }

    /** Half of the heap. The other half is for the agent, its other tasks, and the garbage collector. */
    static MemoryBudget halfOfTheHeap() {
        return of(Runtime.getRuntime().maxMemory() / 2);
    }

    @FunctionalInterface
    interface Work<T> {
        T run() throws UnfitException, IOException, InterruptedException;
    }

    /** Runs the work as soon as there is room. Refuses work that would never have room. */
    <T> T with(long bytes, Work<T> work) throws UnfitException, IOException, InterruptedException {
        long needed = Math.ceilDiv(bytes, UNIT);
        if (needed > units) {
            throw new UnfitException("this takes " + mebibytes(bytes) + " MiB of memory, more than the "
                    + (((long) units * UNIT) >> 20) + " MiB that this agent has for pictures (half of its heap)");
        }
        free.acquire((int) needed);
        try {
            return work.run();
        } finally {
            free.release((int) needed);
        }
    }

    private static long mebibytes(long bytes) {
        return Math.ceilDiv(bytes, 1L << 20);
    }
}
