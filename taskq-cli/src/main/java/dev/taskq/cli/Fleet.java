package dev.taskq.cli;

import dev.taskq.client.AgentInfo;
import dev.taskq.client.Task;
import dev.taskq.client.TypeInfo;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The living agents, and the types that they are to run. Immutable.
 *
 * @param since when the session of each began, by name
 * @param types the types that they serve, or that are paused, so that a person wants their tasks to wait
 */
record Fleet(Map<String, Instant> since, Set<String> types) {
    static Fleet of(List<AgentInfo> agents, List<TypeInfo> known) {
        Map<String, Instant> since = new HashMap<>();
        Set<String> types = new HashSet<>();
        for (AgentInfo agent : agents) {
            // Of two agents with one name, the one that lives longer may run older tasks.
            since.merge(agent.name(), agent.since(), (one, other) -> one.isBefore(other) ? one : other);
            types.addAll(agent.types());
        }
        known.stream().filter(TypeInfo::paused).map(TypeInfo::type).forEach(types::add);
        return new Fleet(Map.copyOf(since), Set.copyOf(types));
    }

    /** Whether tasks of a type wait for their turn only. */
    boolean willRun(String type) {
        return types.contains(type);
    }

    /** Whether a living agent can be the one that runs the task: it has the name, and began before it. */
    boolean runs(Task task) {
        Instant began = since.get(task.agent().orElse(""));
        return began != null
                && task.times()
                        .startedAt()
                        .map(started -> !started.isBefore(began))
                        .orElse(false);
    }
}
