package dev.taskq.simulation.world;

import dev.taskq.platform.Platform;
import java.util.random.RandomGenerator;

/**
 * Threads, waiting, time and random numbers of one simulated process. Threads of both kinds are actors. At a wait
 * another actor may be chosen. Used by actors only.
 */
public final class SimulatedPlatform implements Platform {
    private final Scheduler scheduler;
    private final SimulatedProcess process;
    private final RandomGenerator random;

    SimulatedPlatform(Scheduler scheduler, SimulatedProcess process, RandomGenerator random) {
        this.scheduler = scheduler;
        this.process = process;
        this.random = random;
    }

    @Override
    public long nanoTime() {
        return scheduler.readClock();
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public Worker spawn(String name, ThreadKind kind, Runnable body) {
        return scheduler.spawn(process, name, body::run);
    }

    @Override
    public Worker current() {
        return scheduler.current();
    }

    @Override
    public Signal newSignal() {
        return new SimulatedSignal(scheduler);
    }
}
