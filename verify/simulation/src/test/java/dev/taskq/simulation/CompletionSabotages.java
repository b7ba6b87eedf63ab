package dev.taskq.simulation;

import dev.taskq.simulation.Completing.First;
import dev.taskq.simulation.world.Accident;
import dev.taskq.simulation.world.Operation;
import java.util.EnumSet;
import java.util.List;

/** Removals of what makes a completion and the effects in a transaction of a handler happen together, and once. */
final class CompletionSabotages {
    private CompletionSabotages() {}

    static List<Sabotage> all() {
        return List.of(
                Sabotage.seeds(
                        "no success is reported of a task that its handler has completed itself",
                        Sabotage.CORE + "agent/AttemptEnds.java",
                        "report(execution, failed(execution), NOT_COMMITTED);",
                        "reporter.report(execution, new ExecutionEnd.Succeeded(), result, Optional.empty());",
                        () -> Circumstances.calm(completing(First.SWALLOWED))),
                Sabotage.seeds(
                        "a task that its handler has completed itself is not lost",
                        Sabotage.CORE + "agent/AgentHeartbeat.java",
                        "                    && !execution.mayBeCompleted()\n",
                        "",
                        () -> Circumstances.calm(completing(First.COMMITS))),
                Sabotage.seeds(
                        "a handler whose task was taken back cannot complete it",
                        Sabotage.CORE + "agent/HandlerTransactions.java",
                        "case CompletionResult.Refused refused -> throw new TaskLostException(execution.taskId());",
                        "case CompletionResult.Refused refused -> {}",
                        () -> Focus.of(
                                        completing(0, First.COMMITS),
                                        EnumSet.of(Accident.FREEZE_BEFORE),
                                        EnumSet.of(Operation.COMPLETE_IN),
                                        1)
                                .oneIn(1)),
                Sabotage.seeds(
                        "a handler that repeats its transaction cannot complete its task twice",
                        Sabotage.CORE + "agent/HandlerTransactions.java",
                        "throw new TaskCompletedException(execution.taskId());",
                        "{}",
                        () -> Focus.of(
                                        completing(First.REPEATED),
                                        EnumSet.of(Accident.FAIL_AFTER),
                                        EnumSet.of(Operation.COMMIT),
                                        1)
                                .oneIn(1)),
                Sabotage.seeds(
                                "a task that its handler has completed itself is not tried again",
                                Sabotage.CORE + "memory/data/ApplicationTransaction.java",
                                "transaction.holdWritten(row.id());",
                                "",
                                () -> Focus.of(
                                                completing(First.COMMITS),
                                                EnumSet.of(Accident.FREEZE_AFTER),
                                                EnumSet.of(Operation.COMPLETE_IN),
                                                1)
                                        .oneIn(1))
                        .foundBy(297));
    }

    private static Setting completing(First first) {
        return completing(300, first);
    }

    private static Setting completing(int open, First first) {
        return Setting.small(2_000, Order.of(Behaviour.SUCCEEDS).withCompleting(new Completing(open, first)));
    }
}
