package dev.taskq.simulation;

import dev.taskq.OperationAction;
import java.util.List;

/** Removals of what makes a retry by hand, before a task is due, harmless. */
final class RetrySabotages {
    private RetrySabotages() {}

    static List<Sabotage> all() {
        return List.of(
                Sabotage.seeds(
                        "a task that runs is not queued by hand",
                        Sabotage.CORE + "memory/data/MemorySubmissions.java",
                        "boolean isEarly = Move.RUN_NOW.isOpenTo(row.status());",
                        "boolean isEarly = Move.RUN_NOW.isOpenTo(row.status()) || row.status() == TaskStatus.RUNNING;",
                        () -> Circumstances.calm(Setting.small(
                                3_000, Order.of(Behaviour.TAKES_LONG).withHurry()))),
                Sabotage.seeds(
                        "a retry before a task is due keeps its counts",
                        Sabotage.CORE + "memory/data/MemorySubmissions.java",
                        "? edit.promote()",
                        "? edit.promote().counts(0, 0, 0)",
                        () -> Circumstances.calm(
                                Setting.small(3_000, Order.of(Behaviour.FAILS).withHurry()))),
                Sabotage.seeds(
                        "an operation that retries leaves scheduled tasks",
                        Sabotage.CORE + "OperationAction.java",
                        "case RETRY -> EnumSet.of(TaskStatus.FAILED, TaskStatus.CANCELLED);",
                        "case RETRY -> EnumSet.of(TaskStatus.SCHEDULED, TaskStatus.FAILED, TaskStatus.CANCELLED);",
                        () -> Circumstances.calm(
                                Setting.small(3_000, new Order(Behaviour.SUCCEEDS, 0, 0, 4_000, true, -1, false))
                                        .withBulks(List.of(new Bulk(OperationAction.RETRY, 800))))));
    }
}
