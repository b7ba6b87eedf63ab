package dev.taskq.simulation;

import dev.taskq.simulation.world.Member;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Which sessions each observer has seen to be silent with many others. Such a session stays guarded until its next heartbeat, also when
 * the others have come back before.
 */
final class SilenceMemory {
    private final Map<Member, Observer> observers = new HashMap<>();

    private static final class Observer {
        final Duration begun;
        final Map<Life, Duration> guarded = new HashMap<>();
        Duration last;

        Observer(Duration begun) {
            this.begun = begun;
            this.last = begun;
        }
    }

    /**
     * An observer has received the answer with all sessions. One that has stood still, or has just begun, counts all silences anew, and
     * has seen nothing before it has observed for the length of a silence.
     *
     * @param silence the length of a silence
     * @param silentWithMany the sessions that are silent with many others now
     */
    void observed(Member by, Duration now, Duration silence, Supplier<List<Life>> silentWithMany) {
        Observer observer = observers.get(by);
        if (observer == null || now.minus(observer.last).compareTo(Bounds.OBSERVED_WITHOUT_A_GAP) > 0) {
            observers.put(by, new Observer(now));
            return;
        }
        observer.last = now;
        if (now.minus(observer.begun).compareTo(silence) >= 0) {
            silentWithMany.get().forEach(life -> observer.guarded.put(life, life.heardFrom));
        }
    }

    /** Whether an observer has seen a session silent with many others, and the session has sent no heartbeat since. */
    boolean isGuarded(Member by, Life life) {
        Observer observer = observers.get(by);
        return observer != null && life.heardFrom.equals(observer.guarded.get(life));
    }
}
