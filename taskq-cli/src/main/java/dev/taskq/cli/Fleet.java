package dev.taskq.cli;

import dev.taskq.client.AgentInfo;
import dev.taskq.client.Task;
import dev.taskq.client.TypeInfo;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The living agents, and the types that they are to run. Immutable.
 *
 * @param agents the agents by name, which several may share
 * @param types the types that they serve, or that are paused, so that a person wants their tasks to wait
 */
record Fleet(Map<String, List<AgentInfo>> agents, Set<String> types) {
    /** A report names at most so many tasks, so one with fewer names all. */
    private static final int MOST_REPORTED = 100;

    static Fleet of(List<AgentInfo> living, List<TypeInfo> known) {
        Set<String> types = new HashSet<>();
        living.forEach(agent -> types.addAll(agent.types()));
        known.stream().filter(TypeInfo::paused).map(TypeInfo::type).forEach(types::add);
        return new Fleet(living.stream().collect(Collectors.groupingBy(AgentInfo::name)), Set.copyOf(types));
    }

    /** Whether tasks of a type wait for their turn only. */
    boolean willRun(String type) {
        return types.contains(type);
    }

    /**
     * Whether it is beyond doubt that a living agent runs the task: an agent reports it, or the only one of its name began before
     * the task and reports nothing else.
     */
    boolean runs(Task task) {
        List<AgentInfo> named = agents.getOrDefault(task.agent().orElse(""), List.of());
        Instant started = task.times().startedAt().orElse(Instant.MAX);
        if (named.stream().anyMatch(agent -> reports(agent, task.id()))) {
            return true;
        }
        return named.size() == 1
                && !started.isBefore(named.get(0).since())
                && started.isBefore(Instant.MAX)
                && !denies(named.get(0), started);
    }

    private static boolean reports(AgentInfo agent, long id) {
        return agent.report().map(report -> report.running().contains(id)).orElse(false);
    }

    /** Whether a report that lacks the task is of a later time, and names all tasks that ran then. */
    private static boolean denies(AgentInfo agent, Instant started) {
        return agent.report()
                .map(report ->
                        report.running().size() < MOST_REPORTED && report.at().isAfter(started))
                .orElse(false);
    }
}
