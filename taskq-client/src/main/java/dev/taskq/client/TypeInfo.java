package dev.taskq.client;

import java.time.Instant;
import java.util.Optional;

/**
 * A type as it is now. Immutable. The counts are taken every few seconds.
 *
 * @param type the type's name
 * @param paused whether its dispatch is stopped
 * @param pausedSince since when it is paused, if that is known
 * @param pausedBy the caller that paused it, if that is known
 * @param announced whether an agent or an operator has ever announced it
 * @param waiting how many of its tasks wait for an agent
 * @param countedAt when the waiting tasks were counted; empty if they were not
 * @param waitsSince since when the oldest of them waits
 * @param scheduled how many of its tasks wait until they are due
 * @param running how many of its tasks run
 * @param agents how many agents serve it
 * @param lastMinute what happened within the last minute
 * @param json the answer that it was read from, with what this version does not know
 */
public record TypeInfo(
        String type,
        boolean paused,
        Optional<Instant> pausedSince,
        Optional<String> pausedBy,
        boolean announced,
        long waiting,
        Optional<Instant> countedAt,
        Optional<Instant> waitsSince,
        long scheduled,
        long running,
        long agents,
        Recent lastMinute,
        JsonValue json) {

    /**
     * What happened within a time.
     *
     * @param submitted how many tasks were accepted
     * @param finished how many tasks became final
     * @param failed how many attempts failed or timed out, and how many tasks failed because their agents were lost
     */
    public record Recent(long submitted, long finished, long failed) {}

    static TypeInfo of(Fields json) {
        Optional<Fields> recent = json.objectIfAny("last_minute");
        return new TypeInfo(
                json.text("type"),
                json.flag("paused"),
                json.timeIfAny("paused_since"),
                json.textIfAny("paused_by"),
                json.flag("announced"),
                json.count("depth"),
                json.timeIfAny("counted_at"),
                json.timeIfAny("waits_since"),
                json.count("scheduled"),
                json.count("running"),
                json.count("agents"),
                new Recent(count(recent, "submitted"), count(recent, "finished"), count(recent, "failed")),
                json.whole());
    }

    private static long count(Optional<Fields> recent, String name) {
        return recent.map(fields -> fields.count(name)).orElse(0L);
    }
}
