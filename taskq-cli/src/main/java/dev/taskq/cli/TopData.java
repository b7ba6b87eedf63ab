package dev.taskq.cli;

import dev.taskq.client.AgentInfo;
import dev.taskq.client.Explanation;
import dev.taskq.client.Task;
import dev.taskq.client.TypeInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the live screen knows. Immutable.
 *
 * @param readAt when it was read; empty before the first answer
 * @param types all types
 * @param agents the living agents
 * @param tasks the newest tasks of the type that is looked into
 * @param explanation why a task is where it is
 * @param problem why the last reading failed
 */
record TopData(
        Optional<Instant> readAt,
        List<TypeInfo> types,
        List<AgentInfo> agents,
        List<Task> tasks,
        Optional<Explanation> explanation,
        Optional<String> problem) {
    static final TopData NONE =
            new TopData(Optional.empty(), List.of(), List.of(), List.of(), Optional.empty(), Optional.empty());

    TopData {
        types = List.copyOf(types);
        agents = List.copyOf(agents);
        tasks = List.copyOf(tasks);
    }

    /** What the rows of a view are known by, in their order. */
    List<String> names(TopView view) {
        return switch (view) {
            case TopView.Types shown -> types.stream().map(TypeInfo::type).toList();
            case TopView.Agents shown ->
                agents.stream().map(agent -> Long.toString(agent.session())).toList();
            case TopView.Tasks shown ->
                tasks.stream().map(task -> Long.toString(task.id())).toList();
            case TopView.Why shown -> List.of();
        };
    }

    /** The same, without what only one view shows unless that one is shown still. */
    TopData withoutDetailsUnless(boolean isSameView) {
        return isSameView ? this : withoutDetails();
    }

    /** The same without what only one view shows. */
    TopData withoutDetails() {
        return new TopData(readAt, types, agents, List.of(), Optional.empty(), problem);
    }

    /** The same, which is old, since it could not be read again. */
    TopData withProblem(String text) {
        return new TopData(readAt, types, agents, tasks, explanation, Optional.of(text));
    }
}
