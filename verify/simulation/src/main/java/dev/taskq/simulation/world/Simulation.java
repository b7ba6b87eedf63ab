package dev.taskq.simulation.world;

import dev.taskq.spi.QueuePort;
import dev.taskq.spi.StorePort;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * One run of a scenario on virtual time. Every thread that is started through {@link #platform()} is an actor, the
 * scenario itself the first; exactly one runs at a time, and at each switching point (a wait, a call of a port) the seed
 * decides who goes on. So a run can be repeated by its seed:
 *
 * {@snippet :
 * Simulation.run(seed, sim -> {
 *     StorePort store = sim.around(new InMemoryTaskStore(sim.clock()));
 *     QueuePort queue = sim.around(new InMemoryTaskQueue(sim.platform()));
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

    private final Scheduler scheduler;
    private final SimulatedProcess world;

    private Simulation(Choices choices, SimulationLimits limits, boolean recorded) {
        this.scheduler = new Scheduler(choices, limits, recorded);
        this.world = process("world");
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
        return new Simulation(Choices.seeded(seed), limits, true).run(scenario).trace();
    }

    /**
     * Runs a scenario by choices of any kind, and keeps no trace but of its last steps.
     *
     * @param choices what decides everything that is left open
     * @param limits how far it may go
     * @param scenario what to run
     * @return how many steps it took
     * @throws SimulationFailure if an actor threw, the scenario among them; if all wait for ever; if it does not end; if
     *     it was failed
     */
    public static long run(Choices choices, SimulationLimits limits, Scenario scenario) {
        return new Simulation(choices, limits, false).run(scenario).stepCount();
    }

    private Scheduler run(Scenario scenario) {
        scheduler.run(world, () -> scenario.run(this));
        return scheduler;
    }

    /**
     * The threads, waiting, time and chance of the scenario itself.
     *
     * @return the platform
     */
    public SimulatedPlatform platform() {
        return world.platform();
    }

    /**
     * Makes a process, whose actors can be killed and frozen together.
     *
     * @param name its name; what it draws by chance depends on it
     * @return the process
     */
    public SimulatedProcess process(String name) {
        return new SimulatedProcess(scheduler, name, scheduler.choices().random(name));
    }

    /**
     * Fails the run.
     *
     * @param what what went wrong
     * @return never: it throws, what unwinds the calling actor. For a {@code throw} before the call
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

    /** Starts an actor of the world around. */
    void spawn(String name, Runnable body) {
        scheduler.spawn(world, name, body::run);
    }

    /** One half of a call: as long as the choices say. */
    void half(PortCall call, String point) {
        long delay = scheduler.choices().delay(call);
        if (delay != Choices.NONE) {
            scheduler.pass(delay, point);
        }
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
     * Lets the choices say who goes on, and how long that takes for the calling actor: up to 1 ms, by a seed. Cannot be
     * interrupted.
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
     * @param queue the queue, which must wait by this run's platform
     * @return the wrapped one
     */
    public QueuePort around(QueuePort queue) {
        return SimulatedPort.around(this, "queue", QueuePort.class, queue);
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
