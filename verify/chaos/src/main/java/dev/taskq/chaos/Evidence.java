package dev.taskq.chaos;

import dev.taskq.chaos.ClientRecord.Told;
import dev.taskq.chaos.Journals.Execution;
import dev.taskq.chaos.Member.Lived;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All that is known of a run when it is over.
 *
 * @param calls what the client was told
 * @param finals the final statuses that it was told
 * @param rows what stands in Postgres
 * @param executions what the handlers wrote down, by task
 * @param faults what was done
 * @param lives the processes there were
 * @param loadEndedAt when the client made its last call but for repeats
 */
record Evidence(
        List<Told> calls,
        Map<Long, String> finals,
        Rows rows,
        Map<Long, List<Execution>> executions,
        List<FaultRecord> faults,
        List<Lived> lives,
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
}
