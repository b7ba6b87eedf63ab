package dev.taskq.client;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A living agent. Immutable.
 *
 * @param session its session
 * @param name its name
 * @param host the host that it runs on
 * @param types the types that it serves
 * @param since when its session began
 * @param draining whether it was asked to take no more tasks
 * @param report what it reported last; empty if it has not reported yet
 * @param json the answer that it was read from, with what this version does not know
 */
public record AgentInfo(
        long session,
        String name,
        String host,
        List<String> types,
        Instant since,
        boolean draining,
        Optional<Report> report,
        JsonValue json) {
    /** Copies the list. */
    public AgentInfo {
        types = List.copyOf(types);
    }

    /**
     * What an agent reports of itself, every few seconds.
     *
     * @param at when it was reported
     * @param version what its application calls its version; that of taskq if it does not say
     * @param slots how many tasks it runs at a time
     * @param freeSlots how many of them are free
     * @param heldBytes the bytes of params and results that it holds
     * @param heldMaxBytes the most of these bytes that it holds; an agent that holds none takes a task of any size
     * @param running the ids of tasks that it runs, at most 100
     */
    public record Report(
            Instant at,
            String version,
            int slots,
            int freeSlots,
            long heldBytes,
            long heldMaxBytes,
            List<Long> running) {
        /** Copies the list. */
        public Report {
            running = List.copyOf(running);
        }
    }

    static AgentInfo of(Fields json) {
        return new AgentInfo(
                json.integer("session"),
                json.text("name"),
                json.text("host"),
                json.texts("types"),
                json.time("since"),
                json.flag("draining"),
                json.timeIfAny("reported_at").map(at -> report(json, at)),
                json.whole());
    }

    private static Report report(Fields json, Instant at) {
        return new Report(
                at,
                json.text("version"),
                json.small("slots"),
                json.small("free_slots"),
                json.count("held_bytes"),
                json.count("held_max_bytes"),
                json.integers("running"));
    }
}
