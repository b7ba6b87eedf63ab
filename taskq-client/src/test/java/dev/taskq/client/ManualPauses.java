package dev.taskq.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that only pauses move, and chance that is always 0. Thread-safe. */
final class ManualPauses implements Pauses {
    private final AtomicLong now = new AtomicLong();
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

    @Override
    public long nanoTime() {
        return now.get();
    }

    @Override
    public void pause(Duration length) {
        pauses.add(length);
        pass(length);
    }

    @Override
    public double chance() {
        return 0;
    }

    void pass(Duration length) {
        now.addAndGet(length.toNanos());
    }

    List<Duration> pauses() {
        return List.copyOf(pauses);
    }
}
