package dev.taskq.agent;

import dev.taskq.platform.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Time that a test moves, and threads that really run, unless the test holds them. Thread-safe. */
final class AgentPlatform implements Platform {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final Platform system = Platform.system();
    private final RandomGenerator random = new SplittableRandom(1);
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> spawned = new CopyOnWriteArrayList<>();
    private final List<Worker> workers = new CopyOnWriteArrayList<>();
    private volatile boolean holding;
    private volatile boolean exhausted;

    /** Threads that are made from now on do not run. */
    void holdThreads() {
        holding = true;
    }

    /** Whether no thread can be made from now on. */
    void exhaust(boolean now) {
        exhausted = now;
    }

    /** The names of the threads that were made. */
    List<String> spawned() {
        return spawned;
    }

    /** Waits until all threads that were made have ended. */
    boolean join(Duration longest) throws InterruptedException {
        boolean all = true;
        for (Worker worker : workers) {
            all &= worker.join(longest);
        }
        return all;
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** The store's clock. */
    Instant wallClock() {
        return BEGIN.plusNanos(nanos.get());
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public Worker spawn(String name, ThreadKind kind, Runnable body) {
        if (exhausted) {
            throw new OutOfMemoryError("unable to create a thread");
        }
        spawned.add(name);
        Worker worker = system.spawn(name, kind, holding ? () -> {} : body);
        workers.add(worker);
        return worker;
    }

    @Override
    public Worker current() {
        return system.current();
    }

    @Override
    public Signal newSignal() {
        return system.newSignal();
    }
}
