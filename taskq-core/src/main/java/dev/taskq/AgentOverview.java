package dev.taskq;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A living agent, as it is shown to operators. An agent that has died is shown until that is detected. Immutable.
 *
 * @param session its session
 * @param name its name
 * @param host its host's name
 * @param types the types that it serves
 * @param since when its session was opened
 * @param draining whether it was asked to take no more tasks
 * @param report what it last reported of itself; empty within the first moments
 */
public record AgentOverview(
        long session,
        String name,
        String host,
        List<String> types,
        Instant since,
        boolean draining,
        Optional<Report> report) {
    /** Copies the list. */
    public AgentOverview {
        types = List.copyOf(types);
    }

    /**
     * What an agent reports of itself, every few seconds.
     *
     * @param at when it was reported
     * @param version what its application calls its version; that of taskq if it does not say
     * @param slots how many tasks it runs at a time
     * @param freeSlots how many of them are free
     * @param heldBytes the bytes of params and results that it holds, from a task's claim until its end is recorded
     * @param heldMaxBytes the most of these bytes that it holds; an agent that holds none takes a task of any size
     * @param running the ids of the tasks that it runs, at most 100
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
}
