package dev.taskq.testkit.simulation;

import dev.taskq.spi.TaskQueue;
import dev.taskq.spi.TaskStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One run of a scenario on virtual time. Every thread that is started through {@link #platform()} is an actor, the
 * scenario itself the first; exactly one runs at a time, and at each switching point (a wait, a call of a port) the seed
 * decides who goes on. So a run can be repeated by its seed:
 *
 * {@snippet :
 * Simulation.run(seed, sim -> {
 *     TaskStore store = sim.around(new InMemoryTaskStore(sim.clock()));
 *     TaskQueue queue = sim.around(new InMemoryTaskQueue(sim.platform()));
 *     // start a coordinator and agents over them and sim.platform(), submit, await, check
 * });
 * }
 *
 * <p>What runs must take threads, waiting, time and chance from the platform alone, and hold no lock while it waits:
 * whoever blocks elsewhere stops everything, which is reported. A scenario that ends leaves nothing: actors that live
 * then are unwound, each at the point where it stands. To be used by the run's own actors only.
 */
public final class Simulation {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** The longest that one half of a port's call takes, in nanoseconds: a call costs 1 ms on average. */
    private static final long LONGEST_DELAY = 1_000_000;

    private final Scheduler scheduler;
    private final SimulatedPlatform platform;
    private final SplittableRandom delays;

    private Simulation(long seed, SimulationLimits limits) {
        SplittableRandom root = new SplittableRandom(seed);
        this.scheduler = new Scheduler(seed, root.split(), limits);
        this.platform = new SimulatedPlatform(scheduler, root.split());
        this.delays = root.split();
    }

    /** What is run. */
    @FunctionalInterface
    public interface Scenario {
        /**
         * Runs as the first actor.
         *
         * @param simulation the run
         * @throws Exception whatever makes the run fail
         */
        void run(Simulation simulation) throws Exception;
    }

    /**
     * Runs a scenario.
     *
     * @param seed what decides everything that is left to chance
     * @param scenario what to run
     * @return what happened
     * @throws SimulationFailure if an actor threw, the scenario among them; if all wait for ever; if it does not end
     */
    public static Trace run(long seed, Scenario scenario) {
        return run(seed, SimulationLimits.DEFAULTS, scenario);
    }

    /**
     * Runs a scenario within limits.
     *
     * @param seed what decides everything that is left to chance
     * @param limits how far it may go
     * @param scenario what to run
     * @return what happened
     * @throws SimulationFailure if an actor threw, the scenario among them; if all wait for ever; if it does not end
     */
    public static Trace run(long seed, SimulationLimits limits, Scenario scenario) {
        Simulation simulation = new Simulation(seed, limits);
        simulation.scheduler.run("scenario", () -> scenario.run(simulation));
        return simulation.scheduler.trace();
    }

    /**
     * The threads, waiting, time and chance of this run.
     *
     * @return the platform
     */
    public SimulatedPlatform platform() {
        return platform;
    }

    /**
     * The wall clock of this run, for the store: it begins with the year 2026, and moves with the virtual time.
     *
     * @return the clock
     */
    public InstantSource clock() {
        return () -> START.plusNanos(scheduler.now());
    }

    /**
     * The virtual time since the start.
     *
     * @return the time
     */
    public Duration elapsed() {
        return Duration.ofNanos(scheduler.now());
    }

    /**
     * Lets the calling actor sleep.
     *
     * @param time how long, in virtual time
     * @throws InterruptedException if it was interrupted
     */
    public void sleep(Duration time) throws InterruptedException {
        scheduler.await(new SimulatedSignal(scheduler), 0, time, "sleep");
    }

    /**
     * Lets the seed choose who goes on, and lets up to 1 ms pass for the calling actor. Cannot be interrupted.
     *
     * @param what the point's name, for traces
     */
    public void yieldPoint(String what) {
        scheduler.pass(Duration.ofNanos(delays.nextLong(LONGEST_DELAY)), what);
    }

    /**
     * A store with a switching point before and after each call.
     *
     * @param store the store
     * @return the wrapped one
     */
    public TaskStore around(TaskStore store) {
        return SimulatedPort.around(this, "store", TaskStore.class, store);
    }

    /**
     * A queue with a switching point before and after each call.
     *
     * @param queue the queue, which must wait by this run's platform
     * @return the wrapped one
     */
    public TaskQueue around(TaskQueue queue) {
        return SimulatedPort.around(this, "queue", TaskQueue.class, queue);
    }

    /**
     * The actors that live, the caller among them.
     *
     * @return their numbers and names
     */
    public List<String> actors() {
        return scheduler.livingNames();
    }
}
