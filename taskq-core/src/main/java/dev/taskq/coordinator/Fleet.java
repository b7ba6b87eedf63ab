package dev.taskq.coordinator;

import dev.taskq.AgentOverview;
import dev.taskq.TypeOverview.Recent;
import dev.taskq.spi.Drained;
import dev.taskq.spi.NewSession.Kind;
import dev.taskq.spi.SessionReading;
import dev.taskq.spi.SessionReading.Reported;
import dev.taskq.spi.SessionReadings;
import dev.taskq.spi.SessionStatus;
import dev.taskq.spi.TypeTally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The living sessions at one moment, added up by type. Immutable.
 *
 * @param at the store's clock at the reading
 * @param agents the agents, by session
 * @param served what the agents of each type have together
 * @param activity what the sessions reported of each type
 * @param believedUntil until when the report of each agent that has reported is believed, on the store's clock
 */
record Fleet(
        Instant at,
        List<AgentOverview> agents,
        Map<String, Served> served,
        Map<String, Activity> activity,
        Map<Long, Instant> believedUntil) {
    /** A session reports as soon as it begins, with each preset. One that has been running a task for so long has reported. */
    private static final Duration FIRST_REPORT = Duration.ofSeconds(15);

    /**
     * The agents of a type.
     *
     * @param agents how many there are
     * @param slots the slots of those that have reported
     * @param freeSlots how many of them are free
     * @param mayTake how many agents have a free slot, or have not reported
     * @param mayTakeSuspect how many agents run no suspect, or have not reported
     * @param room the largest params that fit into the memory of one of those that may take a task
     */
    record Served(int agents, int slots, int freeSlots, int mayTake, int mayTakeSuspect, long room) {
        static final Served NOT = new Served(0, 0, 0, 0, 0, 0);

        private Served plus(Optional<SessionStatus> status) {
            boolean isFull = status.filter(known -> known.freeSlots() == 0).isPresent();
            long itsRoom = isFull ? 0 : status.map(SessionStatus::room).orElse(Long.MAX_VALUE);
            return new Served(
                    agents + 1,
                    slots + status.map(SessionStatus::slots).orElse(0),
                    freeSlots + status.map(SessionStatus::freeSlots).orElse(0),
                    mayTake + (isFull ? 0 : 1),
                    mayTakeSuspect + (status.filter(SessionStatus::suspect).isPresent() ? 0 : 1),
                    Math.max(room, itsRoom));
        }
    }

    /**
     * What the sessions reported of a type.
     *
     * @param running how many tasks run
     * @param lastMinute what happened lately
     */
    record Activity(int running, Recent lastMinute) {
        static final Activity NONE = new Activity(0, Recent.NOTHING);

        private Activity plus(TypeTally tally) {
            return new Activity(
                    running + tally.running(),
                    new Recent(
                            lastMinute.submitted() + tally.submitted(),
                            lastMinute.finished() + tally.finished(),
                            lastMinute.failed() + tally.failed()));
        }
    }

    static Fleet of(SessionReadings readings) {
        List<AgentOverview> agents = new ArrayList<>();
        Map<String, Served> served = new HashMap<>();
        Map<String, Activity> activity = new HashMap<>();
        Map<Long, Instant> believedUntil = new HashMap<>();
        for (SessionReading session : readings.sessions()) {
            Optional<SessionStatus> believed = session.reported()
                    .filter(reported -> !reported.validUntil().isBefore(readings.at()))
                    .map(Reported::status);
            for (TypeTally tally : believed.map(SessionStatus::types).orElse(List.of())) {
                activity.put(
                        tally.type(),
                        activity.getOrDefault(tally.type(), Activity.NONE).plus(tally));
            }
            if (session.spec().kind() == Kind.AGENT) {
                agents.add(overview(session));
                session.reported().ifPresent(reported -> believedUntil.put(session.id(), reported.validUntil()));
                // One that takes no more serves no type.
                List<String> serves =
                        session.draining() ? List.of() : session.spec().types();
                for (String type : serves) {
                    served.put(type, served.getOrDefault(type, Served.NOT).plus(believed));
                }
            }
        }
        return new Fleet(
                readings.at(),
                List.copyOf(agents),
                Map.copyOf(served),
                Map.copyOf(activity),
                Map.copyOf(believedUntil));
    }

    /** An agent that was asked to drain, without what it reported. */
    static AgentOverview draining(long session, Drained asked) {
        return new AgentOverview(
                session,
                asked.spec().name(),
                asked.spec().host(),
                asked.spec().types(),
                asked.openedAt(),
                true,
                Optional.empty());
    }

    private static AgentOverview overview(SessionReading session) {
        return new AgentOverview(
                session.id(),
                session.spec().name(),
                session.spec().host(),
                session.spec().types(),
                session.openedAt(),
                session.draining(),
                session.reported()
                        .map(reported -> new AgentOverview.Report(
                                reported.at(),
                                reported.status().version(),
                                reported.status().slots(),
                                reported.status().freeSlots(),
                                reported.status().heldBytes(),
                                reported.status().mostBytes(),
                                reported.status().running())));
    }

    Served servedOf(String type) {
        return served.getOrDefault(type, Served.NOT);
    }

    Activity activityOf(String type) {
        return activity.getOrDefault(type, Activity.NONE);
    }

    Set<String> servedTypes() {
        return served.keySet();
    }

    /**
     * Whether the agent of a running task has reported nothing for longer than it may.
     *
     * @param session its session
     * @param since when the task began
     * @param now the time on the store's clock
     */
    boolean isSilent(long session, Instant since, Instant now) {
        return believedUntil.getOrDefault(session, since.plus(FIRST_REPORT)).isBefore(now);
    }

    Optional<AgentOverview> agent(long session) {
        return agents.stream().filter(agent -> agent.session() == session).findFirst();
    }
}
