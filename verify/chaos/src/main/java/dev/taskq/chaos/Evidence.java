package dev.taskq.chaos;

import dev.taskq.chaos.ClientRecord.Told;
import dev.taskq.chaos.Journals.Execution;
import dev.taskq.chaos.Member.Lived;
import dev.taskq.chaos.Rows.TaskRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Everything that is known of a run when it is over.
 *
 * @param calls the client's calls and their answers
 * @param finals the final statuses that it was told
 * @param rows the rows in Postgres
 * @param executions the executions from the handlers' journals, by task
 * @param faults the faults
 * @param lives the processes
 * @param orders the orders of the applications
 * @param calms the times of calm
 * @param loadEndedAt when the client made its last call, without repeats
 */
record Evidence(
        List<Told> calls,
        Map<Long, String> finals,
        Rows rows,
        Map<Long, List<Execution>> executions,
        List<FaultRecord> faults,
        List<Lived> lives,
        Orders orders,
        List<Calm> calms,
        long loadEndedAt) {
    static Map<Long, List<Execution>> byTask(List<Execution> executions) {
        Map<Long, List<Execution>> byTask = new HashMap<>();
        for (Execution execution : executions) {
            byTask.computeIfAbsent(execution.task(), task -> new ArrayList<>()).add(execution);
        }
        byTask.values().forEach(list -> list.sort(Comparator.comparingLong(Execution::startedAt)));
        return byTask;
    }

    List<Execution> executionsOf(long task) {
        return executions.getOrDefault(task, List.of());
    }

    /** When a task was first started, if it was. */
    Optional<Long> startOf(long task) {
        return executionsOf(task).stream().findFirst().map(Execution::startedAt);
    }

    /** Whether all of a time is in a calm. */
    boolean isCalm(long from, long to) {
        return calms.stream().anyMatch(calm -> calm.from() <= from && to <= calm.to());
    }

    /** The tasks that applications submitted, by order. */
    Map<Long, List<TaskRow>> tasksOfOrders() {
        return rows.tasks().values().stream().filter(TaskRow::isOfOrder).collect(Collectors.groupingBy(TaskRow::call));
    }
}
