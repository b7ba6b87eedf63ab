package dev.taskq.leader;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Remembers which silences began together with many others: a network or a server between has failed then, rather than each
 * process by itself. A silence that was guarded once stays guarded until it ends, also when most of the others have come back:
 * processes come back one after the other. Not thread-safe.
 */
final class MassFailureGuard {
    private final Map<Long, Duration> guarded = new HashMap<>();

    /** Forgets all but these, which are still silent. */
    void retain(Set<Long> silent) {
        guarded.keySet().retainAll(silent);
    }

    /**
     * Whether a silence is guarded, now or since it began.
     *
     * @param id the session or process
     * @param since when its silence began
     * @param withMany whether many others began about then
     */
    boolean isGuarded(long id, Duration since, boolean withMany) {
        if (withMany) {
            guarded.put(id, since);
        }
        return since.equals(guarded.get(id));
    }
}
