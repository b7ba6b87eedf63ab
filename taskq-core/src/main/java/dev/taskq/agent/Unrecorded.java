package dev.taskq.agent;

import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.platform.Timer;
import java.util.concurrent.atomic.AtomicInteger;

/** How many completions are on their way to the store, and how many may be. Thread-safe. */
final class Unrecorded {
    private final int most;
    private final Signal room;
    private final Signal recorded;
    private final AtomicInteger number = new AtomicInteger();

    /**
     * None.
     *
     * @param room raised when there is room again
     */
    Unrecorded(Platform platform, int most, Signal room) {
        this.most = most;
        this.room = room;
        this.recorded = platform.newSignal();
    }

    boolean isFull() {
        return number.get() >= most;
    }

    boolean isEmpty() {
        return number.get() == 0;
    }

    void add() {
        number.incrementAndGet();
    }

    void remove() {
        boolean wasFull = number.getAndDecrement() >= most;
        recorded.raise();
        if (wasFull) {
            room.raise();
        }
    }

    /** Waits until there are none. */
    boolean awaitNone(Timer longest) throws InterruptedException {
        return recorded.await(this::isEmpty, longest);
    }
}
