package dev.taskq.agent;

import dev.taskq.spi.Platform;
import dev.taskq.spi.Platform.Signal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** How many more tasks the agent may hold: slots less what it runs and what it may have claimed. Thread-safe. */
final class Slots {
    private final int all;
    private final AtomicInteger taken = new AtomicInteger();
    private final Signal freed;
    private final Runnable onFreed;

    /**
     * All free.
     *
     * @param onFreed told after a slot was given back
     */
    Slots(Platform platform, int all, Runnable onFreed) {
        this.all = all;
        this.freed = platform.newSignal();
        this.onFreed = onFreed;
    }

    int all() {
        return all;
    }

    int free() {
        return all - taken.get();
    }

    void take(int number) {
        taken.addAndGet(number);
    }

    void giveBack(int number) {
        if (number > 0) {
            int before = taken.getAndAdd(-number);
            freed.raise();
            // Who waits for a slot waits only while there is none.
            if (before >= all) {
                onFreed.run();
            }
        }
    }

    /** Waits until all are free. */
    boolean awaitAllFree(Duration longest, Platform platform) throws InterruptedException {
        long end = platform.nanoTime() + longest.toNanos();
        while (true) {
            long seen = freed.count();
            long left = end - platform.nanoTime();
            if (taken.get() <= 0 || left <= 0) {
                return taken.get() <= 0;
            }
            freed.await(seen, Duration.ofNanos(left));
        }
    }
}
