package dev.taskq.simulation.world;

import dev.taskq.platform.Platform;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * How often threads wait for a signal. Each such wait is a hand-over: the thread sleeps, and another one or its time wakes it. Threads are
 * told apart by their names without numbers. For the running actor only.
 */
final class CountedWaits {
    /** Threads that the platform has not started. */
    private static final String CALLERS = "callers";

    private final ThreadLocal<String> name = ThreadLocal.withInitial(() -> CALLERS);
    private final Map<String, Integer> waits = new TreeMap<>();

    /** The same platform, with signals whose waits are counted. */
    Platform around(Platform platform) {
        return new Platform() {
            @Override
            public long nanoTime() {
                return platform.nanoTime();
            }

            @Override
            public RandomGenerator random() {
                return platform.random();
            }

            @Override
            public Worker spawn(String given, ThreadKind kind, Runnable body) {
                return platform.spawn(given, kind, () -> {
                    name.set(given.replaceAll("-?[0-9]+", ""));
                    body.run();
                });
            }

            @Override
            public Worker current() {
                return platform.current();
            }

            @Override
            public Signal newSignal() {
                return counted(platform.newSignal());
            }
        };
    }

    private Platform.Signal counted(Platform.Signal signal) {
        return new Platform.Signal() {
            @Override
            public long count() {
                return signal.count();
            }

            @Override
            public void raise() {
                signal.raise();
            }

            @Override
            public boolean await(long seen, Duration longest) throws InterruptedException {
                if (signal.count() == seen && longest.isPositive()) {
                    waits.merge(name.get(), 1, Integer::sum);
                }
                return signal.await(seen, longest);
            }
        };
    }

    void clear() {
        waits.clear();
    }

    int all() {
        return waits.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public String toString() {
        return waits.toString();
    }
}
