package dev.taskq.agent;

import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.platform.Timer;
import java.util.concurrent.atomic.AtomicInteger;

/** How many more tasks the agent may hold: slots less what it runs and what it may have claimed. Thread-safe. */
final class Slots {
    private final int all;
    private final AtomicInteger taken = new AtomicInteger();
    private final Signal freed;
    private final Signal room;

    /**
     * All free.
     *
     * @param room raised when a slot was given back that the poller waits for
     */
    Slots(Platform platform, int all, Signal room) {
        this.all = all;
        this.freed = platform.newSignal();
        this.room = room;
    }

    int all() {
        return all;
    }

    int free() {
        return all - taken.get();
    }

    int taken() {
        return taken.get();
    }

    void take(int number) {
        taken.addAndGet(number);
    }

    /** Gives slots back whose tasks are over. */
    void giveBack(int number) {
        // The poller waits for a slot only while there is none.
        if (release(number) >= all) {
            room.raise();
        }
    }

    /** Gives slots back that a claim did not use. The poller is not told: it would wake itself, and claim the same again. */
    void giveBackUnused(int number) {
        release(number);
    }

    private int release(int number) {
        int before = taken.getAndAdd(-number);
        freed.raise();
        return before;
    }

    /** Waits until all are free. */
    boolean awaitAllFree(Timer longest) throws InterruptedException {
        return freed.await(() -> taken.get() <= 0, longest);
    }
}
