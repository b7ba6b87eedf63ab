package dev.taskq.simulation.world;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * A process of a simulation: actors that die, and stand still, together. May be used by actors only, but for its name.
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
     * Its name, for people.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Threads, waiting, time and chance of this process.
     *
     * @return the platform
     */
    public SimulatedPlatform platform() {
        return platform;
    }

    /**
     * Whether it has not crashed.
     *
     * @return whether it lives
     */
    public boolean isAlive() {
        return !dead;
    }

    /**
     * Whether it stands still.
     *
     * @return whether it does
     */
    public boolean isFrozen() {
        return frozenUntil > scheduler.now();
    }

    /** Kills it: none of its actors makes another step. Does not return to an actor of this process. */
    public void crash() {
        dead = true;
        scheduler.bury(this);
    }

    /**
     * Lets it stand still. An actor of this process comes back when that is over.
     *
     * @param time how long
     */
    public void freeze(Duration time) {
        frozenUntil = Math.max(frozenUntil, scheduler.now() + time.toNanos());
        scheduler.pass(Duration.ZERO, "frozen");
    }

    /**
     * Does what a call for the end of a process does: runs its hook on another thread, and then the process is gone. Does
     * not return; the calling actor's stack says where it stands.
     *
     * @param hook what is to be done before
     */
    public void exit(Runnable hook) {
        scheduler.markExiting();
        scheduler.spawn(this, name + "-exit", () -> {
            hook.run();
            crash();
        });
        SimulatedSignal never = new SimulatedSignal(scheduler);
        while (true) {
            // As in Runtime.exit, an interruption changes nothing.
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
