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
                        "row.edit(transaction.now()).promote().build();",
                        "row.edit(transaction.now()).promote().counts(0, 0, 0).build();",
                        () -> Circumstances.calm(
                                Setting.small(3_000, Order.of(Behaviour.FAILS).withHurry()))),
                Sabotage.seeds(
                        "an operation that retries leaves scheduled tasks",
                        Sabotage.CORE + "OperationAction.java",
                        "case RETRY -> EnumSet.of(TaskStatus.FAILED, TaskStatus.CANCELLED);",
                        "case RETRY -> EnumSet.of(TaskStatus.SCHEDULED, TaskStatus.FAILED, TaskStatus.CANCELLED);",
                        () -> Circumstances.calm(Setting.small(3_000, delayed())
                                .withBulks(List.of(new Bulk(OperationAction.RETRY, 800))))),
                Sabotage.seeds(
                        "an operation that runs tasks now leaves those that run",
                        Sabotage.CORE + "OperationAction.java",
                        "case RUN_NOW -> EnumSet.of(TaskStatus.SCHEDULED);",
                        "case RUN_NOW -> EnumSet.of(TaskStatus.SCHEDULED, TaskStatus.RUNNING);",
                        () -> Circumstances.calm(Setting.small(3_000, Order.of(Behaviour.TAKES_LONG))
                                .withBulks(List.of(new Bulk(OperationAction.RUN_NOW, 800))))),
                Sabotage.seeds(
                        "an operation that runs tasks now leaves failed ones",
                        Sabotage.CORE + "OperationAction.java",
                        "case RUN_NOW -> EnumSet.of(TaskStatus.SCHEDULED);",
                        "case RUN_NOW -> EnumSet.of(TaskStatus.SCHEDULED, TaskStatus.FAILED);",
                        () -> Circumstances.calm(Setting.small(3_000, Order.of(Behaviour.GIVES_UP))
                                .withBulks(List.of(new Bulk(OperationAction.RUN_NOW, 2_000))))),
                Sabotage.seeds(
                        "an operation that runs tasks now passes over none",
                        Sabotage.CORE + "memory/data/OperationWalk.java",
                        "effects.add(act(task));",
                        "if (task.id() % 2 == 0 || action != OperationAction.RUN_NOW) { effects.add(act(task)); }",
                        () -> Circumstances.calm(Setting.small(3_000, delayed(), delayed())
                                .withBulks(List.of(new Bulk(OperationAction.RUN_NOW, 800))))));
    }

    /** A task that waits for four seconds before it is due. */
    private static Order delayed() {
        return new Order(Behaviour.SUCCEEDS, 0, 0, 4_000, true, -1, false);
    }
}
