package dev.taskq.spring.boot;

import dev.taskq.agent.Agent;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.spring.AgentLifecycle;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How the coordinator and the agent of this application do. Which coordinator leads is not its matter. Thread-safe.
 *
 * @param coordinator the coordinator, if this application has one
 * @param agent the agent's life cycle, if this application may have an agent
 */
record TaskqState(Optional<Coordinator> coordinator, Optional<AgentLifecycle> agent) {
    /** A judgement. */
    enum Verdict {
        UP,
        /** It stops, has not started, or does not reach the store. */
        OUT_OF_SERVICE,
        /** It must be replaced, with its process. */
        DOWN
    }

    /**
     * A judgement and why.
     *
     * @param verdict the judgement of all parts
     * @param details that of each part
     */
    record Health(Verdict verdict, Map<String, Object> details) {}

    /** Whether the process must be replaced. Where a database is away, a new process does not help. */
    Health liveness() {
        Map<String, Object> details = new LinkedHashMap<>();
        coordinator.ifPresent(one -> details.put("coordinator", word(one.isHealthy(), "sound", "broken")));
        runningAgent().ifPresent(one -> details.put("agent", word(one.isHealthy(), "sound", "broken")));
        return new Health(isSound() ? Verdict.UP : Verdict.DOWN, details);
    }

    /**
     * Whether it accepts tasks and takes them. An agent that an operator asked to drain does not count against that: the rest of the
     * application serves on.
     */
    Health readiness() {
        Map<String, Object> details = new LinkedHashMap<>();
        boolean accepts = coordinator.map(Coordinator::isReady).orElse(true);
        coordinator.ifPresent(one -> details.put("coordinator", word(accepts, "ready", "not ready")));
        boolean draining = agent.map(AgentLifecycle::isDraining).orElse(false);
        boolean asked = runningAgent().map(Agent::isDraining).orElse(false);
        boolean takes = asked || runningAgent().map(Agent::isReady).orElse(true);
        if (draining) {
            details.put("agent", "draining");
        } else if (asked) {
            details.put("agent", "asked to drain");
        } else {
            runningAgent().ifPresent(one -> details.put("agent", word(takes, "ready", "not ready")));
        }
        if (!isSound()) {
            return new Health(Verdict.DOWN, details);
        }
        return new Health(accepts && takes && !draining ? Verdict.UP : Verdict.OUT_OF_SERVICE, details);
    }

    private boolean isSound() {
        return coordinator.map(Coordinator::isHealthy).orElse(true)
                && runningAgent().map(Agent::isHealthy).orElse(true);
    }

    private Optional<Agent> runningAgent() {
        return agent.flatMap(AgentLifecycle::agent);
    }

    private static String word(boolean fine, String yes, String no) {
        return fine ? yes : no;
    }
}
