package dev.taskq.agent;

import dev.taskq.platform.Platform.Signal;
import dev.taskq.spi.Room;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of params and results the agent holds, from a task's claim until its end is recorded, and how many it may: so
 * that large tasks are claimed a few at a time. One task alone always fits. Thread-safe.
 */
final class HeldBytes {
    private final long most;
    private final Signal room;
    private final Signal want;
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong given = new AtomicLong();
    private final AtomicBoolean wanted = new AtomicBoolean();

    /**
     * Nothing held.
     *
     * @param room raised when bytes were given back that the poller waits for
     * @param want raised when the poller begins to wait for them
     */
    HeldBytes(long most, Signal room, Signal want) {
        this.most = most;
        this.room = room;
        this.want = want;
    }

    long most() {
        return most;
    }

    long held() {
        return held.get();
    }

    /** What a claim may take now. */
    Room room() {
        long now = held.get();
        return new Room(Math.max(0, most - now), now == 0);
    }

    /** Whether there is room; if not, the signal is raised when there is. */
    boolean hasRoom() {
        if (held.get() < most) {
            return true;
        }
        want();
        return held.get() < most;
    }

    /** How many bytes were given back in all; for {@link #isGivenSince}. */
    long given() {
        return given.get();
    }

    /** Whether bytes were given back since; if not, the signal is raised at the next. */
    boolean isGivenSince(long seen) {
        want();
        return given.get() != seen;
    }

    /** Whether the poller waits, or may wait soon, for bytes that are given back. */
    boolean areWanted() {
        return wanted.get();
    }

    private void want() {
        if (!wanted.getAndSet(true)) {
            want.raise();
        }
    }

    void take(long bytes) {
        held.addAndGet(bytes);
    }

    void giveBack(long bytes) {
        held.addAndGet(-bytes);
        given.addAndGet(bytes);
        if (bytes > 0 && wanted.getAndSet(false)) {
            room.raise();
        }
    }
}
