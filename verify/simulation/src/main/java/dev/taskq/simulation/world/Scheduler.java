package dev.taskq.simulation.world;

import java.io.Serial;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the running actor. Actors are threads. The chosen one runs until it stops at a switching point, where it
 * chooses the next actor and passes the turn on. Virtual time advances when no actor is ready, to the earliest deadline
 * of a waiting actor. It also advances slightly at each switching point that takes no other time.
 *
 * No lock guards the state: only the running actor touches it, and the turn is passed on by a volatile write. The
 * threads are virtual, because switching between those is cheapest.
 */
final class Scheduler {
    /** A wait of at least this length counts as endless. */
    private static final Duration FOR_EVER = Duration.ofDays(10_000);

    /** The cost of a switching point that takes no other time, in nanoseconds, so that time advances in every loop. */
    private static final long TICK = 20_000;

    /** More readings of the clock than any code makes between two switching points. A loop that only reads it would never end. */
    private static final int MOST_READINGS = 200_000;

    private final Choices choices;
    private final SimulationLimits limits;
    private final Steps steps;
    private final RunEnd runEnd = new RunEnd();
    private final Actors actors = new Actors();
    private int spawned;

    /** How often the running actor has read the clock since its last switching point. */
    private int readings;

    private volatile @Nullable Actor running;

    Scheduler(Choices choices, SimulationLimits limits, boolean recorded) {
        this.choices = choices;
        this.limits = limits;
        this.steps = new Steps(recorded);
    }

    /** The code of an actor. */
    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }

    /** Unwinds an actor when the simulation is over. It is an Error, so that no actor handles it as its own failure. */
    private static final class Over extends Error {
        @Serial
        private static final long serialVersionUID = 1L;

        Over() {
            super("the simulation is over", null, false, false);
        }
    }

    long now() {
        return actors.now();
    }

    /** The clock, as an actor reads it. */
    long readClock() {
        if (++readings > MOST_READINGS) {
            throw failed(self().name + " reads the clock again and again, and reaches no switching point");
        }
        return now();
    }

    Choices choices() {
        return choices;
    }

    Trace trace() {
        return steps.trace(choices.name());
    }

    long stepCount() {
        return steps.count();
    }

    List<String> livingNames() {
        return actors.names();
    }

    // Actors

    Actor spawn(SimulatedProcess process, String name, Body body) {
        if (runEnd.isOver() || process.isDead()) {
            throw new Over();
        }
        Actor actor = new Actor(this, process, "#" + spawned++ + " " + name, body);
        actors.add(actor);
        return actor;
    }

    /** The life of an actor, on its thread. */
    void live(Actor self, Body body) {
        @Nullable Throwable thrown = null;
        try {
            awaitTurn(self);
            body.run();
        } catch (Over e) {
            // Ended from outside.
        } catch (Throwable e) {
            thrown = e;
        }
        if (thrown != null) {
            fail(self.name + " threw " + thrown, thrown);
        }
        actors.remove(self);
        self.end();
        if (!runEnd.isOver()) {
            Actor next = choose(self);
            if (next != null) {
                handOver(next);
                return;
            }
        }
        unwindNext();
    }

    Actor current() {
        return self();
    }

    private Actor self() {
        Actor actor = running;
        if (runEnd.isOver()) {
            throw new Over();
        }
        if (actor == null || actor.thread != Thread.currentThread()) {
            throw new IllegalStateException("only the actor whose turn it is may call this");
        }
        return actor;
    }

    void markExiting() {
        self().exiting = true;
    }

    void interrupt(Actor actor) {
        if (actor == running) {
            actor.thread.interrupt();
            return;
        }
        actor.interrupted = true;
        if (actor.state == Actor.State.WAITING && actor.interruptible) {
            actor.state = Actor.State.READY;
        }
    }

    /** No actor of the process runs again before the end of the simulation, when it is unwound. */
    void bury(SimulatedProcess process) {
        Actor self = self();
        actors.bury(process);
        if (self.process == process) {
            self.state = Actor.State.WAITING;
            self.deadline = Actor.NEVER;
            stop(self, "dead");
        }
    }

    // Waiting

    void raise(SimulatedSignal signal) {
        actors.raise(signal);
    }

    /** Waits until the signal's count differs from the given one, or the time is over. */
    boolean await(SimulatedSignal signal, long seen, Duration longest, String point) throws InterruptedException {
        Actor self = self();
        throwIfInterrupted();
        self.signal = signal;
        self.interruptible = true;
        if (signal.count == seen && longest.compareTo(Duration.ZERO) > 0) {
            actors.waitUntil(self, deadline(longest));
        }
        stop(self, point);
        throwIfInterrupted();
        return signal.count != seen;
    }

    /** Waits until a signal is next raised, or the time is over. Cannot be interrupted. */
    void passUntil(SimulatedSignal signal, long longest, String point) {
        Actor self = self();
        self.signal = signal;
        actors.waitUntil(self, longest == Actor.NEVER ? Actor.NEVER : now() + longest);
        stop(self, point);
    }

    /** Lets time pass, as in a call that cannot be interrupted. */
    void pass(Duration time, String point) {
        pass(time.toNanos(), point);
    }

    void pass(long nanos, String point) {
        Actor self = self();
        if (nanos > 0) {
            actors.waitUntil(self, now() + nanos);
        } else {
            actors.moveTo(now() + TICK);
        }
        stop(self, point);
    }

    private static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private long deadline(Duration longest) {
        return longest.compareTo(FOR_EVER) >= 0 ? Actor.NEVER : now() + longest.toNanos();
    }

    /** A switching point. */
    private void stop(Actor self, String point) {
        self.point = point;
        Actor next = choose(self);
        if (next == self) {
            takeInterruption(self);
        } else {
            if (next != null) {
                handOver(next);
            }
            awaitTurn(self);
        }
        self.deadline = Actor.NEVER;
        self.signal = null;
        self.interruptible = false;
    }

    private void awaitTurn(Actor self) {
        // An interrupted thread cannot park, so the flag is kept aside and set again for the actor's code.
        boolean before = Thread.interrupted();
        self.interrupted |= before;
        // Also needed when the run is over by now: an actor that has passed the turn on is unwound when it comes back,
        // never beside another one.
        while (running != self) {
            LockSupport.park(this);
        }
        takeInterruption(self);
        if (runEnd.isOver()) {
            throw new Over();
        }
    }

    private static void takeInterruption(Actor self) {
        if (self.interrupted) {
            self.interrupted = false;
            Thread.currentThread().interrupt();
        }
    }

    private void handOver(Actor next) {
        running = next;
        if (next.started) {
            LockSupport.unpark(next.thread);
        } else {
            next.started = true;
            next.thread.start();
        }
    }

    // Choosing

    /** The actor that runs next; null if the run is over. */
    private @Nullable Actor choose(Actor self) {
        if (runEnd.isOver()) {
            return null;
        }
        int ready = actors.countReady(self);
        if (ready == 0) {
            if (!moveTime()) {
                return null;
            }
            ready = actors.countReady(self);
        }
        Actor next = actors.readyAt(ready == 1 ? 0 : choices.next(ready, actors.ownPlace()));
        steps.add(now(), next.name, next.point);
        readings = 0;
        if (steps.count() > limits.steps()) {
            fail("it has not ended after " + limits.steps() + " steps", null);
            return null;
        }
        if (runEnd.isInterrupted()) {
            fail("its own thread was interrupted", null);
            return null;
        }
        return next;
    }

    private boolean moveTime() {
        OptionalLong next = actors.nextReadyAt();
        if (next.isEmpty()) {
            fail("every actor waits for ever", null);
            return false;
        }
        if (next.getAsLong() > limits.virtualTime().toNanos()) {
            fail("it has not ended within " + limits.virtualTime() + " of virtual time", null);
            return false;
        }
        actors.moveTo(next.getAsLong());
        return true;
    }

    // The end

    /** Fails the run: from now on each actor that reaches a switching point is unwound. */
    void fail(String what, @Nullable Throwable cause) {
        runEnd.failed(() -> SimulationFailure.of(what, report(what), cause));
    }

    /** Fails the run from within. Does not return. */
    Error failed(String what) {
        fail(what, null);
        return new Over();
    }

    private String report(String what) {
        return String.format(
                Locale.ROOT,
                "Simulation with %s failed in step %d, after %.6f s: %s%nActors:%n%s%nLast steps:%n%s",
                choices.name(),
                steps.count(),
                now() / 1e9,
                what,
                actors.report(),
                steps.last());
    }

    /** Runs from outside: runs the first actor until it ends, then unwinds the others one after another. */
    void run(SimulatedProcess process, Body body) {
        Actor first = spawn(process, "scenario", () -> {
            body.run();
            runEnd.over();
        });
        steps.add(now(), first.name, first.point);
        handOver(first);
        runEnd.await(steps::progress, this::stuck);
    }

    /** Each actor in turn returns to its switching point, sees that the run is over, and ends. */
    private void unwindNext() {
        while (true) {
            Actor next = actors.removeLast();
            if (next == null) {
                runEnd.finished();
                return;
            }
            if (next.started && next.thread != Thread.currentThread()) {
                running = next;
                LockSupport.unpark(next.thread);
                return;
            }
        }
    }

    private SimulationFailure stuck() {
        Actor actor = running;
        String name = actor == null ? "no actor" : actor.name;
        String what = name + " computes or waits outside of its platform for " + RunEnd.stuckFor();
        return SimulationFailure.stuck(what, report(what));
    }
}
