package dev.taskq;

import dev.taskq.spi.SameProcess;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what the agents of a process are told. Thread-safe. */
public final class RecordingScanner implements SameProcess.Scanner {
    /** The types of each call. */
    public final List<Set<String>> queued = new CopyOnWriteArrayList<>();

    /** How often there was another process. */
    public final AtomicInteger company = new AtomicInteger();

    /** When tasks become due, of each call. */
    public final List<Duration> scheduled = new CopyOnWriteArrayList<>();

    /** Nothing yet. */
    public RecordingScanner() {}

    @Override
    public void queued(Set<String> types) {
        queued.add(types);
    }

    @Override
    public void notAlone() {
        company.incrementAndGet();
    }

    @Override
    public void scheduled(Duration untilDue) {
        scheduled.add(untilDue);
    }
}
