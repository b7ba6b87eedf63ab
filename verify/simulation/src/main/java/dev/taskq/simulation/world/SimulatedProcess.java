package dev.taskq.simulation.world;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * A simulated process: actors that die and freeze together. Used by actors only, except for its name.
 */
public final class SimulatedProcess {
    private final Scheduler scheduler;
    private final String name;
    private final SimulatedPlatform platform;
    private boolean dead;
    private long frozenUntil;

    SimulatedProcess(Scheduler scheduler, String name, RandomGenerator random) {
        this.scheduler = scheduler;
        this.name = name;
        this.platform = new SimulatedPlatform(scheduler, this, random);
    }

    /**
     * Its name, for display.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Threads, waiting, time and random numbers of this process.
     *
     * @return the platform
     */
    public SimulatedPlatform platform() {
        return platform;
    }

    /**
     * Whether it has not crashed.
     *
     * @return true if it has not
     */
    public boolean isAlive() {
        return !dead;
    }

    /**
     * Whether it is frozen.
     *
     * @return true if it is
     */
    public boolean isFrozen() {
        return frozenUntil > scheduler.now();
    }

    /** Kills it: none of its actors continues. Does not return to an actor of this process. */
    public void crash() {
        dead = true;
        scheduler.bury(this);
    }

    /**
     * Freezes it. An actor of this process returns when the time is over.
     *
     * @param time how long
     */
    public void freeze(Duration time) {
        frozenUntil = Math.max(frozenUntil, scheduler.now() + time.toNanos());
        scheduler.pass(Duration.ZERO, "frozen");
    }

    /**
     * Simulates a call that exits the process: runs the hook on another thread, then ends the process. Does not return.
     * The calling actor's stack shows the call.
     *
     * @param hook runs before the end
     */
    public void exit(Runnable hook) {
        scheduler.markExiting();
        scheduler.spawn(this, name + "-exit", () -> {
            hook.run();
            crash();
        });
        SimulatedSignal never = new SimulatedSignal(scheduler);
        while (true) {
            // As in Runtime.exit, an interruption has no effect.
            scheduler.passUntil(never, Actor.NEVER, "exit");
        }
    }

    boolean isDead() {
        return dead;
    }

    long frozenUntil() {
        return frozenUntil;
    }
}
