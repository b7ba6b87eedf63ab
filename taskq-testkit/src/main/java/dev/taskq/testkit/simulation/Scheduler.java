package dev.taskq.testkit.simulation;

import java.io.Serial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Chooses who runs. Actors are real threads; the one that is chosen runs until it stops at a switching point, where it
 * chooses the next and passes the turn on. Virtual time moves only when nobody is ready: to the earliest moment for which
 * somebody waits.
 *
 * <p>One lock guards everything. It is never held while an actor's own code runs, so it orders what actors do and no
 * more; that only one of them runs is what makes a run repeatable.
 */
final class Scheduler {
    /** From here on a wait is one for ever. */
    private static final Duration FOR_EVER = Duration.ofDays(10_000);

    /** Real time, after which an actor that does not come back to a switching point counts as stuck. */
    private static final Duration STUCK = Duration.ofSeconds(60);

    private static final long LOOK_NANOS = 1_000_000_000;
    private static final int LAST_STEPS = 40;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final long seed;
    private final RandomGenerator choice;
    private final SimulationLimits limits;
    private final List<Actor> living = new ArrayList<>();
    private final List<Trace.Step> steps = new ArrayList<>();

    private int spawned;
    private long now;
    private boolean over;
    private @Nullable Actor running;
    private @Nullable SimulationFailure failure;

    Scheduler(long seed, RandomGenerator choice, SimulationLimits limits) {
        this.seed = seed;
        this.choice = choice;
        this.limits = limits;
    }

    /** What an actor does. */
    @FunctionalInterface
    interface Body {
        void run() throws Exception;
    }

    /** Unwinds an actor whose simulation is over. An error, so that nobody takes it for a failure of his own. */
    private static final class Over extends Error {
        @Serial
        private static final long serialVersionUID = 1L;

        Over() {
            super("the simulation is over", null, false, false);
        }
    }

    long now() {
        lock.lock();
        try {
            return now;
        } finally {
            lock.unlock();
        }
    }

    Trace trace() {
        lock.lock();
        try {
            return new Trace(seed, steps);
        } finally {
            lock.unlock();
        }
    }

    List<String> livingNames() {
        lock.lock();
        try {
            return living.stream().map(actor -> actor.name).toList();
        } finally {
            lock.unlock();
        }
    }

    // Actors

    Actor spawn(String name, Body body) {
        lock.lock();
        try {
            if (over) {
                throw new Over();
            }
            Actor actor = new Actor(this, "#" + spawned++ + " " + name, lock.newCondition(), body);
            living.add(actor);
            actor.thread.start();
            return actor;
        } finally {
            lock.unlock();
        }
    }

    /** An actor's life, on its thread. */
    void live(Actor self, Body body) {
        @Nullable Throwable thrown = null;
        try {
            lock.lock();
            try {
                awaitTurn(self);
            } finally {
                lock.unlock();
            }
            body.run();
        } catch (Over e) {
            // Ended from outside.
        } catch (Throwable e) {
            thrown = e;
        }
        lock.lock();
        try {
            if (thrown != null) {
                fail(self.name + " threw " + thrown, thrown);
            }
            living.remove(self);
            self.end();
            if (over) {
                changed.signalAll();
            } else {
                passOn();
            }
        } finally {
            lock.unlock();
        }
    }

    Actor current() {
        lock.lock();
        try {
            return self();
        } finally {
            lock.unlock();
        }
    }

    private Actor self() {
        Actor actor = running;
        if (actor == null || actor.thread != Thread.currentThread()) {
            if (over) {
                throw new Over();
            }
            throw new IllegalStateException("only the actor whose turn it is may call this");
        }
        return actor;
    }

    void interrupt(Actor actor) {
        lock.lock();
        try {
            actor.thread.interrupt();
            if (actor.state == Actor.State.WAITING && actor.interruptible) {
                actor.state = Actor.State.READY;
            }
        } finally {
            lock.unlock();
        }
    }

    // Waiting

    long count(SimulatedSignal signal) {
        lock.lock();
        try {
            return signal.count;
        } finally {
            lock.unlock();
        }
    }

    void raise(SimulatedSignal signal) {
        lock.lock();
        try {
            signal.count++;
            living.stream()
                    .filter(actor -> actor.state == Actor.State.WAITING && actor.signal == signal)
                    .forEach(actor -> actor.state = Actor.State.READY);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the signal's count is another than the one seen, or the time is over. */
    boolean await(SimulatedSignal signal, long seen, Duration longest, String point) throws InterruptedException {
        lock.lock();
        try {
            Actor self = self();
            throwIfInterrupted();
            self.signal = signal;
            self.interruptible = true;
            if (signal.count == seen && longest.compareTo(Duration.ZERO) > 0) {
                waitUntil(self, deadline(longest));
            }
            stop(self, point);
            throwIfInterrupted();
            return signal.count != seen;
        } finally {
            lock.unlock();
        }
    }

    /** Lets time pass, as it does in a call that cannot be interrupted. */
    void pass(Duration time, String point) {
        lock.lock();
        try {
            Actor self = self();
            if (time.compareTo(Duration.ZERO) > 0) {
                waitUntil(self, deadline(time));
            }
            stop(self, point);
        } finally {
            lock.unlock();
        }
    }

    private static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private long deadline(Duration longest) {
        return longest.compareTo(FOR_EVER) >= 0 ? Actor.NEVER : now + longest.toNanos();
    }

    private static void waitUntil(Actor self, long deadline) {
        self.state = Actor.State.WAITING;
        self.deadline = deadline;
    }

    /** A switching point. */
    private void stop(Actor self, String point) {
        self.point = point;
        passOn();
        awaitTurn(self);
        self.deadline = Actor.NEVER;
        self.signal = null;
        self.interruptible = false;
    }

    private void awaitTurn(Actor self) {
        while (running != self && !over) {
            // The interrupted flag stays for the actor's own code to see.
            self.turn.awaitUninterruptibly();
        }
        if (over) {
            throw new Over();
        }
    }

    // Choosing

    private void passOn() {
        if (over) {
            return;
        }
        List<Actor> ready = ready();
        if (ready.isEmpty()) {
            moveTime();
            ready = ready();
        }
        if (!over) {
            Actor next = ready.get(choice.nextInt(ready.size()));
            steps.add(new Trace.Step(Duration.ofNanos(now), next.name, next.point));
            if (steps.size() > limits.steps()) {
                fail("it has not ended after " + limits.steps() + " steps", null);
                return;
            }
            running = next;
            next.turn.signal();
        }
    }

    private List<Actor> ready() {
        return living.stream().filter(actor -> actor.state == Actor.State.READY).toList();
    }

    private void moveTime() {
        long next = living.stream().mapToLong(actor -> actor.deadline).min().orElse(Actor.NEVER);
        if (next == Actor.NEVER) {
            fail("every actor waits for ever", null);
        } else if (next > limits.virtualTime().toNanos()) {
            fail("it has not ended within " + limits.virtualTime() + " of virtual time", null);
        } else {
            now = next;
            living.stream().filter(actor -> actor.deadline <= now).forEach(actor -> actor.state = Actor.State.READY);
        }
    }

    // The end

    private void fail(String what, @Nullable Throwable cause) {
        if (!over) {
            failure = new SimulationFailure(report(what), cause);
            end();
        }
    }

    /** Ends the run: whoever comes to a switching point from now on is unwound. */
    private void end() {
        over = true;
        changed.signalAll();
    }

    private String report(String what) {
        List<Trace.Step> last = steps.subList(Math.max(0, steps.size() - LAST_STEPS), steps.size());
        return String.format(
                Locale.ROOT,
                "Simulation with seed %d failed in step %d, after %.6f s: %s%nActors:%n%s%nLast steps:%n%s",
                seed,
                steps.size(),
                now / 1e9,
                what,
                living.stream().map(actor -> actor.report(now)).collect(Collectors.joining("\n")),
                Trace.lines(last));
    }

    /** Runs from outside: the first actor, until it ends; then unwinds the others, one after the other. */
    void run(String name, Body body) {
        lock.lock();
        try {
            spawn(name, () -> {
                body.run();
                endWell();
            });
            passOn();
            awaitEnd();
            unwind();
            if (failure != null) {
                throw failure;
            }
        } finally {
            lock.unlock();
        }
    }

    private void endWell() {
        lock.lock();
        try {
            end();
        } finally {
            lock.unlock();
        }
    }

    private void awaitEnd() {
        if (!awaitChange(() -> over) && running != null) {
            fail(running.name + " computes or waits outside of its platform for " + STUCK.toSeconds() + " s", null);
        }
    }

    private void unwind() {
        // The one that runs comes first: it may be on its way out already, and no other shall run beside it.
        List<Actor> order = new ArrayList<>(living);
        order.sort(Comparator.comparing(actor -> actor != running));
        for (Actor actor : order) {
            actor.turn.signal();
            if (!awaitChange(() -> !actor.isLive())) {
                // It is a daemon's thread: all that can be done is to say so.
                if (failure == null) {
                    failure = new SimulationFailure(report(actor.name + " could not be ended"), null);
                }
                return;
            }
        }
    }

    /** Waits for a change; false if for too long not even a step was made. An interruption ends the run. */
    private boolean awaitChange(BooleanSupplier change) {
        boolean interrupted = false;
        int seen = -1;
        long since = System.nanoTime();
        while (!change.getAsBoolean()) {
            if (steps.size() != seen) {
                seen = steps.size();
                since = System.nanoTime();
            } else if (System.nanoTime() - since > STUCK.toNanos()) {
                return false;
            }
            try {
                changed.awaitNanos(LOOK_NANOS);
            } catch (InterruptedException e) {
                interrupted = true;
                fail("its own thread was interrupted", e);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return true;
    }
}
