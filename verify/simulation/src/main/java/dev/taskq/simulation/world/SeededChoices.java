package dev.taskq.simulation.world;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Random choices. Each process has its own generator, so that a change in one process leaves the numbers of the others
 * unchanged.
 */
final class SeededChoices implements Choices {
    /** The longest time of one half of a port's call, in nanoseconds. A call takes 1 ms on average. */
    private static final long LONGEST_DELAY = 1_000_000;

    private final long seed;
    private final SplittableRandom order;
    private final Map<String, SplittableRandom> delays = new HashMap<>();
    private final Map<String, SplittableRandom> chances = new HashMap<>();

    SeededChoices(long seed) {
        this.seed = seed;
        this.order = new SplittableRandom(seed);
    }

    @Override
    public int next(int ready, int own) {
        return order.nextInt(ready);
    }

    @Override
    public long delay(PortCall call) {
        return pause(call.process());
    }

    @Override
    public long pause(String process) {
        return delays.computeIfAbsent(process, name -> new SplittableRandom(mixed(name, 1)))
                .nextLong(LONGEST_DELAY);
    }

    @Override
    public RandomGenerator random(String process) {
        return chances.computeIfAbsent(process, name -> new SplittableRandom(mixed(name, 2)));
    }

    private long mixed(String name, int use) {
        return (seed * 31 + name.hashCode()) * 31 + use;
    }

    @Override
    public Optional<Strike> strike(PortCall call) {
        return Optional.empty();
    }

    @Override
    public String name() {
        return "seed " + seed;
    }
}
