package dev.taskq.simulation.world;

import dev.taskq.spi.QueuePort;
import dev.taskq.spi.StorePort;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * One run of a scenario on virtual time. Every thread that is started through {@link #platform()} is an actor, and the
 * scenario itself is the first one. Exactly one actor runs at a time. At each switching point (a wait, or a call of a
 * port) the seed decides which actor runs next. So a seed repeats its run:
 *
 * {@snippet :
 * Simulation.run(seed, sim -> {
 *     StorePort store = sim.around(new InMemoryTaskStore(sim.clock()));
 *     QueuePort queue = sim.around(new InMemoryTaskQueue(sim.platform()));
 *     // start a coordinator and agents over them and sim.platform(), submit, await, check
 * });
 * }
 *
 * The tested code must take threads, waiting, time and random numbers only from the platform, and hold no lock during a
 * wait. An actor that blocks elsewhere stops the whole run, which is reported. When a scenario ends, all other actors
 * are unwound at their current points. Used by the run's own actors only.
 */
public final class Simulation {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Scheduler scheduler;
    private final SimulatedProcess world;

    private Simulation(Choices choices, SimulationLimits limits, boolean recorded) {
        this.scheduler = new Scheduler(choices, limits, recorded);
        this.world = process("world");
    }

    /** The code of a run. */
    @FunctionalInterface
    public interface Scenario {
        /**
         * Runs as the first actor.
         *
         * @param simulation the run
         * @throws Exception any exception fails the run
         */
        void run(Simulation simulation) throws Exception;
    }

    /**
     * Runs a scenario.
     *
     * @param seed determines all random choices
     * @param scenario what to run
     * @return the trace of the run
     * @throws SimulationFailure if an actor threw, including the scenario; if all wait forever; if the run does not end
     */
    public static Trace run(long seed, Scenario scenario) {
        return run(seed, SimulationLimits.DEFAULTS, scenario);
    }

    /**
     * Runs a scenario within limits.
     *
     * @param seed determines all random choices
     * @param limits the limits of the run
     * @param scenario what to run
     * @return the trace of the run
     * @throws SimulationFailure if an actor threw, including the scenario; if all wait forever; if the run does not end
     */
    public static Trace run(long seed, SimulationLimits limits, Scenario scenario) {
        return new Simulation(Choices.seeded(seed), limits, true).run(scenario).trace();
    }

    /**
     * Runs a scenario with any choices, and keeps only the last steps of the trace.
     *
     * @param choices determines everything that is left open
     * @param limits the limits of the run
     * @param scenario what to run
     * @return the number of steps
     * @throws SimulationFailure if an actor threw, including the scenario; if all wait forever; if the run does not
     *     end; if it was failed
     */
    public static long run(Choices choices, SimulationLimits limits, Scenario scenario) {
        return new Simulation(choices, limits, false).run(scenario).stepCount();
    }

    private Scheduler run(Scenario scenario) {
        scheduler.run(world, () -> scenario.run(this));
        return scheduler;
    }

    /**
     * The threads, waiting, time and random numbers of the scenario itself.
     *
     * @return the platform
     */
    public SimulatedPlatform platform() {
        return world.platform();
    }

    /**
     * Creates a process. Its actors can be killed and frozen together.
     *
     * @param name its name, which its random numbers depend on
     * @return the process
     */
    public SimulatedProcess process(String name) {
        return new SimulatedProcess(scheduler, name, scheduler.choices().random(name));
    }

    /**
     * Fails the run.
     *
     * @param what the failure
     * @return never: it throws an error that unwinds the calling actor. For a {@code throw} before the call
     */
    public Error fail(String what) {
        throw scheduler.failed(what);
    }

    Choices choices() {
        return scheduler.choices();
    }

    /** Lets time pass for the calling actor; cannot be interrupted. */
    void pass(Duration time, String point) {
        scheduler.pass(time, point);
    }

    /** Waits for a signal; cannot be interrupted. */
    void passUntil(SimulatedSignal signal, long longest, String point) {
        scheduler.passUntil(signal, longest, point);
    }

    SimulatedSignal signal() {
        return new SimulatedSignal(scheduler);
    }

    /** Starts an actor of the surrounding world. */
    void spawn(String name, Runnable body) {
        scheduler.spawn(world, name, body::run);
    }

    /** One half of a call, which takes as long as the choices say. */
    void half(PortCall call, String point) {
        long delay = scheduler.choices().delay(call);
        if (delay != Choices.NONE) {
            scheduler.pass(delay, point);
        }
    }

    /**
     * The wall clock of this run, for the store. It starts at the begin of the year 2026, and moves with virtual time.
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
     * Lets the choices decide which actor runs next, and how much time passes for the calling actor: up to 1 ms with a
     * seed. Cannot be interrupted.
     *
     * @param what the point's name, for traces
     */
    public void yieldPoint(String what) {
        scheduler.pass(scheduler.choices().pause(world.name()), what);
    }

    /**
     * A store with a switching point before and after each call.
     *
     * @param store the store
     * @return the wrapped one
     */
    public StorePort around(StorePort store) {
        return SimulatedPort.around(this, "store", StorePort.class, store);
    }

    /**
     * A queue with a switching point before and after each call.
     *
     * @param queue the queue, which must use this run's platform for waiting
     * @return the wrapped one
     */
    public QueuePort around(QueuePort queue) {
        return SimulatedPort.around(this, "queue", QueuePort.class, queue);
    }

    /**
     * The living actors, including the caller.
     *
     * @return their numbers and names
     */
    public List<String> actors() {
        return scheduler.livingNames();
    }
}
