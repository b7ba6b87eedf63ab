package dev.taskq.simulation.world;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The actors of a run and the virtual time in which they wait. Only the running actor touches this.
 *
 * The loops use indices, because this is the hottest code of a run.
 */
final class Actors {
    private final List<Actor> living = new ArrayList<>();
    private final List<Actor> dead = new ArrayList<>();
    private long now;

    /** No wait ends before this moment, so until then the waits need not be checked. */
    private long firstDeadline = Actor.NEVER;

    /** The number of ready actors at the last count, and the place of the one that had just stopped. */
    private int ready;

    private int ownPlace;

    void add(Actor actor) {
        living.add(actor);
    }

    void remove(Actor actor) {
        living.remove(actor);
    }

    /** The actors of the process do not run again before the end of the run, when they are unwound. */
    void bury(SimulatedProcess process) {
        for (Actor actor : living) {
            if (actor.process == process) {
                dead.add(actor);
            }
        }
        living.removeIf(actor -> actor.process == process);
    }

    /** The next actor to unwind at the end of the run: the living ones first; null if none is left. */
    @Nullable
    Actor removeLast() {
        List<Actor> rest = living.isEmpty() ? dead : living;
        return rest.isEmpty() ? null : rest.removeLast();
    }

    void raise(SimulatedSignal signal) {
        signal.count++;
        for (Actor actor : living) {
            if (actor.signal == signal && actor.state == Actor.State.WAITING) {
                actor.state = Actor.State.READY;
            }
        }
    }

    // Time

    long now() {
        return now;
    }

    void waitUntil(Actor actor, long deadline) {
        actor.state = Actor.State.WAITING;
        actor.deadline = deadline;
        firstDeadline = Math.min(firstDeadline, deadline);
    }

    /** The moment at which the next actor can run; empty if all wait for ever. */
    OptionalLong nextReadyAt() {
        long next = Actor.NEVER;
        for (int i = 0; i < living.size(); i++) {
            next = Math.min(next, living.get(i).readyAt());
        }
        return next == Actor.NEVER ? OptionalLong.empty() : OptionalLong.of(next);
    }

    /** Advances the time. The waits whose deadline has come are over. */
    void moveTo(long time) {
        now = time;
        if (now < firstDeadline) {
            return;
        }
        firstDeadline = Actor.NEVER;
        for (int i = 0; i < living.size(); i++) {
            Actor actor = living.get(i);
            if (actor.state != Actor.State.WAITING) {
                continue;
            }
            if (actor.deadline <= now) {
                actor.state = Actor.State.READY;
            } else {
                firstDeadline = Math.min(firstDeadline, actor.deadline);
            }
        }
    }

    // Choosing

    /** Counts the ready actors, and notes the place of one among them. */
    int countReady(Actor self) {
        ready = 0;
        ownPlace = -1;
        for (int i = 0; i < living.size(); i++) {
            Actor actor = living.get(i);
            if (isReady(actor)) {
                if (actor == self) {
                    ownPlace = ready;
                }
                ready++;
            }
        }
        return ready;
    }

    /** The place of the noted actor among the ready ones at the last count; -1 if it was not ready. */
    int ownPlace() {
        return ownPlace;
    }

    /** The ready actor at a place of the last count. */
    Actor readyAt(int place) {
        int before = 0;
        for (int i = 0; i < living.size(); i++) {
            Actor actor = living.get(i);
            if (isReady(actor) && before++ == place) {
                return actor;
            }
        }
        throw new IllegalArgumentException("there are " + ready + " to choose from, and " + place + " was chosen");
    }

    private boolean isReady(Actor actor) {
        return actor.state == Actor.State.READY && actor.process.frozenUntil() <= now;
    }

    // Reports

    List<String> names() {
        return living.stream().map(actor -> actor.name).toList();
    }

    String report() {
        return living.stream().map(actor -> actor.report(now)).collect(Collectors.joining("\n"));
    }
}
